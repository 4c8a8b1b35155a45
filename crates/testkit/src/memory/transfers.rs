//! Offers of meetings to other users.

use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::{TransferOffer, TransferRepo};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::people::counted;
use super::{MemoryTx, State};

#[derive(Clone)]
pub(super) struct Row {
    offer: TransferOffer,
    is_open: bool,
}

impl State {
    pub(super) fn open_offer(&self, meeting: MeetingId) -> Option<&TransferOffer> {
        let mut offers = self.transfers.values().filter(|row| row.is_open);
        offers
            .find(|row| row.offer.meeting_id == meeting)
            .map(|row| &row.offer)
    }

    /// Offers to this user under the former address are to the new one.
    pub(super) fn readdress_offers(&mut self, user: UserId, from: &Email, to: &Email) {
        for row in self.transfers.values_mut() {
            if row.offer.user_id == user && row.offer.email == *from {
                row.offer.email = to.clone();
            }
        }
    }

    fn end_offer(&mut self, meeting: MeetingId) -> bool {
        let mut was_open = false;
        for row in self.transfers.values_mut() {
            if row.offer.meeting_id == meeting && row.is_open {
                row.is_open = false;
                was_open = true;
            }
        }
        was_open
    }
}

impl TransferRepo for MemoryTx {
    fn insert(&mut self, offer: &TransferOffer) -> Result<(), StoreError> {
        self.write(|tx| {
            let is_known = tx.state.meetings.contains_key(&offer.meeting_id)
                && tx.state.users.contains_key(&offer.user_id);
            if !is_known {
                return Err(StoreError::Stale);
            }
            tx.state.end_offer(offer.meeting_id);
            let row = Row {
                offer: offer.clone(),
                is_open: true,
            };
            tx.state
                .transfers
                .insert((offer.meeting_id, offer.user_id), row);
            Ok(())
        })
    }

    fn find(
        &mut self,
        meeting: MeetingId,
        user: UserId,
    ) -> Result<Option<TransferOffer>, StoreError> {
        self.read(|tx| {
            let row = tx.state.transfers.get(&(meeting, user));
            Ok(row.map(|row| row.offer.clone()))
        })
    }

    fn find_open(&mut self, meeting: MeetingId) -> Result<Option<TransferOffer>, StoreError> {
        self.read(|tx| Ok(tx.state.open_offer(meeting).cloned()))
    }

    fn end(&mut self, meeting: MeetingId) -> Result<bool, StoreError> {
        self.write(|tx| Ok(tx.state.end_offer(meeting)))
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let rows = tx.state.transfers.len();
            tx.state
                .transfers
                .retain(|_, row| row.offer.expires_at >= before);
            Ok(counted(rows - tx.state.transfers.len()))
        })
    }
}
