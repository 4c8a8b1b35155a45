//! Transfers a meeting at once: another user organises it from now on.

use thiserror::Error;

use super::policy::{Command, rule};
use super::{ConflictPolicy, MOST_PARTICIPANTS, Meeting, Organiser, Status, Viewer};
use crate::audit::{self, Action, By, Change, Target};
use crate::auth::{Actor, Reach, User, is_going_in};
use crate::conflicts::{BusyKind, Clash, OverlapQuery, circle_of_actor};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, Event, tell};
use crate::participants::{NewParticipant, Participant, Rsvp};
use crate::quotas::{QuotaExceeded, Usage, ensure_room, room_is_made};
use crate::store::{Store, StoreError, Tx};
use crate::text::{Email, Name};

/// Who shall organise it.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// Which meeting.
    pub meeting_id: MeetingId,
    /// The address of an active user.
    pub to: Email,
    /// Whether that user must have proved to own the address.
    pub verify: bool,
    /// The version that is handed over, or any.
    pub expected: Option<i32>,
}

/// A meeting with its new organiser.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The meeting.
    pub meeting: Meeting,
    /// Where the new organiser is busy already; nothing where the policy forbids that.
    pub clashes: Vec<Clash>,
}

/// Why the organiser stays.
#[derive(Debug, Error)]
pub enum HandOverError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor may not edit all meetings. An organiser [offers](super::offer_transfer) the meeting.
    #[error("only staff may transfer a meeting at once")]
    NotPermitted,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// No active user owns this address.
    #[error("there is no such user")]
    NoSuchUser,
    /// That user organises it already.
    #[error("this user organises the meeting already")]
    AlreadyOrganiser,
    /// With the former organiser it would have more than [`MOST_PARTICIPANTS`].
    #[error("the meeting would have too many participants")]
    TooManyParticipants,
    /// The new organiser is busy, and the policy forbids that.
    #[error("this user is busy at that time")]
    Conflict(Vec<Clash>),
    /// The new organiser's account has no room for it.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for HandOverError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// By staff that edits all meetings. The former organiser stays as a participant who comes. All are told,
/// the new organiser among them, if the meeting still is to take place.
pub fn hand_over(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &HandOver,
) -> Result<HandedOver, HandOverError> {
    store.write(|tx| hand_over_in(tx, ctx, actor, cmd))
}

/// [`hand_over`] as a step of a transaction.
pub fn hand_over_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &HandOver,
) -> Result<HandedOver, HandOverError> {
    // The account before the meeting, as whoever deletes an account holds them.
    let heir = tx.users().find_by_email(&cmd.to)?;
    let found = tx
        .meetings()
        .find(cmd.meeting_id)?
        .filter(|found| found.is_visible_to(actor));
    let meeting = found.ok_or(HandOverError::NotFound)?;
    if actor.reach < Reach::EditsAll {
        return Err(HandOverError::NotPermitted);
    }
    if cmd
        .expected
        .is_some_and(|version| version != meeting.version)
    {
        return Err(HandOverError::Stale);
    }
    let heir = heir
        .filter(|user| user.is_active && user.owns_address(cmd.verify))
        .ok_or(HandOverError::NoSuchUser)?;
    if is_going_in(tx, heir.id)? {
        return Err(HandOverError::NoSuchUser);
    }
    if takes_time(ctx, &meeting, &heir) {
        tx.lock_people(std::slice::from_ref(&heir.email))?;
    }
    let circle = circle_of_actor(tx, ctx, actor, std::slice::from_ref(&heir.email))?;
    let viewer = circle.knows(&heir.email).then(|| Viewer::from(actor));
    let says = (&By::from(actor), viewer.as_ref());
    pass_on_in(tx, ctx, says, meeting, &heir)
}

/// How a meeting changes hands.
pub(super) struct Terms<'a> {
    /// The acting user or program.
    pub by: &'a By,
    /// What makes the heir busy is told as the viewer may see it; without a viewer it is not looked at.
    pub viewer: Option<&'a Viewer>,
    /// Whether the heir accepts an offer of the organiser, and is the acting person.
    pub is_accepted: bool,
    /// What becomes of the co-organisers.
    pub co_organisers: CoOrganisers,
}

/// What becomes of the co-organisers of a meeting that changes hands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CoOrganisers {
    /// They edit it as before.
    Stay,
    /// They are guests: the new organiser did not appoint them.
    Dismissed,
}

/// Makes this user the organiser of a meeting that was found in the same write, without an offer: the
/// step of a use case that has checked that `by` may, holds the account, and has locked the person.
pub fn pass_on_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, viewer): (&By, Option<&Viewer>),
    meeting: Meeting,
    heir: &User,
) -> Result<HandedOver, HandOverError> {
    let terms = Terms {
        by,
        viewer,
        is_accepted: false,
        co_organisers: CoOrganisers::Dismissed,
    };
    transfer_tx(tx, ctx, &terms, meeting, heir)
}

