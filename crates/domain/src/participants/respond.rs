//! Answers an invitation.

use thiserror::Error;

use super::{Participant, Rsvp};
use crate::auth::Actor;
use crate::conflicts::{Clash, OverlapQuery};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::meetings::{ConflictPolicy, Meeting, Status, Viewer};
use crate::store::{Store, StoreError, Tx};

/// Why the answer stays as it was.
#[derive(Debug, Error)]
pub enum RespondError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor neither organises the meeting nor is this participant.
    #[error("only the organiser or the participant may do this")]
    NotAllowed,
    /// The meeting was called off.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// The meeting took place.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// The person had declined, has another meeting by now, and the policy forbids that.
    #[error("this person is busy at that time")]
    Conflict(Vec<Clash>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By the participant, or by the organiser for them. Every answer may follow every other; who
/// declines is free at once, and who takes that back is put into the time again.
pub fn respond(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    meeting_id: MeetingId,
    id: ParticipantId,
    answer: Rsvp,
) -> Result<Participant, RespondError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(RespondError::NotFound)?;
        let before = meeting.participant(id).ok_or(RespondError::NotFound)?;
        let answers_for_oneself = actor.address() == Some(&before.email);
        if !answers_for_oneself && !meeting.is_organised_by(actor) {
            return Err(RespondError::NotAllowed);
        }
        match meeting.status(ctx.now) {
            Status::Scheduled => {}
            Status::Cancelled => return Err(RespondError::AlreadyCancelled),
            Status::Completed => return Err(RespondError::AlreadyEnded),
        }
        move_time(tx, ctx, actor, &meeting, before, answer)?;
        let after = Participant {
            status: answer,
            responded_at: (answer != Rsvp::Pending).then_some(ctx.now),
            ..before.clone()
        };
        tx.participants().update(&after)?;
        Ok(after)
    })
}

fn move_time(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    meeting: &Meeting,
    before: &Participant,
    answer: Rsvp,
) -> Result<(), RespondError> {
    let person = &before.email;
    // Who organises a meeting is busy in it, whatever they answer.
    if *person == meeting.organiser.email {
        return Ok(());
    }
    match (before.status == Rsvp::Declined, answer == Rsvp::Declined) {
        (false, true) => Ok(tx.busy().delete_person(meeting.id, person)?),
        (true, false) => {
            let (people, times) = (std::slice::from_ref(person), meeting.details.times);
            tx.lock_people(people)?;
            if meeting.details.conflict_policy == ConflictPolicy::Forbid {
                let clashes = tx.busy().overlapping(&OverlapQuery {
                    people,
                    times,
                    exclude: Some(meeting.id),
                    now: ctx.now,
                    viewer: &Viewer::from(actor),
                })?;
                if !clashes.is_empty() {
                    return Err(RespondError::Conflict(clashes));
                }
            }
            Ok(tx.busy().insert(meeting.id, times, people)?)
        }
        (true, true) | (false, false) => Ok(()),
    }
}
