//! Takes a meeting away for good.

use thiserror::Error;

use super::changes::taken_away;
use super::policy::{Command, rule};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, Event, tell};
use crate::quotas::room_is_made;
use crate::store::{Store, StoreError};

/// Why the meeting stays.
#[derive(Debug, Error)]
pub enum DeleteError {
    /// There is none that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor does not organise it; a co-organiser may not delete it.
    #[error("only the organiser may delete the meeting")]
    NotOrganiser,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Participants of a meeting that still was to take place are told.
pub fn delete(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    expected: Option<i32>,
) -> Result<(), DeleteError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|found| found.is_visible_to(actor));
        let mut meeting = found.ok_or(DeleteError::NotFound)?;
        if !meeting.is_led_by(actor) {
            return Err(DeleteError::NotOrganiser);
        }
        if expected.is_some_and(|version| version != meeting.version) {
            return Err(DeleteError::Stale);
        }
        let phase = meeting.phase(ctx.now);
        meeting.sequence += i32::from(rule(Command::Delete, phase).is_revision);
        let act = Act {
            event: Event::Deleted,
            by: &meeting.acting_person(actor),
            phase,
        };
        tell(tx, ctx, &act, &meeting)?;
        tx.meetings().delete(id)?;
        room_is_made(ctx, meeting.organiser.user_id);
        let (target, changes) = (Target::meeting(id), taken_away(&meeting));
        audit::record(tx, ctx, actor, Action::MeetingDelete, target, changes)?;
        Ok(())
    })
}
