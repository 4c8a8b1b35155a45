//! Changes how a participant is called, and whether it organises the meeting too.

use thiserror::Error;

use super::changes::differences;
use super::{Participant, Rsvp};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::meetings::Meeting;
use crate::store::{Store, StoreError};
use crate::text::Name;

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct UpdateParticipant {
    /// How to call the participant, may be empty.
    pub name: Option<Name>,
    /// Whether the participant is a co-organiser. It takes effect once the participant owns the address.
    pub is_co_organiser: Option<bool>,
}

/// Why it stays as it was.
#[derive(Debug, Error)]
pub enum UpdateParticipantError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor neither organises the meeting nor is a co-organiser; or this is the organiser, whom
    /// no co-organiser renames.
    #[error("only organisers may do this")]
    NotOrganiser,
    /// A co-organiser appoints no other one.
    #[error("only the organiser may name co-organisers")]
    NotLeader,
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

/// A name by an organiser, co-organisers by the organiser alone. No mail goes out. The version stays, as
/// it does with replies.
pub fn update_participant(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    (meeting_id, id): (MeetingId, ParticipantId),
    cmd: &UpdateParticipant,
) -> Result<Participant, UpdateParticipantError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(UpdateParticipantError::NotFound)?;
        let before = meeting
            .participant_shown_to(actor, id)
            .ok_or(UpdateParticipantError::NotFound)?;
        check(actor, &meeting, before, cmd)?;
        let after = Participant {
            name: cmd.name.clone().unwrap_or_else(|| before.name.clone()),
            is_co_organiser: cmd.is_co_organiser.unwrap_or(before.is_co_organiser),
            ..before.clone()
        };
        if after == *before {
            return Ok(after);
        }
        tx.participants().update(&after)?;
        let target = Target::participant(meeting_id, id);
        let (action, changes) = (Action::ParticipantUpdate, differences(before, &after));
        audit::record(tx, ctx, actor, action, target, changes)?;
        Ok(after)
    })
}

fn check(
    actor: &Actor,
    meeting: &Meeting,
    before: &Participant,
    cmd: &UpdateParticipant,
) -> Result<(), UpdateParticipantError> {
    let is_organiser = meeting.is_organiser(before);
    let leads = meeting.is_led_by(actor);
    if !meeting.may_be_edited_by(actor) || (is_organiser && !leads) {
        return Err(UpdateParticipantError::NotOrganiser);
    }
    let Some(is_co_organiser) = cmd.is_co_organiser else {
        return Ok(());
    };
    if !leads {
        return Err(UpdateParticipantError::NotLeader);
    }
    if before.is_co_organiser == is_co_organiser {
        return Ok(());
    }
    if is_organiser {
        return Err(UpdateParticipantError::IsOrganiser);
    }
    if before.status == Rsvp::Declined {
        return Err(UpdateParticipantError::Declined);
    }
    Ok(())
}
