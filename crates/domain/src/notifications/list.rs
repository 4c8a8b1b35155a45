//! Shows what was told about a meeting.

use thiserror::Error;

use super::{NoticeKind, Notification};
use crate::auth::{Actor, Reach};
use crate::ids::MeetingId;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListNotificationsError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may see this")]
    NotOrganiser,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For organisers, and for staff that sees all. To which user the meeting was offered is for those alone who may
/// transfer it.
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
        if actor.reach == Reach::Own && !meeting.may_be_edited_by(actor) {
            return Err(ListNotificationsError::NotOrganiser);
        }
        let without = (!meeting.is_led_by(actor)).then_some(NoticeKind::Transfer);
        Ok(tx.outbox().list(id, without, page)?)
    })
}
