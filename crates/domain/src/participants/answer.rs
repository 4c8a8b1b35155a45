//! What every way to answer an invitation has in common, as a step of a transaction.

use super::changes::differences;
use super::{Participant, Rsvp};
use crate::audit::{self, Action, By, Target};
use crate::auth::Actor;
use crate::conflicts::{Clash, OverlapQuery};
use crate::ctx::Ctx;
use crate::meetings::policy::{Command, Permit, rule};
use crate::meetings::{ConflictPolicy, Meeting, Viewer};
use crate::notifications::{Act, Event, tell};
use crate::store::{StoreError, Tx};
use crate::text::Note;

/// Why an answer is not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The meeting was called off.
    AlreadyCancelled,
    /// The meeting took place.
    AlreadyEnded,
    /// The person is busy by now, and the policy forbids that.
    Conflict(Vec<Clash>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Writes the answer of this participant of a meeting that was found in the same write. Who declines
/// is free at once and a co-organiser no longer, and who takes that back is put into the time again. `by` says it, and `viewer`
/// sees the clashes.
pub(super) fn answer_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, viewer): (&By, &Viewer),
    meeting: &Meeting,
    before: &Participant,
    (answer, note): (Rsvp, Option<Note>),
) -> Result<Participant, Refusal> {
    match rule(Command::Reply, meeting.phase(ctx.now)).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled => return Err(Refusal::AlreadyCancelled),
        Permit::RefusedOver => return Err(Refusal::AlreadyEnded),
    }
    move_time(tx, ctx, viewer, meeting, before, answer)?;
    let after = Participant {
        status: answer,
        responded_at: (answer != Rsvp::Pending).then_some(ctx.now),
        note: note.unwrap_or_else(|| kept_note(before, answer)),
        is_co_organiser: before.is_co_organiser && answer != Rsvp::Declined,
        has_accepted: has_accepted((by, viewer), before, answer),
        ..before.clone()
    };
    tx.participants().update(&after)?;
    if after.says_else_than(before) {
        let target = Target::participant(meeting.id, after.id);
        let (action, changes) = (Action::ParticipantAnswer, differences(before, &after));
        audit::record(tx, ctx, by.clone(), action, target, changes)?;
    }
    Ok(after)
}

/// Says no for `who` goes away, or whom `by` takes away; their organiser is told, if that is news. A meeting that takes
/// no answer any more stays as it is.
pub(crate) fn decline_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, who): (&By, &Actor),
    meeting: &Meeting,
    before: &Participant,
) -> Result<(), StoreError> {
    if before.status == Rsvp::Declined {
        return Ok(());
    }
    let says = (by, &Viewer::from(who));
    match answer_in(tx, ctx, says, meeting, before, (Rsvp::Declined, None)) {
        Ok(after) => {
            let act = Act {
                event: Event::Departed(&after),
                by: &meeting.acting_on_account(by, who),
                phase: meeting.phase(ctx.now),
            };
            tell(tx, ctx, &act, meeting)
        }
        Err(Refusal::Store(error)) => Err(error),
        Err(Refusal::AlreadyCancelled | Refusal::AlreadyEnded | Refusal::Conflict(_)) => Ok(()),
    }
}

/// A note belongs to the reply that it came with. The same reply without a note keeps it.
fn kept_note(before: &Participant, answer: Rsvp) -> Note {
    if answer == before.status {
        before.note.clone()
    } else {
        Note::default()
    }
}

fn has_accepted((by, viewer): (&By, &Viewer), before: &Participant, answer: Rsvp) -> bool {
    let is_own = matches!(by, By::Guest(_)) || viewer.address.as_ref() == Some(&before.email);
    match answer {
        Rsvp::Accepted | Rsvp::Tentative => is_own || before.has_accepted,
        Rsvp::Declined => false,
        Rsvp::Pending => before.has_accepted,
    }
}

fn move_time(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    viewer: &Viewer,
    meeting: &Meeting,
    before: &Participant,
    answer: Rsvp,
) -> Result<(), Refusal> {
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
                    viewer,
                })?;
                if !clashes.is_empty() {
                    return Err(Refusal::Conflict(clashes));
                }
            }
            Ok(tx.busy().insert(meeting.id, times, people)?)
        }
        (true, true) | (false, false) => Ok(()),
    }
}
