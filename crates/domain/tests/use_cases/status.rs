//! `meetings::reschedule`, where it changes the status.

use scheduler_domain::meetings::{Reschedule, RescheduleError, Status, cancel};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::Rsvp;
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{minutes, plan, strict_plan};
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::World;
use time::Duration;

use super::change::{answer, busy, change, kinds_told, to_times};

fn to_status(status: Status) -> Reschedule {
    Reschedule {
        status: Some(status),
        ..Reschedule::default()
    }
}

#[test]
fn status_cancelled_calls_it_off_and_tells_everybody_once() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let cmd = Reschedule {
        title: Some(Title::parse("Off").unwrap()),
        ..to_status(Status::Cancelled)
    };
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert!(after.is_cancelled);
    assert_eq!((after.sequence, after.version), (1, 2));
    assert_eq!(world.find(meeting.id), Some(after));
    for name in ["ann", "bob", "zoe"] {
        assert_eq!(busy(&world, name, minutes(60, 60)), 0);
    }
    let told = kinds_told(&world, &meeting);
    assert_eq!(
        told,
        [(NoticeKind::Cancellation, 1), (NoticeKind::Cancellation, 1)]
    );
}

#[test]
fn a_cancelled_meeting_comes_back_where_nobody_is_busy() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.planned(
        &world.ann,
        &strict_plan("Plan", minutes(60, 60), &["bob", "zoe"]),
    );
    answer(&world, &meeting, "bob", Rsvp::Declined);
    cancel(world.store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let other = world.planned(&world.bob, &plan("Other", minutes(60, 60), &["zoe"]));
    let cmd = to_status(Status::Scheduled);
    let clash = change(&world, &world.ann, &meeting, &cmd);
    assert!(
        matches!(clash, Err(RescheduleError::Conflict(_))),
        "{clash:?}"
    );
    assert!(world.find(meeting.id).unwrap().is_cancelled);

    cancel(world.store, &world.ctx, &world.bob, other.id, None).unwrap();
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert!(!after.is_cancelled);
    assert_eq!((after.sequence, after.version), (2, 3));
    assert_eq!(
        after.participants[0].status,
        Rsvp::Declined,
        "the times are the same"
    );
    assert_eq!(busy(&world, "ann", minutes(60, 60)), 1);
    assert_eq!(busy(&world, "zoe", minutes(60, 60)), 1);
    assert_eq!(
        busy(&world, "bob", minutes(60, 60)),
        0,
        "who declined is free"
    );
    let told = kinds_told(&world, &meeting);
    assert_eq!(told, [(NoticeKind::Update, 2), (NoticeKind::Update, 2)]);
}

#[test]
fn a_cancelled_meeting_can_come_back_at_other_times_but_not_in_the_past() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    cancel(world.store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    world.ctx = later(&world.ctx, Duration::hours(5));
    let late = change(&world, &world.ann, &meeting, &to_status(Status::Scheduled));
    assert!(matches!(late, Err(RescheduleError::InThePast)), "{late:?}");
    let times = minutes(600, 60);
    let cmd = Reschedule {
        status: Some(Status::Scheduled),
        ..to_times(times)
    };
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert_eq!(after.status(world.ctx.now), Status::Scheduled);
    assert_eq!(busy(&world, "zoe", times), 1);
}

#[test]
fn a_cancelled_meeting_changes_without_taking_time_or_telling_anybody() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    cancel(world.store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let cmd = Reschedule {
        title: Some(Title::parse("New").unwrap()),
        ..to_times(minutes(600, 60))
    };
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert!(after.is_cancelled);
    assert_eq!(busy(&world, "zoe", minutes(600, 60)), 0);
    let told = kinds_told(&world, &meeting);
    assert_eq!(told, [(NoticeKind::Cancellation, 1)]);
}

#[test]
fn completed_is_not_reached_by_hand() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let refused = |world: &World<'_>, to| match change(world, &world.ann, &meeting, &to_status(to))
    {
        Err(RescheduleError::Status { from, to: wanted }) => {
            assert_eq!(wanted, to);
            from
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&world, Status::Completed), Status::Scheduled);
    world.ctx = later(&world.ctx, Duration::hours(2));
    assert_eq!(refused(&world, Status::Cancelled), Status::Completed);
    for same in [Status::Completed, Status::Scheduled] {
        let done = change(&world, &world.ann, &meeting, &to_status(same)).unwrap();
        assert_eq!(done.meeting, meeting);
    }
}
