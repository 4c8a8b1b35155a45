//! `meetings::find`, `list` and `summary`.

use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{Filter, FindError, Status, Summary, cancel, find, list, summary};
use scheduler_domain::participants::Rsvp;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{first_page, minutes, page, plan};
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::World;
use time::Duration;

fn unverified(actor: &Actor) -> Actor {
    Actor {
        owns_address: false,
        ..actor.clone()
    }
}

#[test]
fn a_meeting_is_seen_by_organiser_and_participants_only() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    for actor in [&world.ann, &world.bob, &unverified(&world.ann)] {
        assert_eq!(
            find(&*store, &world.ctx, actor, meeting.id).unwrap(),
            meeting
        );
    }
    for actor in [&world.cleo, &unverified(&world.bob)] {
        let hidden = find(&*store, &world.ctx, actor, meeting.id);
        assert!(matches!(hidden, Err(FindError::NotFound)), "{hidden:?}");
    }
    let nothing = find(
        &*store,
        &world.ctx,
        &world.ann,
        MeetingId(world.ctx.new_uuid()),
    );
    assert!(matches!(nothing, Err(FindError::NotFound)), "{nothing:?}");
}

#[test]
fn what_a_meeting_reads_as_follows_the_clock() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let (start, end) = (meeting.details.times.start(), meeting.details.times.end());
    let tick = Duration::MICROSECOND;
    for (now, status, is_upcoming) in [
        (start - tick, Status::Scheduled, true),
        (start, Status::Scheduled, false),
        (end - tick, Status::Scheduled, false),
        (end, Status::Completed, false),
    ] {
        assert_eq!(meeting.status(now), status);
        assert_eq!(meeting.is_upcoming(now), is_upcoming);
        assert_eq!(meeting.has_ended(now), status == Status::Completed);
    }
}

#[test]
fn a_list_shows_the_actors_meetings_by_beginning() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Second", minutes(120, 60), &["bob"]);
    world.meeting("First", minutes(60, 60), &[]);
    world.planned(&world.cleo, &plan("Third", minutes(180, 60), &["ann"]));
    let titles = |actor: &Actor| -> Vec<String> {
        let listed = list(&*store, &world.ctx, actor, &Filter::default(), first_page());
        listed
            .unwrap()
            .items
            .into_iter()
            .map(|one| one.title)
            .collect()
    };
    assert_eq!(titles(&world.ann), ["First", "Second", "Third"]);
    assert_eq!(titles(&unverified(&world.ann)), ["First", "Second"]);
    assert_eq!(titles(&world.bob), ["Second"]);
    assert_eq!(titles(&unverified(&world.bob)), Vec::<String>::new());
}

#[test]
fn a_page_past_the_end_is_known_as_such() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    for number in 0..3 {
        world.meeting("Plan", minutes(60 + number, 60), &[]);
    }
    let get = |number| {
        list(
            &*store,
            &world.ctx,
            &world.ann,
            &Filter::default(),
            page(number, 2),
        )
        .unwrap()
    };
    assert!(get(1).has_next() && !get(1).is_past_the_end());
    assert!(!get(2).has_next() && !get(2).is_past_the_end());
    assert!(!get(3).has_next() && get(3).is_past_the_end());
    assert_eq!((get(3).count, get(3).items.len()), (3, 0));
    let empty = list(
        &*store,
        &world.ctx,
        &world.bob,
        &Filter::default(),
        page(1, 2),
    );
    assert!(!empty.unwrap().is_past_the_end());
}

#[test]
fn a_summary_counts_what_the_list_shows() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.meeting("Ended", minutes(0, 30), &["bob"]);
    world.meeting("Soon", minutes(60, 60), &["bob"]);
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    world.ctx = later(&world.ctx, Duration::minutes(40));
    let count = |actor: &Actor| summary(&*store, &world.ctx, actor).unwrap();
    let all = Summary {
        total: 3,
        upcoming: 1,
        completed: 1,
        cancelled: 1,
        awaiting_my_answer: 0,
    };
    assert_eq!(count(&world.ann), all);
    let awaiting = Summary {
        awaiting_my_answer: 1,
        ..all
    };
    assert_eq!(count(&world.bob), awaiting);
    assert_eq!(count(&world.cleo), Summary::default());
    assert_eq!(count(&unverified(&world.bob)), Summary::default());
    for (status, expected) in [
        (Status::Scheduled, 1),
        (Status::Completed, 1),
        (Status::Cancelled, 1),
    ] {
        let filter = Filter {
            status: Some(status),
            my_status: Some(Rsvp::Pending),
            ..Filter::default()
        };
        let listed = list(&*store, &world.ctx, &world.bob, &filter, first_page());
        assert_eq!(listed.unwrap().count, expected, "{status:?}");
    }
}
