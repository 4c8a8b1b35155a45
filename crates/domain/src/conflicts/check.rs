//! Says beforehand who is busy.

use thiserror::Error;

use super::{Clash, OverlapQuery};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::Viewer;
use crate::store::{Store, StoreError};
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

/// By one statement.
pub fn check_conflicts(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &CheckConflicts,
) -> Result<Vec<Clash>, CheckConflictsError> {
    let mut people = cmd.people.clone();
    people.sort();
    people.dedup();
    let query = OverlapQuery {
        people: &people,
        times: cmd.times,
        exclude: cmd.exclude,
        now: ctx.now,
        viewer: &Viewer::from(actor),
    };
    Ok(store.glance(|tx| tx.busy().overlapping(&query))?)
}
