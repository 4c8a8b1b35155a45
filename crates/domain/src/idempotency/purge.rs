//! Takes away answers that nobody waits for any more.

use time::Duration;

use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// How long answers are kept.
const KEPT: Duration = Duration::hours(48);

/// Deletes answers that are older than two days; how many there were.
pub fn purge_answers(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.answers().delete_older(ctx.now - KEPT))
}
