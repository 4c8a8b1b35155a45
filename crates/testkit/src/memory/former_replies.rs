//! Replies that moves took away.

use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{FormerReplies, FormerReplyRepo};
use scheduler_domain::store::StoreError;
use time::UtcDateTime;

use super::MemoryTx;

impl FormerReplyRepo for MemoryTx {
    fn find(&mut self, meeting: MeetingId) -> Result<Option<FormerReplies>, StoreError> {
        self.read(|tx| Ok(tx.state.former_replies.get(&meeting).cloned()))
    }

    fn insert(&mut self, replies: &FormerReplies) -> Result<(), StoreError> {
        self.write(|tx| {
            let row = replies.clone();
            tx.state.former_replies.insert(row.meeting, row);
            Ok(())
        })
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let rows = tx.state.former_replies.len();
            tx.state
                .former_replies
                .retain(|_, row| row.moved_at >= before);
            Ok(super::people::counted(rows - tx.state.former_replies.len()))
        })
    }
}
