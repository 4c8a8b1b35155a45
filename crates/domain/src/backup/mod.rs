//! When the data was last copied to a place from where it can be restored.

use time::UtcDateTime;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::Mark;
use crate::store::{Store, StoreError, Tx};

/// The name of the mark.
const MARK: &str = "backup";

/// Notes that there is a backup with everything that was acknowledged before `ctx.now`.
pub fn note_backup(store: &dyn Store, ctx: &Ctx) -> Result<(), StoreError> {
    store.write(|tx| {
        tx.marks().update(&Mark {
            name: MARK.to_owned(),
            reached_at: ctx.now,
            passed: MeetingId(Uuid::max()),
        })
    })
}

/// The instant up to which the newest backup has everything, if one was ever made.
pub fn last_backup_in(tx: &mut dyn Tx) -> Result<Option<UtcDateTime>, StoreError> {
    Ok(tx.marks().find(MARK)?.map(|mark| mark.reached_at))
}
