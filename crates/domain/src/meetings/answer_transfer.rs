//! Accepts or declines the offer of a meeting.

use thiserror::Error;

use super::hand_over::{CoOrganisers, HandOverError, HandedOver, Terms, takes_time, transfer_tx};
use super::policy::{Command, Permit, rule};
use super::{ActingPerson, ActingRole, Meeting, Viewer};
use crate::audit::{self, Action, By, Change, Target};
use crate::auth::{Actor, is_going_in};
use crate::conflicts::Clash;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, Event, tell};
use crate::quotas::QuotaExceeded;
use crate::store::{Store, StoreError, Tx};

/// Which offer is accepted, and how.
#[derive(Clone, Copy, Debug)]
pub struct AcceptTransfer {
    /// The meeting that was offered.
    pub meeting_id: MeetingId,
    /// Whether its co-organisers stay co-organisers.
    pub keeps_co_organisers: bool,
}

/// Why the organiser stays.
#[derive(Debug, Error)]
pub enum AcceptTransferError {
    /// There is no meeting that the actor may see, and none was offered.
    #[error("there is no such meeting")]
    NotFound,
    /// The offer has ended, or there was none.
    #[error("there is no open offer")]
    NotOffered,
    /// The actor is busy, and the policy of the meeting forbids that.
    #[error("the new organiser is busy at that time")]
    Conflict(Vec<Clash>),
    /// With the former organiser it would have too many participants.
    #[error("the meeting would have too many participants")]
    TooManyParticipants,
    /// The account of the actor has no room for it.
    #[error(transparent)]
    Quota(QuotaExceeded),
    /// Something of it was changed at the same time.
    #[error("the meeting was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

/// Why nothing is declined.
#[derive(Debug, Error)]
pub enum DeclineTransferError {
    /// There is no meeting that the actor may see, and none was offered.
    #[error("there is no such meeting")]
    NotFound,
    /// The offer has ended, or there was none.
    #[error("there is no open offer")]
    NotOffered,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<StoreError> for AcceptTransferError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

impl From<HandOverError> for AcceptTransferError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::Conflict(clashes) => Self::Conflict(clashes),
            HandOverError::TooManyParticipants => Self::TooManyParticipants,
            HandOverError::Quota(quota) => Self::Quota(quota),
            HandOverError::AlreadyOrganiser => Self::NotOffered,
            HandOverError::NotFound
            | HandOverError::NotPermitted
            | HandOverError::NoSuchUser
            | HandOverError::Stale => Self::Raced,
            HandOverError::Store(error) => error.into(),
        }
    }
}

impl From<NoOffer> for AcceptTransferError {
    fn from(error: NoOffer) -> Self {
        match error {
            NoOffer::NotFound => Self::NotFound,
            NoOffer::Ended => Self::NotOffered,
            NoOffer::Store(error) => error.into(),
        }
    }
}

impl From<NoOffer> for DeclineTransferError {
    fn from(error: NoOffer) -> Self {
        match error {
            NoOffer::NotFound => Self::NotFound,
            NoOffer::Ended => Self::NotOffered,
            NoOffer::Store(error) => error.into(),
        }
    }
}

/// Why an actor has no open offer.
enum NoOffer {
    NotFound,
    Ended,
    Store(StoreError),
}

impl From<StoreError> for NoOffer {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// By the offered user, who organises the meeting from now on. The former organiser stays as a
/// participant who comes. The others are told, if the meeting still is to take place; the former
/// organiser always is.
pub fn accept_transfer(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &AcceptTransfer,
) -> Result<HandedOver, AcceptTransferError> {
    store.write(|tx| accept_transfer_tx(tx, ctx, actor, cmd))
}

/// [`accept_transfer`] as a step of a transaction.
pub fn accept_transfer_tx(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &AcceptTransfer,
) -> Result<HandedOver, AcceptTransferError> {
    // The account before the meeting, in the order of account deletion, and as it is now.
    let heir = tx.users().find(actor.user_id)?;
    let heir = heir.filter(|user| user.is_active && user.owns_address(ctx.email_verification));
    let meeting = offered(tx, ctx, actor, cmd.meeting_id)?;
    let offer = meeting.open_offer(ctx.now);
    let heir = heir
        .filter(|user| offer.is_some_and(|offer| offer.email == user.email))
        .ok_or(AcceptTransferError::NotOffered)?;
    if is_going_in(tx, heir.id)? {
        return Err(AcceptTransferError::NotOffered);
    }
    match rule(Command::AcceptTransfer, meeting.phase(ctx.now)).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled | Permit::RefusedOver => {
            return Err(AcceptTransferError::NotOffered);
        }
    }
    if takes_time(ctx, &meeting, &heir) {
        tx.lock_people(std::slice::from_ref(&heir.email))?;
    }
    let terms = Terms {
        by: &By::from(actor),
        viewer: Some(&Viewer::from(actor)),
        is_accepted: true,
        co_organisers: if cmd.keeps_co_organisers {
            CoOrganisers::Stay
        } else {
            CoOrganisers::Dismissed
        },
    };
    Ok(transfer_tx(tx, ctx, &terms, meeting, &heir)?)
}

/// By the offered user. The organiser is told.
pub fn decline_transfer(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    meeting: MeetingId,
) -> Result<(), DeclineTransferError> {
    store.write(|tx| {
        let meeting = offered(tx, ctx, actor, meeting)?;
        tx.transfers().end(meeting.id)?;
        let by = ActingPerson {
            role: ActingRole::Participant,
            email: actor.address().cloned(),
            name: actor.name.clone(),
        };
        let act = Act {
            event: Event::TransferDeclined,
            by: &by,
            phase: meeting.phase(ctx.now),
        };
        tell(tx, ctx, &act, &meeting)?;
        let changes = vec![Change::new("email", Some(actor.email.as_str()), None)];
        let target = Target::meeting(meeting.id);
        let action = Action::MeetingTransferDecline;
        Ok(audit::record(tx, ctx, actor, action, target, changes)?)
    })
}

/// The meeting, if its open offer is to this actor. A stranger does not learn that there is a meeting.
fn offered(tx: &mut dyn Tx, ctx: &Ctx, actor: &Actor, id: MeetingId) -> Result<Meeting, NoOffer> {
    let meeting = tx.meetings().find(id)?.ok_or(NoOffer::NotFound)?;
    if meeting.is_offered_to(actor, ctx.now) {
        return Ok(meeting);
    }
    let earlier = tx.transfers().find(id, actor.user_id)?;
    let was_offered = earlier.is_some_and(|offer| offer.is_to(actor));
    Err(if was_offered || meeting.is_visible_to(actor) {
        NoOffer::Ended
    } else {
        NoOffer::NotFound
    })
}
