//! What reminders need: `MarkRepo`, and some promises of others.

use scheduler_domain::auth::User;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{Beginnings, cancel};
use scheduler_domain::notifications::{Leads, Mark, NoticeKind, remind};
use scheduler_domain::store::{Store, StoreError};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use crate::builders::{email, minutes, user};
use crate::fakes::{self, NOON, later};
use crate::world::{World, look, put, race};

const RACERS: usize = 8;

fn mark(name: &str, reached_at: UtcDateTime, passed: u128) -> Mark {
    Mark {
        name: name.to_owned(),
        reached_at,
        passed: MeetingId(Uuid::from_u128(passed)),
    }
}

pub fn a_mark_is_written_anew_or_again(store: &dyn Store) {
    let find = |name: &str| look(store, |tx| tx.marks().find(name));
    assert_eq!(find("one"), None);
    for (at, passed) in [(1, 7), (2, u128::MAX), (1, 0)] {
        let one = mark("one", NOON + Duration::microseconds(at), passed);
        put(store, |tx| tx.marks().update(&one));
        put(store, |tx| tx.marks().update(&mark("other", NOON, 1)));
        assert_eq!(find("one"), Some(one.clone()));
        assert_eq!(put(store, |tx| tx.marks().find("one")), Some(one));
    }
    assert_eq!(find("other"), Some(mark("other", NOON, 1)));
}

pub fn a_mark_stays_while_it_is_held(store: &dyn Store) {
    put(store, |tx| tx.marks().update(&mark("one", NOON, 0)));
    let runners: Vec<_> = (0..RACERS)
        .map(|_| {
            move || {
                put(store, |tx| {
                    let held = tx.marks().find("one")?.unwrap();
                    let next = held.reached_at + Duration::SECOND;
                    tx.marks().update(&mark("one", next, 0))
                });
            }
        })
        .collect();
    race(runners);
    let reached = look(store, |tx| tx.marks().find("one")).unwrap().reached_at;
    assert_eq!(reached, NOON + Duration::seconds(8));
}

pub fn meetings_that_begin_are_listed_by_beginning_then_id(store: &dyn Store) {
    let world = World::new(store);
    let plan = |from| world.meeting("Plan", minutes(from, 60), &["zoe"]);
    let (late, twin, early) = (plan(90), plan(90), plan(60));
    let off = plan(70);
    cancel(store, &world.ctx, &world.ann, off.id, None).unwrap();
    let at = |from: i64| NOON + Duration::minutes(from);
    let list = |after: (i64, MeetingId), until: i64, limit| {
        let beginnings = Beginnings {
            after: at(after.0),
            passed: after.1,
            until: at(until),
            limit,
        };
        look(store, |tx| tx.meetings().list_beginning(&beginnings))
    };
    let (all_passed, none) = (MeetingId(Uuid::max()), MeetingId(Uuid::nil()));
    let mut both = [late.id, twin.id];
    both.sort();
    let all = [(at(60), early.id), (at(90), both[0]), (at(90), both[1])];
    assert_eq!(list((0, none), 90, 9), all);
    assert_eq!(list((60, none), 90, 9), all, "at it, with an id behind");
    assert_eq!(list((60, all_passed), 90, 9), all[1..]);
    assert_eq!(list((90, both[0]), 90, 9), all[2..]);
    assert_eq!(list((90, both[1]), 90, 9), []);
    assert_eq!(list((0, none), 89, 9), all[..1]);
    assert_eq!(list((0, none), 90, 2), all[..2]);
}

pub fn several_meetings_are_found_whole(store: &dyn Store) {
    let world = World::new(store);
    let one = world.meeting("One", minutes(60, 60), &["zoe", "bob"]);
    let two = world.meeting("Two", minutes(60, 60), &[]);
    world.meeting("Three", minutes(60, 60), &["zoe"]);
    let nobodys = MeetingId(Uuid::from_u128(1));
    let ids = [two.id, nobodys, one.id];
    let mut found = look(store, |tx| tx.meetings().find_all(&ids));
    found.sort_by_key(|meeting| meeting.id);
    let mut expected = [world.find(one.id).unwrap(), world.find(two.id).unwrap()];
    expected.sort_by_key(|meeting| meeting.id);
    assert_eq!(found, expected);
    assert_eq!(look(store, |tx| tx.meetings().find_all(&[])), []);
}

pub fn what_people_chose_is_listed_at_once(store: &dyn Store) {
    let chosen = |lead_minutes: &[i64]| Some(Leads::try_new(lead_minutes).unwrap());
    for (seed, name, reminders, is_verified) in [
        (1, "ann", chosen(&[15, 10_080]), true),
        (2, "bob", chosen(&[]), true),
        (3, "cleo", None, true),
        (4, "dora", chosen(&[5]), true),
        (5, "eve", chosen(&[30]), false),
    ] {
        let ctx = fakes::ctx(seed);
        let user = User {
            reminders,
            email_verified_at: is_verified.then_some(ctx.now),
            ..user(&ctx, name)
        };
        put(store, |tx| tx.users().insert(&user));
        assert_eq!(look(store, |tx| tx.users().find(user.id)), Some(user));
    }
    let asked = ["bob", "nobody", "ann", "cleo", "eve"].map(email);
    let found = |verify| {
        let mut found = look(store, |tx| tx.users().list_leads(&asked, verify));
        found.sort_by_key(|(person, _)| person.to_string());
        found
    };
    let mut expected = vec![
        (email("ann"), chosen(&[15, 10_080]).unwrap()),
        (email("bob"), chosen(&[]).unwrap()),
    ];
    assert_eq!(found(true), expected);
    // Without verification every account speaks for its address.
    expected.push((email("eve"), chosen(&[30]).unwrap()));
    assert_eq!(found(false), expected);
    assert_eq!(look(store, |tx| tx.users().list_leads(&[], true)), []);
}

pub fn processes_that_remind_at_once_remind_once(store: &dyn Store) {
    let world = World::new(store);
    assert!(!remind(store, &world.ctx, 10).unwrap());
    let planned: Vec<_> = (0..30)
        .map(|number| world.meeting("Plan", minutes(60 + number % 2, 60), &["bob", "zoe"]))
        .collect();
    let due = later(&world.ctx, Duration::minutes(46));
    let runners: Vec<_> = (0..RACERS)
        .map(|racer| {
            // Clocks are never quite alike.
            let skew = Duration::milliseconds(i64::try_from(racer).unwrap());
            let ctx = later(&due, skew);
            move || while remind(store, &ctx, 4).unwrap() {}
        })
        .collect();
    race(runners);
    for meeting in &planned {
        let told = world.told(meeting.id).into_iter();
        let mut people: Vec<_> = told
            .filter(|one| one.notice.kind == NoticeKind::Reminder)
            .map(|one| one.notice.email)
            .collect();
        people.sort();
        assert_eq!(people, ["ann", "bob", "zoe"].map(email));
    }
}

pub fn a_pass_that_is_undone_is_made_again(store: &dyn Store) {
    let world = World::new(store);
    remind(store, &world.ctx, 10).unwrap();
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let due = later(&world.ctx, Duration::minutes(45));
    let broken = store.write(|tx| {
        scheduler_domain::notifications::remind_in(tx, &due, 10)?;
        Err::<(), _>(StoreError::Busy)
    });
    assert!(broken.is_err());
    assert_eq!(world.told(meeting.id), []);
    for _ in 0..2 {
        remind(store, &due, 10).unwrap();
        assert_eq!(world.told(meeting.id).len(), 1);
    }
}