/// [`pass_on_in`] on these terms. An open offer ends.
pub(super) fn transfer_tx(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    terms: &Terms<'_>,
    mut meeting: Meeting,
    heir: &User,
) -> Result<HandedOver, HandOverError> {
    if meeting.organiser.user_id == heir.id {
        return Err(HandOverError::AlreadyOrganiser);
    }
    ensure_room::<HandOverError>(tx, ctx, heir.id, Usage::of(&meeting, ctx.now))?;
    let clashes = if takes_time(ctx, &meeting, heir) {
        take_time(tx, ctx, terms.viewer, &meeting, &heir.email)?
    } else {
        Vec::new()
    };
    if meeting.transfer.take().is_some() {
        tx.transfers().end(meeting.id)?;
    }
    let former = meeting.organiser.clone();
    let acting = meeting.acting_by(terms.by);
    meeting.organiser = Organiser {
        user_id: heir.id,
        email: heir.email.clone(),
        name: heir.display_name(),
        is_verified: heir.email_verified_at.is_some(),
    };
    seat(tx, ctx, &mut meeting, &former, terms.co_organisers)?;
    let phase = meeting.phase(ctx.now);
    let command = if terms.is_accepted {
        Command::AcceptTransfer
    } else {
        Command::HandOver
    };
    meeting.sequence += i32::from(rule(command, phase).is_revision);
    meeting.updated_at = ctx.now;
    tx.meetings().update(&meeting)?;
    meeting.version += 1;
    let seated = meeting.participant_with(&former.email);
    let event = match seated.filter(|_| terms.is_accepted) {
        Some(former) => Event::TransferAccepted(former),
        None => Event::HandedOver,
    };
    let by = if terms.is_accepted {
        meeting.acting_by(terms.by)
    } else {
        acting
    };
    room_is_made(ctx, former.user_id);
    let act = Act {
        event,
        by: &by,
        phase,
    };
    tell(tx, ctx, &act, &meeting)?;
    let (before, after) = (former.email.as_str(), heir.email.as_str());
    let changes = vec![Change::new("organiser", Some(before), Some(after))];
    let target = Target::meeting(meeting.id);
    audit::record(
        tx,
        ctx,
        terms.by.clone(),
        Action::MeetingHandOver,
        target,
        changes,
    )?;
    Ok(HandedOver { meeting, clashes })
}

/// Whether the meeting takes time that is not taken from the heir yet.
pub(super) fn takes_time(ctx: &Ctx, meeting: &Meeting, heir: &User) -> bool {
    meeting.status(ctx.now) == Status::Scheduled
        && meeting.busy_people().all(|person| *person != heir.email)
}

fn take_time(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    viewer: Option<&Viewer>,
    meeting: &Meeting,
    heir: &Email,
) -> Result<Vec<Clash>, HandOverError> {
    let (people, times) = (std::slice::from_ref(heir), meeting.details.times);
    let clashes = match viewer {
        Some(viewer) => tx.busy().overlapping(&OverlapQuery {
            people,
            times,
            exclude: Some(meeting.id),
            now: ctx.now,
            viewer,
        })?,
        None => Vec::new(),
    };
    if meeting.details.conflict_policy == ConflictPolicy::Forbid && !clashes.is_empty() {
        return Err(HandOverError::Conflict(clashes));
    }
    tx.busy()
        .insert(meeting.id, times, people, BusyKind::Busy)?;
    Ok(clashes)
}

/// The former organiser stays and comes, and so does the new one, if invited. Neither is a
/// co-organiser, nor are the others unless they stay.
fn seat(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    meeting: &mut Meeting,
    former: &Organiser,
    co_organisers: CoOrganisers,
) -> Result<(), HandOverError> {
    let co_organisers_go = co_organisers == CoOrganisers::Dismissed
        && meeting.participants.iter().any(|one| one.is_co_organiser);
    if co_organisers_go {
        tx.participants().dismiss_co_organisers(meeting.id)?;
        for participant in &mut meeting.participants {
            participant.is_co_organiser = false;
        }
    }
    let both = [former.email.clone(), meeting.organiser.email.clone()];
    for one in &mut meeting.participants {
        if both.contains(&one.email) {
            let is_new = one.status != Rsvp::Accepted;
            *one = Participant {
                status: Rsvp::Accepted,
                responded_at: if is_new {
                    Some(ctx.now)
                } else {
                    one.responded_at
                },
                is_co_organiser: false,
                ..one.clone()
            };
            tx.participants().update(one)?;
        }
    }
    if meeting.participant_with(&former.email).is_some() {
        return Ok(());
    }
    if meeting.participants.len() >= MOST_PARTICIPANTS {
        return Err(HandOverError::TooManyParticipants);
    }
    let newcomer = NewParticipant {
        email: former.email.clone(),
        // A display name that is the address alone names nobody.
        name: Name::parse(&former.name)
            .ok()
            .filter(|name| name.as_str() != former.email.as_str())
            .unwrap_or_default(),
        status: Rsvp::Accepted,
        invited_at: ctx.now,
        responded_at: Some(ctx.now),
    };
    let inserted = tx.participants().insert(meeting.id, &[newcomer])?;
    meeting.participants.extend(inserted);
    Ok(())
}
