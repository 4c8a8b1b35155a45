//! Takes away mails that nobody asks about any more.

use time::Duration;

use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// How long mails about accounts are kept. Those about meetings are what their organisers read.
const KEPT: Duration = Duration::days(30);

/// Deletes mails about accounts that were sent or given up 30 days ago; how many there were.
pub fn purge_notifications(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.outbox().delete_older(ctx.now - KEPT))
}
