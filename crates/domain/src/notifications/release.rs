//! Lets go what waited for the proof of an address.

use super::Release;
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// What was held by a request that did not know yet of a proof; all of it, where no proof is asked
/// for any more. How many deliveries are due now.
pub fn release_held(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    let of = if ctx.email_verification {
        Release::Verified
    } else {
        Release::All
    };
    store.write(|tx| tx.outbox().release_held(of, ctx.now))
}
