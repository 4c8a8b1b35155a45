//! Writes into the audit log.

use super::{Action, By, Change, Entry, Target};
use crate::ctx::Ctx;
use crate::store::{StoreError, Tx};

/// A step of the transaction that makes the change: one statement.
pub fn record(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: impl Into<By>,
    action: Action,
    target: Target,
    changes: Vec<Change>,
) -> Result<(), StoreError> {
    record_all(tx, ctx, &by.into(), vec![(action, target, changes)])
}

/// [`record`] for several things that one person did at once, by one statement as well.
pub fn record_all(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    deeds: Vec<(Action, Target, Vec<Change>)>,
) -> Result<(), StoreError> {
    let entries: Vec<Entry> = deeds
        .into_iter()
        .map(|(action, target, changes)| Entry {
            at: ctx.now,
            by: by.clone(),
            action,
            target,
            changes,
            client: ctx.client,
        })
        .collect();
    tx.audit().insert(&entries)
}
