//! `conflicts::check_conflicts`.

use scheduler_domain::auth::Actor;
use scheduler_domain::conflicts::{CheckConflicts, Clash, by_person, check_conflicts};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::cancel;
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::time::TimeRange;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan};
use scheduler_testkit::world::World;

fn check(world: &World<'_>, actor: &Actor, times: TimeRange, people: &[&str]) -> Vec<Clash> {
    check_but(world, actor, times, people, None)
}

fn check_but(
    world: &World<'_>,
    actor: &Actor,
    times: TimeRange,
    people: &[&str],
    exclude: Option<MeetingId>,
) -> Vec<Clash> {
    let cmd = CheckConflicts {
        times,
        people: people.iter().map(|name| email(name)).collect(),
        exclude,
    };
    check_conflicts(world.store, &world.ctx, actor, &cmd)
        .unwrap()
        .clashes
}

#[test]
fn a_stranger_learns_when_but_not_what() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Secret", minutes(60, 60), &["zoe", "bob"]);
    let seen = |actor: &Actor| check(&world, actor, minutes(60, 60), &["zoe"])[0].is_visible;
    assert!(seen(&world.ann) && seen(&world.bob));
    assert!(!seen(&world.cleo));
}

#[test]
fn organisers_are_busy_and_who_declined_is_free() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe", "ann"]);
    for one in &meeting.participants {
        respond(
            &*store,
            &world.ctx,
            &world.ann,
            &Respond::new(meeting.id, one.id, Rsvp::Declined),
        )
        .unwrap();
    }
    let clashes = check(&world, &world.ann, minutes(60, 60), &["ann", "bob", "zoe"]);
    let busy: Vec<_> = clashes.iter().map(|clash| &clash.person).collect();
    assert_eq!(busy, [&email("ann")]);
}

#[test]
fn only_scheduled_meetings_count() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let off = world.meeting("Off", minutes(60, 60), &["zoe"]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    world.meeting("Ended", minutes(0, 30), &["zoe"]);
    world.ctx.now = minutes(0, 30).end();
    assert_eq!(
        check(&world, &world.ann, minutes(0, 300), &["zoe", "ann"]),
        []
    );
}

#[test]
fn doubles_count_once() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let clashes = check(&world, &world.ann, minutes(60, 60), &["zoe", "adam", "zoe"]);
    assert_eq!(clashes.len(), 1);
}

#[test]
fn clashes_are_grouped_by_person_earliest_first() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Later", minutes(90, 60), &["zoe"]);
    world.meeting("Earlier", minutes(60, 60), &["zoe", "bob"]);
    let clashes = check(&world, &world.ann, minutes(0, 300), &["zoe", "bob", "adam"]);
    let grouped = by_person(&clashes);
    let titles = |name| -> Vec<&str> {
        grouped[&email(name)]
            .iter()
            .map(|clash| clash.title.as_str())
            .collect()
    };
    assert_eq!(titles("zoe"), ["Earlier", "Later"]);
    assert_eq!(titles("bob"), ["Earlier"]);
    assert!(
        !grouped.contains_key(&email("adam")),
        "free people are left out"
    );
}

#[test]
fn the_meeting_that_is_placed_counts_only_for_who_cannot_see_it() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let own = world.meeting("Own", minutes(60, 60), &["zoe"]);
    let strange = world.planned(&world.bob, &plan("Strange", minutes(60, 60), &["zoe"]));
    let left = |exclude| check_but(&world, &world.ann, minutes(60, 60), &["zoe"], Some(exclude));
    assert_eq!(left(own.id)[0].meeting_id, strange.id);
    assert_eq!(left(own.id).len(), 1);
    assert_eq!(left(strange.id).len(), 2);
}
