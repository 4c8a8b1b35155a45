//! Takes away what has been kept for long enough.

use time::Duration;

use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// Nobody can have the log kept for less.
pub const LEAST_RETENTION: Duration = Duration::days(30);

/// So many entries go in one transaction, so that a first purge of years stands in nobody's way.
const BATCH: u32 = 5_000;

/// Takes away entries that are older than `retention`, but at least [`LEAST_RETENTION`]; how many
/// there were.
pub fn purge_audit(store: &dyn Store, ctx: &Ctx, retention: Duration) -> Result<u64, StoreError> {
    // An hour more than the least, since the database goes by its own clock.
    let kept = retention.max(LEAST_RETENTION + Duration::HOUR);
    let before = ctx.now - kept;
    let mut gone = 0;
    loop {
        let batch = store.write(|tx| tx.audit().delete_before(before, BATCH))?;
        gone += batch;
        if batch < u64::from(BATCH) {
            return Ok(gone);
        }
    }
}
