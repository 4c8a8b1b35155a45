//! Shows what was told about a meeting.

use thiserror::Error;

use super::Notification;
use crate::auth::Actor;
use crate::ids::MeetingId;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListNotificationsError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor does not organise it.
    #[error("only the organiser may see this")]
    NotOrganiser,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For who may change the meeting, and for staff that sees all.
pub fn list_notifications(
    store: &dyn Store,
    actor: &Actor,
    id: MeetingId,
    page: PageRequest,
) -> Result<Page<Notification>, ListNotificationsError> {
    store.read(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|meeting| meeting.is_visible_to(actor));
        let meeting = found.ok_or(ListNotificationsError::NotFound)?;
        if !actor.sees_all && !meeting.may_be_edited_by(actor) {
            return Err(ListNotificationsError::NotOrganiser);
        }
        Ok(tx.outbox().list(id, page)?)
    })
}
