//! Adds somebody to a meeting.

use thiserror::Error;
use time::Duration;

use super::changes::added;
use super::{NewParticipant, Participant};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::conflicts::{Checked, check_in, take_in};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::policy::{Command, Permit, rule};
use crate::meetings::{Invitee, MOST_PARTICIPANTS};
use crate::notifications::{Act, EnqueueError, Event, tell_within_limits};
use crate::store::{Key, Store, StoreError, Tx};

/// Whom to add.
#[derive(Clone, Debug)]
pub struct Invite {
    /// To which meeting.
    pub meeting_id: MeetingId,
    /// The person.
    pub invitee: Invitee,
    /// Whether they are added even when they are busy.
    pub allow_conflicts: bool,
}

/// Somebody as they were added.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The participant.
    pub participant: Participant,
    /// Conflicts, if they were allowed; and the person, if their time was not looked at.
    pub checked: Checked,
}

/// Why nobody was added.
#[derive(Debug, Error)]
pub enum InviteError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may invite")]
    NotOrganiser,
    /// The meeting was called off.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// The meeting took place.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// They were invited before.
    #[error("this person is invited already")]
    AlreadyInvited,
    /// The meeting has [`MOST_PARTICIPANTS`] already.
    #[error("the meeting has too many participants")]
    TooManyParticipants,
    /// They are busy, as the caller may know.
    #[error("this person is busy at that time")]
    Conflict(Checked),
    /// A mail limit is reached; after this time there is room.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<EnqueueError> for InviteError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::MailLimit(wait) => Self::MailLimit(wait),
            EnqueueError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for InviteError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::Participant) => Self::AlreadyInvited,
            other => Self::Store(other),
        }
    }
}

/// Checks and writes in one transaction, during which nobody else can put this person into a time.
pub fn invite(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &Invite,
) -> Result<Invited, InviteError> {
    store.write(|tx| invite_in(tx, ctx, actor, cmd))
}

/// [`invite`] as a step of a transaction.
pub fn invite_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &Invite,
) -> Result<Invited, InviteError> {
    let found = tx
        .meetings()
        .find(cmd.meeting_id)?
        .filter(|found| found.is_visible_to(actor));
    let mut meeting = found.ok_or(InviteError::NotFound)?;
    if !meeting.may_be_edited_by(actor) {
        return Err(InviteError::NotOrganiser);
    }
    let phase = meeting.phase(ctx.now);
    match rule(Command::Invite, phase).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled => return Err(InviteError::AlreadyCancelled),
        Permit::RefusedOver => return Err(InviteError::AlreadyEnded),
    }
    let email = &cmd.invitee.email;
    if meeting.participant_with(email).is_some() {
        return Err(InviteError::AlreadyInvited);
    }
    if meeting.participants.len() >= MOST_PARTICIPANTS {
        return Err(InviteError::TooManyParticipants);
    }

    // The organiser's time is taken by the meeting already.
    let people = if *email == meeting.organiser.email {
        vec![]
    } else {
        vec![email.clone()]
    };
    tx.lock_people(&people)?;
    let place = (meeting.details.times, Some(meeting.id));
    let (checked, circle) = check_in(tx, ctx, actor, &people, place)?;
    if !cmd.allow_conflicts && !checked.clashes.is_empty() {
        return Err(InviteError::Conflict(checked));
    }
    let newcomer = NewParticipant::invite(ctx, &meeting.organiser.email, &cmd.invitee);
    let inserted = tx.participants().insert(meeting.id, &[newcomer])?;
    let participant = inserted.into_iter().next();
    let participant = participant
        .ok_or_else(|| StoreError::Corrupt("an inserted participant is missing".into()))?;
    take_in(tx, ctx, actor, &meeting, &people, circle)?;
    meeting.updated_at = ctx.now;
    tx.meetings().update(&meeting)?;
    let act = Act {
        event: Event::Invited(&participant),
        by: &meeting.acting_person(actor),
        phase,
    };
    tell_within_limits(tx, ctx, &act, &meeting)?;
    let target = Target::participant(meeting.id, participant.id);
    let changes = added(&participant);
    audit::record(tx, ctx, actor, Action::ParticipantInvite, target, changes)?;
    Ok(Invited {
        participant,
        checked,
    })
}
