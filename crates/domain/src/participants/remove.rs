//! Takes somebody out of a meeting.

use thiserror::Error;

use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::meetings::Status;
use crate::notifications::{Event, tell};
use crate::store::{Store, StoreError};

/// Why they stay.
#[derive(Debug, Error)]
pub enum RemoveError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor neither organises the meeting nor is this participant.
    #[error("only the organiser or the participant may do this")]
    NotAllowed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By the organiser, or by the participant, who leaves. If the meeting still was to take place,
/// the person is told.
pub fn remove(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    meeting_id: MeetingId,
    id: ParticipantId,
) -> Result<(), RemoveError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let mut meeting = found.ok_or(RemoveError::NotFound)?;
        let participant = meeting
            .participant(id)
            .cloned()
            .ok_or(RemoveError::NotFound)?;
        let leaves = actor.address() == Some(&participant.email);
        if !leaves && !meeting.may_be_edited_by(actor) {
            return Err(RemoveError::NotAllowed);
        }
        tx.participants().delete(id)?;
        if participant.email != meeting.organiser.email {
            tx.busy().delete_person(meeting_id, &participant.email)?;
        }
        meeting.updated_at = ctx.now;
        tx.meetings().update(&meeting)?;
        if meeting.status(ctx.now) == Status::Scheduled {
            tell(tx, ctx, Event::Removed(&participant), &meeting)?;
        }
        Ok(())
    })
}
