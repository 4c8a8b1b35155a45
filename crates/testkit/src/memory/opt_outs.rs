//! Addresses that get no e-mails.

use scheduler_domain::opt_out::{Delivered, OptOutRepo, Stopped};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::MemoryTx;

impl MemoryTx {
    pub(super) fn check_locked(&self, email: &Email) -> Result<(), StoreError> {
        let is_locked = self.locked.as_ref().is_some_and(|all| all.contains(email));
        is_locked
            .then_some(())
            .ok_or(StoreError::Misuse("the address is not locked"))
    }
}

impl OptOutRepo for MemoryTx {
    fn find(&mut self, email: &Email) -> Result<Option<UtcDateTime>, StoreError> {
        self.read(|tx| Ok(tx.state.opt_outs.get(email).copied()))
    }

    fn insert(&mut self, email: &Email, at: UtcDateTime) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.check_locked(email)?;
            tx.state.opt_outs.entry(email.clone()).or_insert(at);
            Ok(())
        })
    }

    fn delete(&mut self, email: &Email) -> Result<bool, StoreError> {
        self.write(|tx| {
            tx.check_locked(email)?;
            Ok(tx.state.opt_outs.remove(email).is_some())
        })
    }

    fn list_stopped(&mut self, recipients: &[Delivered]) -> Result<Vec<Stopped>, StoreError> {
        self.read(|tx| {
            let opted_out = recipients
                .iter()
                .filter(|(_, email)| tx.state.opt_outs.contains_key(email));
            let stopped = opted_out.map(|(meeting, email)| {
                let organiser = tx.state.meetings.get(meeting).and_then(|meeting| {
                    let account = tx.state.users.get(&meeting.organiser.user_id);
                    account.map(|user| user.email == *email)
                });
                let mut rows = tx.state.participant_rows(*meeting);
                let participant = rows.find(|row| row.email == *email);
                Stopped {
                    meeting: *meeting,
                    email: email.clone(),
                    has_accepted: match organiser {
                        Some(true) => Some(true),
                        Some(false) | None => participant.map(|row| row.has_accepted),
                    },
                }
            });
            Ok(stopped.collect())
        })
    }
}
