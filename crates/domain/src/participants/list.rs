//! Lists who was invited.

use thiserror::Error;

use super::Participant;
use crate::auth::Actor;
use crate::ids::MeetingId;
use crate::meetings::hide_notes;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListParticipantsError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For everybody who may see the meeting. Only the organiser reads the notes of others.
pub fn list_participants(
    store: &dyn Store,
    actor: &Actor,
    id: MeetingId,
    page: PageRequest,
) -> Result<Page<Participant>, ListParticipantsError> {
    store.read(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|meeting| meeting.is_visible_to(actor));
        let meeting = found.ok_or(ListParticipantsError::NotFound)?;
        let mut page = tx.participants().list(id, page)?;
        if !meeting.may_be_edited_by(actor) {
            hide_notes(&mut page.items, actor);
        }
        Ok(page)
    })
}
