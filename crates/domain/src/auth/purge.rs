//! Takes away what has ended.

use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// Deletes the sessions that have expired; how many there were.
pub fn purge_sessions(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.sessions().delete_expired(ctx.now))
}
