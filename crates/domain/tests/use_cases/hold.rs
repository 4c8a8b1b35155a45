//! Mails about changes wait for the next change.

use scheduler_domain::ctx::Ctx;
use scheduler_domain::meetings::{Meeting, Reschedule, cancel, reschedule};
use scheduler_domain::notifications::{Content, Mail, NoticeKind, notify};
use scheduler_domain::store::Store;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::{self, World};
use time::Duration;

const HOLD: Duration = Duration::seconds(30);

fn world(store: &dyn Store) -> World<'_> {
    let mut world = World::new(store);
    world.ctx.mail_hold = HOLD;
    world
}

/// What leaves, all of it, so long after noon.
fn sent(world: &World<'_>, after: Duration) -> Vec<Mail> {
    world::sent(world.store, &later(&world.ctx, after))
}

fn move_by(world: &World<'_>, ctx: &Ctx, meeting: &Meeting, by: i64) {
    let cmd = Reschedule {
        start: Some(minutes(60 + by, 60).start()),
        end: Some(minutes(60 + by, 60).end()),
        ..Reschedule::default()
    };
    reschedule(world.store, ctx, &world.ann, meeting.id, None, &cmd).unwrap();
}

#[test]
fn several_changes_within_the_hold_are_one_mail() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    for number in 1..=3 {
        let ctx = later(&world.ctx, Duration::seconds(9 * number));
        move_by(&world, &ctx, &meeting, number);
    }
    assert_eq!(sent(&world, HOLD - Duration::MICROSECOND), []);
    let mails = sent(&world, HOLD);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].kind, NoticeKind::Invitation);
    let Content::Meeting(told) = &mails[0].content else {
        panic!("{mails:?}");
    };
    assert!(told.when.now.contains("13:03"), "{told:?}");
    assert_eq!(sent(&world, Duration::DAY), []);
}

#[test]
fn what_was_planned_and_called_off_within_the_hold_is_never_told() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let soon = later(&world.ctx, Duration::seconds(29));
    cancel(&*store, &soon, &world.ann, meeting.id, None).unwrap();
    assert_eq!(sent(&world, Duration::DAY), []);
}

#[test]
fn who_was_told_is_told_of_an_end_after_the_hold() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    assert_eq!(sent(&world, HOLD).len(), 1);
    let after = later(&world.ctx, HOLD);
    cancel(&*store, &after, &world.ann, meeting.id, None).unwrap();
    assert_eq!(sent(&world, HOLD + Duration::SECOND), []);
    let mails = sent(&world, 2 * HOLD);
    assert_eq!(mails[0].kind, NoticeKind::Cancellation);
}

#[test]
fn what_an_organiser_sends_by_hand_leaves_at_once_with_all_that_waits() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let kind = NoticeKind::Invitation;
    notify(&*store, &world.ctx, &world.ann, meeting.id, kind).unwrap();
    assert_eq!(sent(&world, Duration::ZERO).len(), 1);
    assert_eq!(sent(&world, Duration::DAY), []);
}
