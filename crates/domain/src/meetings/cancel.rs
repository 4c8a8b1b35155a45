//! Calls a meeting off.

use thiserror::Error;

use super::{Meeting, Status};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Event, tell};
use crate::store::{Store, StoreError};

/// Why the meeting stays.
#[derive(Debug, Error)]
pub enum CancelError {
    /// There is none that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor does not organise it.
    #[error("only the organiser may cancel the meeting")]
    NotOrganiser,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// It was called off before.
    #[error("the meeting is cancelled already")]
    AlreadyCancelled,
    /// It took place.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CancelError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// Everybody's time is free again, and everybody is told, in the same transaction.
pub fn cancel(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    expected: Option<i32>,
) -> Result<Meeting, CancelError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|found| found.is_visible_to(actor));
        let mut meeting = found.ok_or(CancelError::NotFound)?;
        if !meeting.may_be_edited_by(actor) {
            return Err(CancelError::NotOrganiser);
        }
        if expected.is_some_and(|version| version != meeting.version) {
            return Err(CancelError::Stale);
        }
        match meeting.status(ctx.now) {
            Status::Scheduled => {}
            Status::Cancelled => return Err(CancelError::AlreadyCancelled),
            Status::Completed => return Err(CancelError::AlreadyEnded),
        }
        meeting.is_cancelled = true;
        meeting.sequence += 1;
        meeting.updated_at = ctx.now;
        tx.busy().delete(id)?;
        tx.meetings().update(&meeting)?;
        meeting.version += 1;
        tell(tx, ctx, Event::Cancelled, &meeting)?;
        Ok(meeting)
    })
}
