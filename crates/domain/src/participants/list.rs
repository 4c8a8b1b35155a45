//! Lists who was invited.

use thiserror::Error;

use super::Participant;
use crate::auth::Actor;
use crate::ids::MeetingId;
use crate::meetings::{Meeting, hide_notes};
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

/// For everybody who may see the meeting. Only who may edit it reads the notes of
/// others, and sees other guests where the list is hidden; neither does the count tell of them.
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
        if !meeting.shows_guests_to(actor) {
            return Ok(page_of_shown(meeting, actor, page));
        }
        let mut page = tx.participants().list(id, page)?;
        if !meeting.may_be_edited_by(actor) {
            hide_notes(&mut page.items, actor);
        }
        Ok(page)
    })
}

fn page_of_shown(mut meeting: Meeting, actor: &Actor, request: PageRequest) -> Page<Participant> {
    meeting.redact_for(actor);
    let offset = usize::try_from(request.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(request.size()).unwrap_or(usize::MAX);
    let shown = meeting.participants;
    Page {
        count: i64::try_from(shown.len()).unwrap_or(i64::MAX),
        request,
        items: shown.into_iter().skip(offset).take(size).collect(),
    }
}
