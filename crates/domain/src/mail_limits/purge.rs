//! Forgets allowances that have refilled.

use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// An allowance of which nothing is used needs no row, and its subject is forgotten; how many there were.
pub fn purge_allowances(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.allowances().delete_full(ctx.now))
}
