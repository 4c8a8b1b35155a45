//! A transfer of a meeting that was offered and waits for an answer (ADR 48).

use time::{Duration, UtcDateTime};

use super::Meeting;
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, UserId};
use crate::store::{Store, StoreError};
use crate::text::Email;

/// How long an offer can be accepted.
pub const OFFER_LIFETIME: Duration = Duration::days(14);

/// How long after its expiry the offered user still learns that there was one.
const KEPT: Duration = Duration::days(14);

/// An offer to organise a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferOffer {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// The offered user.
    pub user_id: UserId,
    /// The address under which the offer was made. The user accepts under this address only.
    pub email: Email,
    /// The organiser who made it.
    pub offered_by: UserId,
    /// When it was made.
    pub offered_at: UtcDateTime,
    /// It cannot be accepted at this instant and later.
    pub expires_at: UtcDateTime,
}

/// Offers. A meeting has at most one that is open; ended ones are kept for a while.
pub trait TransferRepo {
    /// Writes it as the open offer of its meeting. An earlier open one ends; an earlier one to the same
    /// user is overwritten.
    fn insert(&mut self, offer: &TransferOffer) -> Result<(), StoreError>;

    /// The last offer of this meeting to this user, open or ended.
    fn find(
        &mut self,
        meeting: MeetingId,
        user: UserId,
    ) -> Result<Option<TransferOffer>, StoreError>;

    /// The open offer of this meeting, expired or not.
    fn find_open(&mut self, meeting: MeetingId) -> Result<Option<TransferOffer>, StoreError>;

    /// Ends the open offer of this meeting. Whether there was one.
    fn end(&mut self, meeting: MeetingId) -> Result<bool, StoreError>;

    /// Deletes what expired before then; how many offers.
    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError>;
}

/// Forgets offers that ended long ago; how many.
pub fn purge_transfer_offers(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.transfers().delete_older(ctx.now - KEPT))
}

impl TransferOffer {
    /// Whether it was made to this account under the address that the account owns.
    pub fn is_to(&self, actor: &Actor) -> bool {
        self.user_id == actor.user_id && Some(&self.email) == actor.address()
    }
}

impl Meeting {
    /// The offer that can be accepted at `now`: made by the organiser of now, and not expired.
    pub fn open_offer(&self, now: UtcDateTime) -> Option<&TransferOffer> {
        let offer = self.transfer.as_deref();
        offer.filter(|offer| offer.offered_by == self.organiser.user_id && now < offer.expires_at)
    }

    /// Whether this actor can accept it at `now`.
    pub fn is_offered_to(&self, actor: &Actor, now: UtcDateTime) -> bool {
        self.open_offer(now).is_some_and(|offer| offer.is_to(actor))
    }

    /// The open offer, for those who may know of it: the organiser, staff that edits all meetings, and the
    /// offered user.
    pub fn offer_shown_to(&self, actor: &Actor, now: UtcDateTime) -> Option<&TransferOffer> {
        let may_know = self.is_led_by(actor) || self.is_offered_to(actor, now);
        self.open_offer(now).filter(|_| may_know)
    }
}
