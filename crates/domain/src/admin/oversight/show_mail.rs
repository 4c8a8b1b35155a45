//! Shows a mail as its recipient reads it, but for what only the recipient may know.

use thiserror::Error;
use time::UtcDateTime;

use crate::admin::{NotPermitted, Permission, Staff};
use crate::auth::{Claims, TokenFault, Tokens};
use crate::ctx::Ctx;
use crate::ids::NotificationId;
use crate::notifications::{Mail, Notification, mail_of};
use crate::store::{Store, StoreError};

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum ShowMailError {
    /// Needs `notifications.view`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// There is none.
    #[error("there is no such notification")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A mail, and what became of it.
#[derive(Clone, Debug)]
pub struct ShownMail {
    /// What became of it.
    pub notification: Notification,
    /// What it says. `None` if it is for an account that is gone.
    pub mail: Option<Mail>,
}

/// What stands in the place of a secret.
pub const REDACTED: &str = "REDACTED";

/// Makes no secret at all, so that there is none that could be read.
struct Redacted;

impl Tokens for Redacted {
    fn seal(&self, _text: &str) -> Result<String, StoreError> {
        Ok(REDACTED.to_owned())
    }

    fn sign(&self, _claims: &Claims) -> Result<String, StoreError> {
        Ok(REDACTED.to_owned())
    }

    fn verify(&self, _token: &str, _now: UtcDateTime) -> Result<Claims, TokenFault> {
        Err(TokenFault::Invalid)
    }
}

/// As it is sent: with the facts that it was queued with, and links that work for nobody.
pub fn show_mail(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    public_url: &str,
    id: NotificationId,
) -> Result<ShownMail, ShowMailError> {
    staff.check(Permission::NotificationsView)?;
    let notification = store
        .glance(|tx| tx.outbox().find(id))?
        .ok_or(ShowMailError::NotFound)?;
    let mail = mail_of(store, ctx, &Redacted, public_url, id, &notification.notice)?;
    Ok(ShownMail { notification, mail })
}
