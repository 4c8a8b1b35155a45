//! Lets a participant organise a meeting too, or no longer.

use thiserror::Error;

use super::changes::differences;
use super::{Participant, Rsvp};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::store::{Store, StoreError};

/// Why it stays as it was.
#[derive(Debug, Error)]
pub enum NameError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor does not organise the meeting; a co-organiser names nobody.
    #[error("only the organiser may name co-organisers")]
    NotOrganiser,
    /// This participant is the organiser.
    #[error("this is the organiser")]
    IsOrganiser,
    /// This participant does not come.
    #[error("this participant has declined")]
    Declined,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By the organiser. It takes effect once the participant owns the address. The version stays, as it
/// does with answers.
pub fn name_co_organiser(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    (meeting_id, id): (MeetingId, ParticipantId),
    is_co_organiser: bool,
) -> Result<Participant, NameError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(NameError::NotFound)?;
        let before = meeting.participant(id).ok_or(NameError::NotFound)?;
        if !meeting.is_led_by(actor) {
            return Err(NameError::NotOrganiser);
        }
        if before.is_co_organiser == is_co_organiser {
            return Ok(before.clone());
        }
        if meeting.is_organiser(before) {
            return Err(NameError::IsOrganiser);
        }
        if before.status == Rsvp::Declined {
            return Err(NameError::Declined);
        }
        let after = Participant {
            is_co_organiser,
            ..before.clone()
        };
        tx.participants().update(&after)?;
        let target = Target::participant(meeting_id, id);
        let (action, changes) = (Action::ParticipantUpdate, differences(before, &after));
        audit::record(tx, ctx, actor, action, target, changes)?;
        Ok(after)
    })
}
