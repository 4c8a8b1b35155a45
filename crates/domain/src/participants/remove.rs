//! Takes somebody out of a meeting.

use thiserror::Error;

use super::changes::taken_out;
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::notifications::{Act, Event, Superseded, tell};
use crate::participants::Rsvp;
use crate::store::{Store, StoreError};

/// Why they stay.
#[derive(Debug, Error)]
pub enum RemoveError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor neither may edit the meeting nor is this participant; or this is the organiser, whom
    /// no co-organiser takes out.
    #[error("only an organiser or the participant may do this")]
    NotAllowed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By an organiser, or by the participant, who leaves. While the meeting is still to take place, the
/// removed participant is told, and the organiser is told of a participant who leaves.
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
            .participant_shown_to(actor, id)
            .cloned()
            .ok_or(RemoveError::NotFound)?;
        let leaves = actor.address() == Some(&participant.email);
        let may_remove = if meeting.is_organiser(&participant) {
            meeting.is_led_by(actor)
        } else {
            meeting.may_be_edited_by(actor)
        };
        if !leaves && !may_remove {
            return Err(RemoveError::NotAllowed);
        }
        tx.participants().delete(id)?;
        if participant.email != meeting.organiser.email {
            tx.busy().delete_person(meeting_id, &participant.email)?;
        }
        meeting.updated_at = ctx.now;
        tx.meetings().update(&meeting)?;
        let event = if leaves {
            Event::Left(&participant)
        } else {
            Event::Removed(&participant)
        };
        if leaves {
            tx.outbox()
                .withdraw(meeting_id, &participant.email, Superseded::HasLeft)?;
        }
        // The organiser knows already that a participant who declined does not come.
        if !leaves || participant.status != Rsvp::Declined {
            let act = Act {
                event,
                by: &meeting.acting_person(actor),
                phase: meeting.phase(ctx.now),
            };
            tell(tx, ctx, &act, &meeting)?;
        }
        let action = if leaves {
            Action::ParticipantLeave
        } else {
            Action::ParticipantRemove
        };
        let target = Target::participant(meeting_id, id);
        audit::record(tx, ctx, actor, action, target, taken_out(&participant))?;
        Ok(())
    })
}
