//! Answers to requests that may be sent again.

use scheduler_domain::idempotency::{Answer, AnswerRepo, Claim, RequestKey};
use scheduler_domain::store::{Key, StoreError};
use time::UtcDateTime;

use super::MemoryTx;
use super::people::counted;

#[derive(Clone)]
pub(super) struct Row {
    fingerprint: [u8; 32],
    answer: Answer,
    given_at: UtcDateTime,
}

fn name_of(key: &RequestKey) -> (String, String) {
    (key.scope.clone(), key.key.clone())
}

impl AnswerRepo for MemoryTx {
    /// Writes take turns here, so that nobody ever finds another one running.
    fn claim(&mut self, key: &RequestKey) -> Result<Claim, StoreError> {
        self.write(|tx| {
            let row = tx.state.answers.get(&name_of(key));
            Ok(row.map_or(Claim::New, |row| Claim::Answered {
                fingerprint: row.fingerprint,
                answer: row.answer.clone(),
            }))
        })
    }

    fn insert(
        &mut self,
        key: &RequestKey,
        answer: &Answer,
        now: UtcDateTime,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let row = Row {
                fingerprint: key.fingerprint,
                answer: answer.clone(),
                given_at: now,
            };
            match tx.state.answers.insert(name_of(key), row) {
                None => Ok(()),
                Some(_there) => Err(StoreError::Duplicate(Key::Other)),
            }
        })
    }

    fn delete_older(&mut self, than: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let before = tx.state.answers.len();
            tx.state.answers.retain(|_, row| row.given_at >= than);
            Ok(counted(before - tx.state.answers.len()))
        })
    }
}
