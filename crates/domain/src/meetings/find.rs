//! Shows one meeting.

use thiserror::Error;

use super::Meeting;
use crate::auth::Actor;
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

/// By one statement. Without what [`Meeting::redact_for`] takes away.
pub fn find(store: &dyn Store, actor: &Actor, id: MeetingId) -> Result<Meeting, FindError> {
    let found = store.glance(|tx| tx.meetings().find(id))?;
    let mut meeting = found
        .filter(|meeting| meeting.is_visible_to(actor))
        .ok_or(FindError::NotFound)?;
    meeting.redact_for(actor);
    Ok(meeting)
}
