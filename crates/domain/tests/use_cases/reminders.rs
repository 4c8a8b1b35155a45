//! `notifications::remind`: who is reminded of what, when, and how often.

use scheduler_domain::auth::{Actor, ChangeProfile, change_profile};
use scheduler_domain::meetings::{Reschedule, cancel, reschedule};
use scheduler_domain::notifications::{Leads, NoticeKind, put_watermark_back, remind};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::time::TimeRange;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::{self, World, look};
use time::Duration;

/// In so many days at two o'clock, for an hour.
fn day(number: i64) -> TimeRange {
    minutes(number * 24 * 60 + 120, 60)
}

/// Whom that day's look reminds, so many minutes after noon: what all looks left is sent.
fn reminded(world: &World<'_>, after: i64) -> Vec<String> {
    let ctx = later(&world.ctx, Duration::minutes(after));
    while remind(world.store, &ctx, 100).unwrap() {}
    sent(world, after)
}

fn sent(world: &World<'_>, after: i64) -> Vec<String> {
    let ctx = later(&world.ctx, Duration::minutes(after));
    let mails = world::sent(world.store, &ctx).into_iter();
    let mut names: Vec<_> = mails
        .filter(|mail| mail.kind == NoticeKind::Reminder)
        .map(|mail| mail.to.as_str().split('@').next().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn choose(world: &World<'_>, actor: &Actor, lead_minutes: &[i64]) {
    let cmd = ChangeProfile {
        reminders: Some(Some(Leads::try_new(lead_minutes).unwrap())),
        ..ChangeProfile::default()
    };
    change_profile(world.store, actor, &cmd).unwrap();
}

const DAY: i64 = 24 * 60;

#[test]
fn everybody_is_reminded_a_day_and_a_quarter_of_an_hour_before() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    assert_eq!(reminded(&world, 0), [""; 0], "a beginning");
    world.meeting("Plan", day(2), &["bob", "zoe"]);
    for (after, names) in [
        (DAY + 119, &[][..]),
        (DAY + 120, &["ann", "bob", "zoe"]),
        (DAY + 121, &[]),
        (2 * DAY + 104, &[]),
        (2 * DAY + 105, &["ann", "bob", "zoe"]),
        (2 * DAY + 106, &[]),
        (3 * DAY, &[]),
    ] {
        assert_eq!(reminded(&world, after), names, "{after}");
    }
}

#[test]
fn each_is_reminded_as_chosen_and_who_declined_not_at_all() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    choose(&world, &world.ann, &[]);
    choose(&world, &world.bob, &[60]);
    reminded(&world, 0);
    let meeting = world.meeting("Plan", day(2), &["bob", "cleo", "zoe"]);
    let cleo = meeting.participant_with(&world.cleo.email).unwrap().id;
    respond(
        &*store,
        &world.ctx,
        &world.cleo,
        &Respond::new(meeting.id, cleo, Rsvp::Declined),
    )
    .unwrap();
    assert_eq!(reminded(&world, DAY + 120), ["zoe"]);
    assert_eq!(reminded(&world, 2 * DAY + 60), ["bob"]);
    assert_eq!(reminded(&world, 2 * DAY + 105), ["zoe"]);
}

#[test]
fn after_a_downtime_the_last_one_is_caught_up_with_unless_it_has_begun() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    reminded(&world, 0);
    world.meeting("Soon", day(2), &[]);
    world.meeting("Begun", minutes(2 * DAY + 60, 180), &["zoe"]);
    assert_eq!(reminded(&world, 2 * DAY + 110), ["ann"], "once, and of one");
    assert_eq!(reminded(&world, 2 * DAY + 111), [""; 0]);
}

