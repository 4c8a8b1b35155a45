//! Takes away mails that nobody asks about any more.

use time::Duration;

use crate::ctx::Ctx;
use crate::ids::NotificationId;
use crate::store::{Store, StoreError, Tx};

/// How long mails about accounts are kept. Those about meetings are what their organisers read.
const KEPT: Duration = Duration::days(30);

/// Deletes mails about accounts that were sent or given up 30 days ago; how many there were.
pub fn purge_notifications(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.outbox().delete_older(ctx.now - KEPT))
}

/// So many mails go in one transaction, so that nobody waits long for a purge of years.
const BATCH: u32 = 5_000;

/// Deletes mails about meetings that are gone or ended longer ago than `retention`, if they came about
/// longer ago, too, and wait for nothing; how many there were. What is still to take place keeps its
/// mails, since they say what people were told.
pub fn purge_meeting_mails(
    store: &dyn Store,
    ctx: &Ctx,
    retention: Duration,
) -> Result<u64, StoreError> {
    let before = ctx.now - retention;
    delete_batches(store, |tx, passed| {
        tx.outbox().list_over(before, passed, BATCH)
    })
}

/// How long it is kept why a mail was not sent.
const SUPERSEDED_KEPT: Duration = Duration::days(7);

/// Deletes mails that were superseded unsent 7 days ago; how many there were.
pub fn purge_superseded(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now - SUPERSEDED_KEPT;
    delete_batches(store, |tx, passed| {
        tx.outbox().list_superseded(before, passed, BATCH)
    })
}

fn delete_batches(
    store: &dyn Store,
    mut list: impl FnMut(&mut dyn Tx, NotificationId) -> Result<Vec<NotificationId>, StoreError>,
) -> Result<u64, StoreError> {
    let (mut gone, mut passed) = (0, NotificationId(0));
    loop {
        // Looked for without standing in the way of those who write.
        let batch = store.glance(|tx| list(tx, passed))?;
        if let Some(last) = batch.last() {
            passed = *last;
            gone += store.write(|tx| tx.outbox().delete_all(&batch))?;
        }
        if u32::try_from(batch.len()).unwrap_or(u32::MAX) < BATCH {
            return Ok(gone);
        }
    }
}
