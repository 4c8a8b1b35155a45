//! Sends a mail once more, because who runs the server wants it.

use thiserror::Error;

use crate::admin::{NotPermitted, Permission, Staff};
use crate::audit::{self, Action, Change, Target};
use crate::ctx::Ctx;
use crate::ids::NotificationId;
use crate::notifications::{Notification, NotificationState, ResendError, requeue_in};
use crate::store::{Store, StoreError};

/// Why it is not sent again.
#[derive(Debug, Error)]
pub enum RetryError {
    /// Needs `notifications.resend`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// There is none.
    #[error("there is no such notification")]
    NotFound,
    /// The organiser has not proved the address that the mail names.
    #[error("the organiser's address is not verified")]
    Held,
    /// What it says does not hold any more.
    #[error("the notification is superseded")]
    Superseded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By the rules for an organiser who [resends](crate::notifications::resend()) it. What it tells of a meeting that
/// was deleted holds if it says that the meeting does not take place.
pub fn retry(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: NotificationId,
) -> Result<Notification, RetryError> {
    staff.check(Permission::NotificationsResend)?;
    store.write(|tx| {
        let stored = tx.outbox().find(id)?.ok_or(RetryError::NotFound)?;
        let meeting = match stored.notice.meeting_id {
            Some(meeting) => tx.meetings().find(meeting)?,
            None => None,
        };
        let after = requeue_in(tx, ctx, id, meeting.as_ref())?;
        let target = Target::notification(after.notice.meeting_id, id);
        let changes = state_change(&stored, &after).into_iter().collect();
        let by = staff.actor();
        audit::record(tx, ctx, by, Action::NotificationResend, target, changes)?;
        Ok(after)
    })
}

/// What became of the state, for the audit log.
pub(super) fn state_change(before: &Notification, after: &Notification) -> Option<Change> {
    let word = |one: &Notification| match one.state {
        NotificationState::Queued => "queued",
        NotificationState::Sent => "sent",
        NotificationState::Failed => "failed",
    };
    audit::changed("state", word(before), word(after))
}

impl From<ResendError> for RetryError {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NotFound | ResendError::NotOrganiser => Self::NotFound,
            ResendError::Held => Self::Held,
            ResendError::Superseded => Self::Superseded,
            // Staff is not limited, so nothing was counted.
            ResendError::MailLimit(_) => Self::Store(StoreError::Busy),
            ResendError::Store(error) => Self::Store(error),
        }
    }
}
