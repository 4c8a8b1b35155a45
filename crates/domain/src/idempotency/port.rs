//! What repeated requests need of storage.

use time::UtcDateTime;

use super::{Answer, Claim, RequestKey};
use crate::store::StoreError;

/// Answers that were given.
pub trait AnswerRepo {
    /// Looks a key up and holds it, without waiting. The fingerprint does not matter.
    fn claim(&mut self, key: &RequestKey) -> Result<Claim, StoreError>;

    /// Keeps the answer to a claimed request.
    fn insert(
        &mut self,
        key: &RequestKey,
        answer: &Answer,
        now: UtcDateTime,
    ) -> Result<(), StoreError>;

    /// Deletes answers that were given before this instant; how many there were.
    fn delete_older(&mut self, than: UtcDateTime) -> Result<u64, StoreError>;
}
