//! Checks and takes the time of people, as steps of a transaction that has locked them.

use super::{BusyKind, Circle, Clash, OverlapQuery, circle_of, circle_of_actor};
use crate::auth::{Actor, Reach};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::{Meeting, Viewer};
use crate::store::{StoreError, Tx};
use crate::text::Email;
use crate::time::TimeRange;

/// What a check of people's time found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Conflicts of people whose busy time the caller may know.
    pub clashes: Vec<Clash>,
    /// The other people. The caller learns nothing about their time.
    pub unknown: Vec<Email>,
}

/// Looks for conflicts of these people, who differ, as far as the caller may know them.
pub(crate) fn check_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    people: &[Email],
    (times, exclude): (TimeRange, Option<MeetingId>),
) -> Result<(Checked, Circle), StoreError> {
    let circle = circle_of_actor(tx, ctx, actor, people)?;
    let clashes = tx.busy().overlapping(&OverlapQuery {
        people: &circle.known,
        times,
        exclude,
        now: ctx.now,
        viewer: &Viewer::from(actor),
    })?;
    let unknown = circle.unknown.clone();
    Ok((Checked { clashes, unknown }, circle))
}

/// Takes the meeting's time of these people: busy for those in the organiser's circle, tentative for
/// the others, who decide by accepting. `circle` is the actor's.
pub(crate) fn take_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    meeting: &Meeting,
    people: &[Email],
    circle: Circle,
) -> Result<(), StoreError> {
    let organiser = &meeting.organiser.email;
    let circle = if actor.email == *organiser && actor.reach == Reach::Own {
        circle
    } else {
        circle_of(tx, ctx, organiser, people)?
    };
    let times = meeting.details.times;
    tx.busy()
        .insert(meeting.id, times, &circle.known, BusyKind::Busy)?;
    tx.busy()
        .insert(meeting.id, times, &circle.unknown, BusyKind::Tentative)
}
