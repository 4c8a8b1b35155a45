//! Calls a meeting off.

use thiserror::Error;

use super::Meeting;
use super::changes::differences;
use super::policy::{Command, Permit, rule};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, Event, tell};
use crate::quotas::room_is_made;
use crate::store::{Store, StoreError};

/// Why the meeting stays.
#[derive(Debug, Error)]
pub enum CancelError {
    /// There is none that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may cancel the meeting")]
    NotOrganiser,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// It was called off before.
    #[error("the meeting is cancelled already")]
    AlreadyCancelled,
    /// It took place.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CancelError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// Everybody's time is free again, and everybody is told, in the same transaction.
pub fn cancel(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    expected: Option<i32>,
) -> Result<Meeting, CancelError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|found| found.is_visible_to(actor));
        let mut meeting = found.ok_or(CancelError::NotFound)?;
        if !meeting.may_be_edited_by(actor) {
            return Err(CancelError::NotOrganiser);
        }
        if expected.is_some_and(|version| version != meeting.version) {
            return Err(CancelError::Stale);
        }
        let phase = meeting.phase(ctx.now);
        let rule = rule(Command::Cancel, phase);
        match rule.permit {
            Permit::Allowed => {}
            Permit::RefusedCancelled => return Err(CancelError::AlreadyCancelled),
            Permit::RefusedOver => return Err(CancelError::AlreadyEnded),
        }
        let before = meeting.clone();
        meeting.is_cancelled = true;
        meeting.sequence += i32::from(rule.is_revision);
        meeting.updated_at = ctx.now;
        tx.busy().delete(id)?;
        tx.meetings().update(&meeting)?;
        meeting.version += 1;
        room_is_made(ctx, meeting.organiser.user_id);
        let act = Act {
            event: Event::Cancelled,
            by: &meeting.acting_person(actor),
            phase,
        };
        tell(tx, ctx, &act, &meeting)?;
        let changes = differences(&before, &meeting);
        let target = Target::meeting(id);
        audit::record(tx, ctx, actor, Action::MeetingCancel, target, changes)?;
        Ok(meeting)
    })
}
