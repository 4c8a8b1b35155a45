//! Notices: to be sent, being sent, sent.

use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{
    Attempt, Claimed, Notice, Notification, NotificationState, Outbox, OutboxDepth,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use time::UtcDateTime;

use super::MemoryTx;
use super::listing::cut;

#[derive(Clone)]
pub(super) struct Row {
    stored: Notification,
    next_try_at: UtcDateTime,
    claimed_until: Option<UtcDateTime>,
}

impl Row {
    fn is_due(&self, now: UtcDateTime) -> bool {
        self.stored.state == NotificationState::Queued
            && self.next_try_at <= now
            && self.claimed_until.is_none_or(|until| until <= now)
    }
}

impl Outbox for MemoryTx {
    fn insert(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        self.write(|tx| {
            for notice in notices {
                tx.state.last_notice += 1;
                let id = NotificationId(tx.state.last_notice);
                let row = Row {
                    stored: Notification {
                        id,
                        notice: notice.clone(),
                        state: NotificationState::Queued,
                        attempts: 0,
                        last_error: None,
                        sent_at: None,
                    },
                    next_try_at: notice.created_at,
                    claimed_until: None,
                };
                tx.state.notices.insert(id, row);
            }
            Ok(())
        })
    }

    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        self.read(|tx| {
            let newest_first = tx.state.notices.values().rev();
            let all: Vec<&Notification> = newest_first
                .map(|row| &row.stored)
                .filter(|stored| stored.notice.meeting_id == Some(meeting))
                .collect();
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).copied().cloned().collect(),
            })
        })
    }

    fn claim(
        &mut self,
        now: UtcDateTime,
        until: UtcDateTime,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.write(|tx| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let due = tx.state.notices.values_mut().filter(|row| row.is_due(now));
            Ok(due
                .take(limit)
                .map(|row| {
                    row.claimed_until = Some(until);
                    Claimed {
                        id: row.stored.id,
                        notice: row.stored.notice.clone(),
                        attempts: row.stored.attempts,
                    }
                })
                .collect())
        })
    }

    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        self.write(|tx| {
            if let Some(row) = tx.state.notices.get_mut(&attempt.id) {
                row.stored.state = attempt.state;
                row.stored.attempts += 1;
                row.stored.last_error.clone_from(&attempt.error);
                row.stored.sent_at =
                    (attempt.state == NotificationState::Sent).then_some(attempt.ended_at);
                row.next_try_at = attempt.next_try_at;
                row.claimed_until = None;
            }
            Ok(())
        })
    }

    fn count(&mut self) -> Result<OutboxDepth, StoreError> {
        self.read(|tx| {
            let mut depth = OutboxDepth::default();
            for row in tx.state.notices.values() {
                match row.stored.state {
                    NotificationState::Sent => {}
                    NotificationState::Failed => depth.failed += 1,
                    NotificationState::Queued => {
                        depth.queued += 1;
                        let born = row.stored.notice.created_at;
                        depth.oldest = Some(depth.oldest.map_or(born, |oldest| oldest.min(born)));
                    }
                }
            }
            Ok(depth)
        })
    }
}
