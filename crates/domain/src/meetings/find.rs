//! Shows one meeting.

use thiserror::Error;

use super::Meeting;
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::store::{Store, StoreError};

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum FindError {
    /// There is none that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By one statement. Without what [`Meeting::redact_for`] takes away. A user to whom the meeting is offered
/// sees it as a guest does; no other use case opens by an offer.
pub fn find(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
) -> Result<Meeting, FindError> {
    find_if(store, actor, id, |meeting| {
        meeting.is_visible_to(actor) || meeting.is_offered_to(actor, ctx.now)
    })
}

/// [`find`] for those who take part and for staff, whatever is offered.
pub(crate) fn find_visible(
    store: &dyn Store,
    actor: &Actor,
    id: MeetingId,
) -> Result<Meeting, FindError> {
    find_if(store, actor, id, |meeting| meeting.is_visible_to(actor))
}

fn find_if(
    store: &dyn Store,
    actor: &Actor,
    id: MeetingId,
    is_shown: impl Fn(&Meeting) -> bool,
) -> Result<Meeting, FindError> {
    let found = store.glance(|tx| tx.meetings().find(id))?;
    let mut meeting = found.filter(is_shown).ok_or(FindError::NotFound)?;
    meeting.redact_for(actor);
    Ok(meeting)
}