#[test]
fn a_meeting_that_moves_is_reminded_of_where_it_is() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    choose(&world, &world.ann, &[15]);
    reminded(&world, 0);
    let meeting = world.meeting("Plan", day(2), &[]);
    let moved = day(3);
    let cmd = Reschedule {
        start: Some(moved.start()),
        end: Some(moved.end()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    assert_eq!(reminded(&world, 2 * DAY + 105), [""; 0]);
    assert_eq!(reminded(&world, 3 * DAY + 105), ["ann"]);
}

#[test]
fn a_reminder_that_waits_gives_way_to_an_end() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    reminded(&world, 0);
    let meeting = world.meeting("Plan", day(2), &["bob"]);
    sent(&world, 1);
    let ctx = later(&world.ctx, Duration::minutes(2 * DAY + 105));
    remind(&*store, &ctx, 100).unwrap();
    cancel(&*store, &ctx, &world.ann, meeting.id, None).unwrap();
    assert_eq!(
        sent(&world, 2 * DAY + 106),
        ["ann"],
        "who is told nothing else"
    );
}

#[test]
fn a_reminder_that_waited_until_after_the_beginning_is_not_sent() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    reminded(&world, 0);
    let meeting = world.meeting("Plan", day(2), &[]);
    let ctx = later(&world.ctx, Duration::minutes(2 * DAY + 105));
    remind(&*store, &ctx, 100).unwrap();
    assert_eq!(sent(&world, 2 * DAY + 125), [""; 0]);
    assert!(world.told(meeting.id)[0].is_superseded);
}

#[test]
fn what_is_planned_at_short_notice_is_news_enough() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    reminded(&world, 0);
    world.ctx = later(&world.ctx, Duration::seconds(30));
    world.meeting("Plan", minutes(10, 60), &["bob"]);
    assert_eq!(reminded(&world, 1), [""; 0]);
}

#[test]
fn whoever_wants_it_is_told_of_the_very_beginning() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    choose(&world, &world.ann, &[0]);
    reminded(&world, 0);
    world.meeting("Plan", day(2), &[]);
    assert_eq!(reminded(&world, 2 * DAY + 119), [""; 0]);
    assert_eq!(reminded(&world, 2 * DAY + 121), ["ann"]);
    assert_eq!(reminded(&world, 2 * DAY + 122), [""; 0]);
}

#[test]
fn many_that_begin_together_are_taken_some_at_a_time_each_once() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    choose(&world, &world.ann, &[15]);
    reminded(&world, 0);
    for number in 0..25 {
        world.meeting(&format!("No {number}"), day(2), &[]);
    }
    // What comes earlier for others.
    reminded(&world, 2 * DAY + 104);
    let ctx = later(&world.ctx, Duration::minutes(2 * DAY + 106));
    let sizes: Vec<i64> = (0..4)
        .map(|_| {
            let before = look(&*store, |tx| tx.outbox().count()).queued;
            remind(&*store, &ctx, 10).unwrap();
            look(&*store, |tx| tx.outbox().count()).queued - before
        })
        .collect();
    assert_eq!(sizes, [10, 10, 5, 0]);
    assert_eq!(sent(&world, 2 * DAY + 106).len(), 25);
}

#[test]
fn watermark_ahead_of_the_clock_is_put_back() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let ctx = |minutes| later(&world.ctx, Duration::minutes(minutes));
    assert_eq!(reminded(&world, 0), [""; 0]);
    world.meeting("Plan", day(2), &["bob", "zoe"]);
    // A process whose clock is a week ahead.
    while remind(world.store, &ctx(7 * DAY), 100).unwrap() {}
    assert_eq!(reminded(&world, DAY + 110), [""; 0]);

    let put_back = |minutes| put_watermark_back(world.store, &ctx(minutes)).unwrap();
    assert_eq!(put_back(DAY + 118), Some(ctx(7 * DAY).now));
    assert_eq!(put_back(DAY + 118), None);
    assert_eq!(reminded(&world, DAY + 120), ["ann", "bob", "zoe"]);
    let a_little_behind = later(&ctx(DAY + 120), Duration::seconds(-50));
    assert_eq!(
        put_watermark_back(world.store, &a_little_behind).unwrap(),
        None
    );
}
