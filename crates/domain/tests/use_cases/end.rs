//! `meetings::cancel` and `meetings::delete`.

use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{CancelError, DeleteError, cancel, delete};
use scheduler_domain::notifications::{NoticeKind, Notification};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes};
use scheduler_testkit::fakes::{NOON, later};
use scheduler_testkit::world::World;
use time::Duration;

fn call_off(
    world: &World<'_>,
    actor: &Actor,
    id: MeetingId,
    version: Option<i32>,
) -> Result<scheduler_domain::meetings::Meeting, CancelError> {
    cancel(world.store, &world.ctx, actor, id, version)
}

fn take_away(
    world: &World<'_>,
    actor: &Actor,
    id: MeetingId,
    version: Option<i32>,
) -> Result<(), DeleteError> {
    delete(world.store, &world.ctx, actor, id, version)
}

#[test]
fn strangers_cannot_cancel_what_they_do_not_see() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let nothing = MeetingId(world.ctx.new_uuid());
    for (actor, id) in [(&world.cleo, meeting.id), (&world.ann, nothing)] {
        let result = call_off(&world, actor, id, None);
        assert!(matches!(result, Err(CancelError::NotFound)), "{result:?}");
    }
    let invited = call_off(&world, &world.bob, meeting.id, None);
    assert!(
        matches!(invited, Err(CancelError::NotOrganiser)),
        "{invited:?}"
    );
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn cancel_frees_and_tells_everybody_whatever_they_answered() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe", "ann"]);
    let bob = meeting.participants[0].id;
    respond(
        world.store,
        &world.ctx,
        &world.bob,
        &Respond::new(meeting.id, bob, Rsvp::Declined),
    )
    .unwrap();
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let after = call_off(&world, &world.ann, meeting.id, Some(1)).unwrap();
    assert!(after.is_cancelled);
    assert_eq!((after.sequence, after.version), (1, 2));
    assert_eq!(after.updated_at, NOON + Duration::MINUTE);
    assert_eq!(world.find(meeting.id), Some(after));
    let people = ["ann", "bob", "zoe"].map(email);
    assert_eq!(world.clashes(&world.ann, &people, minutes(60, 60)), []);
    let told = world.told(meeting.id);
    let cancelled: Vec<_> = told
        .iter()
        .filter(|one| one.notice.kind == NoticeKind::Cancellation)
        .map(|one| (one.notice.email.as_str(), one.notice.sequence))
        .collect();
    assert_eq!(cancelled, [("zoe@example.org", 1), ("bob@example.org", 1)]);
    let subject = |one: &Notification| one.notice.subject == "Cancelled: Plan";
    assert_eq!(told.iter().filter(|one| subject(one)).count(), 2);
}

#[test]
fn a_meeting_is_cancelled_once_and_not_after_its_end() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let ended = world.meeting("Ended", minutes(0, 60), &["bob"]);
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    call_off(&world, &world.ann, off.id, None).unwrap();
    let again = call_off(&world, &world.ann, off.id, None);
    assert!(
        matches!(again, Err(CancelError::AlreadyCancelled)),
        "{again:?}"
    );
    world.ctx.now = ended.details.times.end();
    let late = call_off(&world, &world.ann, ended.id, None);
    assert!(matches!(late, Err(CancelError::AlreadyEnded)), "{late:?}");
    world.ctx = later(&world.ctx, Duration::hours(9));
    let again = call_off(&world, &world.ann, off.id, None);
    assert!(
        matches!(again, Err(CancelError::AlreadyCancelled)),
        "{again:?}"
    );
    assert_eq!(kinds(&world, off.id), [NoticeKind::Cancellation]);
}

/// What waits or was sent, the newest first.
fn kinds(world: &World<'_>, id: MeetingId) -> Vec<NoticeKind> {
    let told = world.told(id).into_iter();
    told.map(|one| one.notice.kind).collect()
}

#[test]
fn a_meeting_that_takes_place_can_still_be_cancelled() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(0, 60), &["bob"]);
    world.ctx.now = meeting.details.times.end() - Duration::MICROSECOND;
    assert!(call_off(&world, &world.ann, meeting.id, None).is_ok());
    assert_eq!(kinds(&world, meeting.id), [NoticeKind::Cancellation]);
}

#[test]
fn cancelling_another_version_is_stale() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let stale = call_off(&world, &world.ann, meeting.id, Some(2));
    assert!(matches!(stale, Err(CancelError::Stale)), "{stale:?}");
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn strangers_cannot_delete_what_they_do_not_see() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let nothing = MeetingId(world.ctx.new_uuid());
    for (actor, id) in [(&world.cleo, meeting.id), (&world.ann, nothing)] {
        let result = take_away(&world, actor, id, None);
        assert!(matches!(result, Err(DeleteError::NotFound)), "{result:?}");
    }
    let invited = take_away(&world, &world.bob, meeting.id, None);
    assert!(
        matches!(invited, Err(DeleteError::NotOrganiser)),
        "{invited:?}"
    );
    let stale = take_away(&world, &world.ann, meeting.id, Some(7));
    assert!(matches!(stale, Err(DeleteError::Stale)), "{stale:?}");
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn deleting_an_upcoming_meeting_tells_its_participants_and_frees_them() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "ann"]);
    take_away(&world, &world.ann, meeting.id, Some(meeting.version)).unwrap();
    assert_eq!(world.find(meeting.id), None);
    let people = ["ann", "bob"].map(email);
    assert_eq!(world.clashes(&world.ann, &people, minutes(60, 60)), []);
    let told = world.told(meeting.id);
    assert_eq!(told.len(), 1, "it takes the place of the invitation");
    assert_eq!(told[0].notice.kind, NoticeKind::Cancellation);
    assert_eq!(told[0].notice.sequence, 1);
    let again = take_away(&world, &world.ann, meeting.id, None);
    assert!(matches!(again, Err(DeleteError::NotFound)), "{again:?}");
}

#[test]
fn deleting_what_was_cancelled_or_has_ended_tells_nobody() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    let ended = world.meeting("Ended", minutes(0, 60), &["bob"]);
    call_off(&world, &world.ann, off.id, None).unwrap();
    world.ctx.now = ended.details.times.end();
    take_away(&world, &world.ann, off.id, None).unwrap();
    take_away(&world, &world.ann, ended.id, None).unwrap();
    assert_eq!(kinds(&world, off.id), [NoticeKind::Cancellation]);
    assert_eq!(kinds(&world, ended.id), [NoticeKind::Invitation]);
}
