//! Plans a meeting.

use thiserror::Error;
use time::Duration;

use super::changes::planned;
use super::{
    ConflictPolicy, MOST_PARTICIPANTS, Meeting, MeetingDetails, Organiser, begins_in_the_past,
};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::conflicts::{Checked, check_in, take_in};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, EnqueueError, Event, tell_within_limits};
use crate::participants::{NewParticipant, Rsvp};
use crate::quotas::{QuotaExceeded, Usage, ensure_room};
use crate::store::{Store, StoreError, Tx};
use crate::text::{Email, Name};

/// Somebody to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// The person.
    pub email: Email,
    /// How to address them, may be empty.
    pub name: Name,
}

/// A meeting to be.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// What the organiser decided.
    pub details: MeetingDetails,
    /// Who is invited; the same address twice is one invitation, the first one.
    pub participants: Vec<Invitee>,
}

/// A meeting as it was planned.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The meeting.
    pub meeting: Meeting,
    /// Conflicts, none where the policy forbids them; and participants whose time was not looked at.
    pub checked: Checked,
}

/// Why there is no meeting.
#[derive(Debug, Error)]
pub enum ScheduleError {
    /// It would begin before now.
    #[error("the meeting would begin in the past")]
    InThePast,
    /// There would be more than [`MOST_PARTICIPANTS`].
    #[error("the meeting would have too many participants")]
    TooManyParticipants,
    /// A person whose time the organiser may know is busy, and the policy forbids that.
    #[error("somebody is busy at that time")]
    Conflict(Checked),
    /// A mail limit is reached; after this time there is room.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The organiser's account has no room for it.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EnqueueError> for ScheduleError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::MailLimit(wait) => Self::MailLimit(wait),
            EnqueueError::Store(error) => error.into(),
        }
    }
}

/// Checks and writes in one transaction, during which nobody else can put one of these people
/// into a time.
pub fn schedule(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &Schedule,
) -> Result<Scheduled, ScheduleError> {
    store.write(|tx| schedule_in(tx, ctx, actor, cmd))
}

/// [`schedule`] as a step of a transaction.
pub fn schedule_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &Schedule,
) -> Result<Scheduled, ScheduleError> {
    if begins_in_the_past(cmd.details.times.start(), ctx.now) {
        return Err(ScheduleError::InThePast);
    }
    let mut meeting = draft(ctx, actor, cmd);
    let invited = invitations(ctx, &meeting, &cmd.participants);
    if invited.len() > MOST_PARTICIPANTS {
        return Err(ScheduleError::TooManyParticipants);
    }
    let people = everybody(&meeting, &invited);

    tx.lock_people(&people)?;
    ensure_room::<ScheduleError>(tx, ctx, actor.user_id, Usage::of(&meeting, ctx.now))?;
    let place = (cmd.details.times, None);
    let (mut checked, circle) = check_in(tx, ctx, actor, &people, place)?;
    checked.unknown.retain(|person| *person != actor.email);
    if cmd.details.conflict_policy == ConflictPolicy::Forbid && !checked.clashes.is_empty() {
        return Err(ScheduleError::Conflict(checked));
    }
    tx.meetings().insert(&meeting)?;
    meeting.participants = tx.participants().insert(meeting.id, &invited)?;
    take_in(tx, ctx, actor, &meeting, &people, circle)?;
    let act = Act {
        event: Event::Scheduled,
        by: &meeting.acting_person(actor),
        phase: meeting.phase(ctx.now),
    };
    tell_within_limits(tx, ctx, &act, &meeting)?;
    let target = Target::meeting(meeting.id);
    audit::record(
        tx,
        ctx,
        actor,
        Action::MeetingCreate,
        target,
        planned(&meeting),
    )?;
    Ok(Scheduled { meeting, checked })
}

fn draft(ctx: &Ctx, actor: &Actor, cmd: &Schedule) -> Meeting {
    Meeting {
        id: MeetingId(ctx.new_uuid()),
        organiser: Organiser {
            user_id: actor.user_id,
            email: actor.email.clone(),
            name: actor.name.clone(),
            is_verified: actor.owns_address,
        },
        details: cmd.details.clone(),
        is_cancelled: false,
        sequence: 0,
        times_sequence: 0,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
        participants: Vec::new(),
        transfer: None,
    }
}

fn invitations(ctx: &Ctx, meeting: &Meeting, invitees: &[Invitee]) -> Vec<NewParticipant> {
    let mut invited: Vec<NewParticipant> = Vec::with_capacity(invitees.len());
    let mut seen = std::collections::HashSet::new();
    for invitee in invitees {
        if seen.insert(&invitee.email) {
            invited.push(NewParticipant::invite(
                ctx,
                &meeting.organiser.email,
                invitee,
            ));
        }
    }
    invited
}

fn everybody(meeting: &Meeting, invited: &[NewParticipant]) -> Vec<Email> {
    let mut people = vec![meeting.organiser.email.clone()];
    people.extend(
        invited
            .iter()
            .filter(|one| one.status != Rsvp::Declined && one.email != meeting.organiser.email)
            .map(|one| one.email.clone()),
    );
    people
}
