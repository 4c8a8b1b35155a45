//! Says beforehand who is busy.

use thiserror::Error;

use super::{Checked, Visibility, check_in};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;
use crate::time::TimeRange;

/// Whose time is wanted, and when.
#[derive(Clone, Debug)]
pub struct CheckConflicts {
    /// When.
    pub times: TimeRange,
    /// Whose; doubles count once.
    pub people: Vec<Email>,
    /// The meeting that is to be moved; see [`OverlapQuery::exclude`].
    pub exclude: Option<MeetingId>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum CheckConflictsError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By one statement where everyone's busy time is open, else by two on one snapshot.
pub fn check_conflicts(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &CheckConflicts,
) -> Result<Checked, CheckConflictsError> {
    let mut people = cmd.people.clone();
    people.sort();
    people.dedup();
    let place = (cmd.times, cmd.exclude);
    let check = |tx: &mut dyn Tx| {
        check_in(tx, ctx, actor, &people, place).map(|(checked, _circle)| checked)
    };
    let is_open = ctx.free_busy.applied(ctx.email_verification) == Visibility::Everyone;
    Ok(if is_open {
        store.glance(check)?
    } else {
        store.read(check)?
    })
}
