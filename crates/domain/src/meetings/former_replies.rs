//! Replies that a move took away, so that taking the move back brings them back.

use time::{Duration, UtcDateTime};

use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::participants::Rsvp;
use crate::store::{Store, StoreError};
use crate::time::TimeRange;

/// The replies to times that a meeting had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerReplies {
    /// The meeting.
    pub meeting: MeetingId,
    /// The times that the replies were given for.
    pub times: TimeRange,
    /// When the meeting was moved away from them.
    pub moved_at: UtcDateTime,
    /// The replies; not empty.
    pub replies: Vec<FormerReply>,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormerReply {
    /// Whose it is.
    pub participant: ParticipantId,
    /// What it was.
    pub status: Rsvp,
    /// When it was given.
    pub responded_at: Option<UtcDateTime>,
}

/// Longer than any mail is held, during which a move can be taken back.
const KEPT: Duration = Duration::DAY;

/// Forgets replies that cannot come back any more; of how many meetings.
pub fn purge_former_replies(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.former_replies().delete_older(ctx.now - KEPT))
}

/// For each meeting the replies that its last move took away.
pub trait FormerReplyRepo {
    /// Those of this meeting. They go with it.
    fn find(&mut self, meeting: MeetingId) -> Result<Option<FormerReplies>, StoreError>;

    /// Writes them in the place of earlier ones of the meeting.
    fn insert(&mut self, replies: &FormerReplies) -> Result<(), StoreError>;

    /// Deletes those of moves before then; how many meetings had some.
    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError>;
}
