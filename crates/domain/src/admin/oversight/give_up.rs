//! Takes a mail that waits out of the queue.

use thiserror::Error;

use crate::admin::{NotPermitted, Permission, Staff};
use crate::audit::{self, Action, Change, Target};
use crate::ctx::Ctx;
use crate::ids::NotificationId;
use crate::notifications::{Notification, NotificationState};
use crate::store::{Store, StoreError};

/// Why it stays as it is.
#[derive(Debug, Error)]
pub enum GiveUpError {
    /// Needs `notifications.resend`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// There is none.
    #[error("there is no such notification")]
    NotFound,
    /// The server is sending it at this moment.
    #[error("the notification is being sent")]
    BeingSent,
    /// It was sent or given up before.
    #[error("the notification does not wait")]
    NotWaiting,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// It counts as failed, and says who gave it up. A mail that a worker has claimed is left to it: it
/// may be with the mail server already.
pub fn give_up(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: NotificationId,
) -> Result<Notification, GiveUpError> {
    staff.check(Permission::NotificationsResend)?;
    let reason = format!("Given up by {}.", staff.actor().email);
    store.write(|tx| {
        let is_done = tx.outbox().give_up(id, &reason, ctx.now)?;
        let stored = tx.outbox().find(id)?.ok_or(GiveUpError::NotFound)?;
        if !is_done {
            return Err(match stored.state {
                NotificationState::Queued => GiveUpError::BeingSent,
                NotificationState::Sent | NotificationState::Failed => GiveUpError::NotWaiting,
            });
        }
        let target = Target::notification(stored.notice.meeting_id, id);
        let changes = vec![Change::new("state", Some("queued"), Some("failed"))];
        let by = staff.actor();
        audit::record(tx, ctx, by, Action::NotificationGiveUp, target, changes)?;
        Ok(stored)
    })
}
