//! What every way to answer an invitation has in common, as a step of a transaction.

use super::changes::differences;
use super::{Participant, Rsvp};
use crate::audit::{self, Action, By, Target};
use crate::auth::Actor;
use crate::conflicts::{BusyKind, Clash, OverlapQuery, circle_of};
use crate::ctx::Ctx;
use crate::meetings::policy::{Command, Permit, rule};
use crate::meetings::{ConflictPolicy, Meeting, Viewer};
use crate::notifications::{Act, Event, tell};
use crate::store::{StoreError, Tx};
use crate::text::{Email, Note};

/// Who gives a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replier {
    /// The participant: in the app, or by the link of a mail.
    Participant,
    /// Another person, who may know the participant's busy time or not.
    Other {
        /// Whether they may.
        knows: bool,
    },
}

/// Why an answer is not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The meeting was called off.
    AlreadyCancelled,
    /// The meeting took place.
    AlreadyEnded,
    /// It was given for times that the meeting no longer has.
    Outdated(Box<Meeting>),
    /// It was given for a revision that does not exist yet.
    Unborn,
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

/// What is answered.
pub(super) struct Said {
    /// The answer.
    pub(super) answer: Rsvp,
    /// What is said with it.
    pub(super) note: Option<Note>,
    /// The revision that it is given for; `None` means the present one.
    pub(super) sequence: Option<i32>,
}

/// Writes the answer of this participant of a meeting that was found in the same write. Who declines
/// is free at once and a co-organiser no longer, and who takes that back is put into the time again.
/// Accepting is checked with the meeting's policy. `by` says it, and `viewer` sees the clashes.
pub(super) fn answer_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, viewer, replier): (&By, &Viewer, Replier),
    meeting: &Meeting,
    before: &Participant,
    Said {
        answer,
        note,
        sequence,
    }: Said,
) -> Result<Participant, Refusal> {
    match rule(Command::Reply, meeting.phase(ctx.now)).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled => return Err(Refusal::AlreadyCancelled),
        Permit::RefusedOver => return Err(Refusal::AlreadyEnded),
    }
    let sequence = sequence.unwrap_or(meeting.sequence);
    if sequence > meeting.sequence {
        return Err(Refusal::Unborn);
    }
    if sequence < meeting.times_sequence {
        return Err(Refusal::Outdated(Box::new(meeting.clone())));
    }
    move_time(tx, ctx, (viewer, replier), meeting, before, answer)?;
    let after = Participant {
        status: answer,
        responded_at: (answer != Rsvp::Pending).then_some(ctx.now),
        sequence: (answer != Rsvp::Pending).then_some(sequence),
        note: note.unwrap_or_else(|| kept_note(before, answer)),
        is_co_organiser: before.is_co_organiser && answer != Rsvp::Declined,
        has_accepted: has_accepted(replier, before, answer),
        ..before.clone()
    };
    tx.participants().update(&after)?;
    meet(tx, ctx, replier, meeting, &after)?;
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
    let says = (by, &Viewer::from(who), Replier::Participant);
    let said = Said {
        answer: Rsvp::Declined,
        note: None,
        sequence: None,
    };
    match answer_in(tx, ctx, says, meeting, before, said) {
        Ok(after) => {
            let act = Act {
                event: Event::Departed(&after),
                by: &meeting.acting_on_account(by, who),
                phase: meeting.phase(ctx.now),
            };
            tell(tx, ctx, &act, meeting)
        }
        Err(Refusal::Store(error)) => Err(error),
        Err(
            Refusal::AlreadyCancelled
            | Refusal::AlreadyEnded
            | Refusal::Outdated(_)
            | Refusal::Unborn
            | Refusal::Conflict(_),
        ) => Ok(()),
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

fn has_accepted(replier: Replier, before: &Participant, answer: Rsvp) -> bool {
    match answer {
        Rsvp::Accepted | Rsvp::Tentative => replier == Replier::Participant || before.has_accepted,
        Rsvp::Declined => false,
        Rsvp::Pending => before.has_accepted,
    }
}

/// Writes how the meeting takes the person's time after this answer.
fn move_time(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (viewer, replier): (&Viewer, Replier),
    meeting: &Meeting,
    before: &Participant,
    answer: Rsvp,
) -> Result<(), Refusal> {
    let person = &before.email;
    // Who organises a meeting is busy in it, whatever they answer.
    if *person == meeting.organiser.email {
        return Ok(());
    }
    if answer == Rsvp::Declined {
        if before.status != Rsvp::Declined {
            tx.busy().delete_person(meeting.id, person)?;
        }
        return Ok(());
    }
    let held = tx.busy().find(meeting.id, person)?;
    let wanted = match (replier, held) {
        (Replier::Participant, _) if answer.attends() => BusyKind::Busy,
        // An invitation stays what it was.
        (_, Some(held)) if !answer.attends() => held,
        _by_other_or_invited_anew => invitation_kind(tx, ctx, meeting, person)?,
    };
    let may_learn = replier != Replier::Other { knows: false };
    let takes_anew = held != Some(BusyKind::Busy) || (answer.attends() && !before.status.attends());
    let is_checked = wanted == BusyKind::Busy
        && takes_anew
        && may_learn
        && meeting.details.conflict_policy == ConflictPolicy::Forbid;
    if !is_checked && held == Some(wanted) {
        return Ok(());
    }
    let (people, times) = (std::slice::from_ref(person), meeting.details.times);
    tx.lock_people(people)?;
    if is_checked {
        let mut clashes = tx.busy().overlapping(&OverlapQuery {
            people,
            times,
            exclude: Some(meeting.id),
            now: ctx.now,
            viewer,
        })?;
        // The meeting itself counts for a viewer who may not see it, such as a link's holder.
        clashes.retain(|clash| clash.meeting_id != meeting.id);
        if !clashes.is_empty() {
            return Err(Refusal::Conflict(clashes));
        }
    }
    match held {
        Some(held) if held == wanted => Ok(()),
        Some(_other) => Ok(tx.busy().update(meeting.id, person, wanted)?),
        None => Ok(tx.busy().insert(meeting.id, times, people, wanted)?),
    }
}

/// How an invitation that the person did not accept takes their time.
fn invitation_kind(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    meeting: &Meeting,
    person: &Email,
) -> Result<BusyKind, StoreError> {
    let organiser = &meeting.organiser.email;
    let circle = circle_of(tx, ctx, organiser, std::slice::from_ref(person))?;
    Ok(if circle.knows(person) {
        BusyKind::Busy
    } else {
        BusyKind::Tentative
    })
}

/// Who takes part in person meets the organiser and the others who do. A reply that another person
/// gave opens nobody's circle, nor does an organiser who does not own their address.
fn meet(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    replier: Replier,
    meeting: &Meeting,
    participant: &Participant,
) -> Result<(), StoreError> {
    let organiser = &meeting.organiser.email;
    let is_own = replier == Replier::Participant && participant.email != *organiser;
    if !is_own || !participant.status.attends() {
        return Ok(());
    }
    let speaks = meeting.organiser.owns_address(ctx.email_verification);
    tx.circle().insert(
        meeting.id,
        &participant.email,
        speaks.then_some(organiser),
        organiser,
    )
}
