//! When the data was last copied to a place from where it can be restored.

use uuid::Uuid;

use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::Mark;
use crate::store::{Store, StoreError};

/// Under which mark a backup notes when it was taken.
pub const BACKUP_MARK: &str = "backup";

/// Notes that `file` has everything that was acknowledged before `ctx.now`. A backup that was begun
/// later stays the newest.
pub fn note_backup(store: &dyn Store, ctx: &Ctx, file: &str) -> Result<(), StoreError> {
    store.write(|tx| {
        let known = tx.marks().find(BACKUP_MARK)?;
        if known.is_none_or(|mark| mark.reached_at < ctx.now) {
            tx.marks().update(&Mark {
                name: BACKUP_MARK.to_owned(),
                reached_at: ctx.now,
                passed: MeetingId(Uuid::max()),
            })?;
        }
        let changes = vec![Change::made("file", file)];
        let target = Target::backup();
        audit::record(
            tx,
            ctx,
            By::CommandLine,
            Action::BackupCreate,
            target,
            changes,
        )
    })
}
