//! What cases of several files do.

use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    Filter, Meeting, MeetingSummary, Reschedule, RescheduleError, Viewer, reschedule,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::{Respond, RespondError, Rsvp, respond};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;

use crate::builders::{email, first_page};
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
    respond(
        world.store,
        &world.ctx,
        actor,
        &Respond::new(meeting.id, participant, to),
    )
    .map(|_| ())
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

pub(super) fn listed(world: &World<'_>, viewer: &Viewer, filter: &Filter) -> Vec<String> {
    let page = list(world, viewer, filter, first_page());
    assert_eq!(page.count, i64::try_from(page.items.len()).unwrap());
    page.items.into_iter().map(|one| one.title).collect()
}

pub(super) fn list(
    world: &World<'_>,
    viewer: &Viewer,
    filter: &Filter,
    page: PageRequest,
) -> Page<MeetingSummary> {
    let now = world.ctx.now;
    world
        .store
        .read(|tx| tx.meetings().list(viewer, filter, now, page))
        .unwrap()
}

pub(super) fn of(actor: &Actor) -> Viewer {
    Viewer::from(actor)
}
