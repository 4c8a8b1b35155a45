//! What several races do.

use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{Meeting, Reschedule, RescheduleError, reschedule};
use scheduler_domain::participants::{RespondError, Rsvp, respond};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;

use crate::builders::email;
use crate::world::World;

pub(super) fn busy_meetings(world: &World<'_>, person: &Email, times: TimeRange) -> Vec<MeetingId> {
    let people = std::slice::from_ref(person);
    let clashes = world.clashes(&world.ann, people, times);
    clashes.into_iter().map(|clash| clash.meeting_id).collect()
}

pub(super) fn answer(
    world: &World<'_>,
    meeting: &Meeting,
    actor: &Actor,
    to: Rsvp,
) -> Result<(), RespondError> {
    let participant = meeting.participant_with(&email("zoe")).unwrap().id;
    respond(world.store, &world.ctx, actor, meeting.id, participant, to).map(|_| ())
}

pub(super) fn move_to(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    expected: Option<i32>,
    times: TimeRange,
) -> Result<Meeting, RescheduleError> {
    let cmd = Reschedule {
        start: Some(times.start()),
        end: Some(times.end()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, actor, meeting.id, expected, &cmd).map(|done| done.meeting)
}
