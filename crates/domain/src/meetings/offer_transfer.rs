//! Offers a meeting to another user, and withdraws the offer.

use thiserror::Error;
use time::Duration;

use super::Meeting;
use super::policy::{Command, Permit, rule};
use super::transfer::{OFFER_LIFETIME, TransferOffer};
use crate::audit::{self, Action, Change, Target};
use crate::auth::{Actor, is_going_in};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, EnqueueError, Event, Recipient, tell_within_limits};
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;

/// To which user a meeting is offered.
#[derive(Clone, Debug)]
pub struct OfferTransfer {
    /// Which meeting.
    pub meeting_id: MeetingId,
    /// The address of an active user.
    pub to: Email,
    /// The version that is offered, or any.
    pub expected: Option<i32>,
}

/// Why there is no offer.
#[derive(Debug, Error)]
pub enum OfferTransferError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor does not organise it.
    #[error("only the organiser may offer the meeting")]
    NotOrganiser,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// No active user owns this address.
    #[error("there is no such user")]
    NoSuchUser,
    /// That user organises it already.
    #[error("this user organises the meeting already")]
    AlreadyOrganiser,
    /// The meeting is cancelled, which the table of the policy refuses.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// The meeting is over, which the table of the policy refuses.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// A mail limit is reached; after this time there is room.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no offer is withdrawn.
#[derive(Debug, Error)]
pub enum WithdrawTransferError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor does not organise it.
    #[error("only the organiser may withdraw the offer")]
    NotOrganiser,
    /// There is no open offer.
    #[error("there is no open offer")]
    NotOffered,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EnqueueError> for OfferTransferError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::MailLimit(wait) => Self::MailLimit(wait),
            EnqueueError::Store(error) => error.into(),
        }
    }
}

/// By the organiser. The offered user gets a mail and sees the meeting while the offer is open; nothing
/// else changes, and nothing is said in that user's name. An earlier offer ends.
pub fn offer_transfer(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &OfferTransfer,
) -> Result<TransferOffer, OfferTransferError> {
    store.write(|tx| offer_transfer_tx(tx, ctx, actor, cmd))
}

/// [`offer_transfer`] as a step of a transaction.
pub fn offer_transfer_tx(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &OfferTransfer,
) -> Result<TransferOffer, OfferTransferError> {
    // The account before the meeting, in the order of account deletion.
    let heir = tx.users().find_by_email(&cmd.to)?;
    let found = tx
        .meetings()
        .find(cmd.meeting_id)?
        .filter(|found| found.is_visible_to(actor));
    let meeting = found.ok_or(OfferTransferError::NotFound)?;
    if !meeting.is_organised_by(actor) {
        return Err(OfferTransferError::NotOrganiser);
    }
    if cmd
        .expected
        .is_some_and(|version| version != meeting.version)
    {
        return Err(OfferTransferError::Stale);
    }
    let phase = meeting.phase(ctx.now);
    match rule(Command::OfferTransfer, phase).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled => return Err(OfferTransferError::AlreadyCancelled),
        Permit::RefusedOver => return Err(OfferTransferError::AlreadyEnded),
    }
    let heir = heir
        .filter(|user| user.is_active && user.owns_address(ctx.email_verification))
        .ok_or(OfferTransferError::NoSuchUser)?;
    if is_going_in(tx, heir.id)? {
        return Err(OfferTransferError::NoSuchUser);
    }
    if heir.id == meeting.organiser.user_id {
        return Err(OfferTransferError::AlreadyOrganiser);
    }
    let offer = TransferOffer {
        meeting_id: meeting.id,
        user_id: heir.id,
        email: heir.email.clone(),
        offered_by: actor.user_id,
        offered_at: ctx.now,
        expires_at: ctx.now + OFFER_LIFETIME,
    };
    tx.transfers().insert(&offer)?;
    let act = Act {
        event: Event::TransferOffered(&Recipient::new(&heir.email, &heir.display_name())),
        by: &meeting.acting_person(actor),
        phase,
    };
    tell_within_limits(tx, ctx, &act, &meeting)?;
    let changes = vec![Change::made("email", offer.email.as_str())];
    let target = Target::meeting(meeting.id);
    audit::record(
        tx,
        ctx,
        actor,
        Action::MeetingTransferOffer,
        target,
        changes,
    )?;
    Ok(offer)
}

/// By the organiser. A mail about the offer that waits is not sent.
pub fn withdraw_transfer(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    meeting: MeetingId,
) -> Result<(), WithdrawTransferError> {
    store.write(|tx| {
        let found: Option<Meeting> = tx
            .meetings()
            .find(meeting)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(WithdrawTransferError::NotFound)?;
        if !meeting.is_organised_by(actor) {
            return Err(WithdrawTransferError::NotOrganiser);
        }
        let Some(offer) = meeting.open_offer(ctx.now) else {
            return Err(WithdrawTransferError::NotOffered);
        };
        tx.transfers().end(meeting.id)?;
        let changes = vec![Change::new("email", Some(offer.email.as_str()), None)];
        let target = Target::meeting(meeting.id);
        let action = Action::MeetingTransferWithdraw;
        Ok(audit::record(tx, ctx, actor, action, target, changes)?)
    })
}
