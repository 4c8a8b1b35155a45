//! Who has met whom, and time that strangers ask for.

use std::sync::Arc;

use scheduler_domain::auth::{Actor, User};
use scheduler_domain::conflicts::{BusyKind, FreeBusyRules, Relation, Visibility};
use scheduler_domain::meetings::{Meeting, Schedule, ScheduleError, schedule};
use scheduler_domain::participants::{Respond, RespondError, Rsvp, respond};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;

use super::steps::busy_meetings;
use crate::builders::{email, join, minutes, strict_plan, user};
use crate::world::{World, look, put, race, winners};

const ROUNDS: i64 = 5;

type Runner<'a> = Box<dyn FnOnce() -> Result<(), String> + Send + 'a>;

/// Nobody knows another person's time before they met.
fn closed(store: &dyn Store) -> World<'_> {
    let mut world = World::new(store);
    world.ctx.free_busy = Arc::new(FreeBusyRules {
        visibility: Visibility::Met,
        internal_domains: Vec::new(),
    });
    world
}

fn relations(store: &dyn Store, person: &str, people: &[&str]) -> Vec<(String, bool, bool)> {
    let people: Vec<Email> = people.iter().map(|name| email(name)).collect();
    let mut found = look(store, |tx| tx.circle().list(&email(person), &people));
    found.sort_by_key(|one| one.person.to_string());
    let told = |one: Relation| (one.person.to_string(), one.is_verified, one.has_met);
    found.into_iter().map(told).collect()
}

fn have_met(store: &dyn Store, person: &str, other: &str) -> bool {
    relations(store, person, &[other])[0].2
}

/// Writes a reply as storage knows it, and lets the person meet the others.
fn replied(store: &dyn Store, meeting: &Meeting, name: &str, status: Rsvp, is_by_other: bool) {
    let mut participant = meeting.participant_with(&email(name)).unwrap().clone();
    participant.status = status;
    participant.has_accepted = !is_by_other;
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&participant)
    });
}

fn meets(store: &dyn Store, meeting: &Meeting, name: &str, organiser: Option<&Email>) {
    let left_out = &meeting.organiser.email;
    put(store, |tx| {
        tx.circle()
            .insert(meeting.id, &email(name), organiser, left_out)
    });
}

pub fn relations_are_told_for_each_person(store: &dyn Store) {
    let world = World::new(store);
    let unproved = User {
        email_verified_at: None,
        ..user(&world.ctx, "eve")
    };
    put(store, |tx| tx.users().insert(&unproved));
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    meets(store, &meeting, "zoe", Some(&world.ann.email));
    let told = relations(store, "ann", &["zoe", "eve", "bob", "ann"]);
    let expected = [
        ("ann@example.org", true, false),
        ("bob@example.org", true, false),
        ("eve@example.org", false, false),
        ("zoe@example.org", false, true),
    ];
    let expected = expected.map(|(person, verified, met)| (person.to_owned(), verified, met));
    assert_eq!(told, expected);
    assert_eq!(relations(store, "ann", &[]), []);
}

pub fn to_have_met_is_mutual_and_stays(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "cleo", "zoe", "ann"]);
    replied(store, &meeting, "bob", Rsvp::Tentative, false);
    replied(store, &meeting, "cleo", Rsvp::Declined, false);
    for _again in 0..2 {
        meets(store, &meeting, "zoe", None);
    }
    assert!(have_met(store, "zoe", "bob") && have_met(store, "bob", "zoe"));
    for other in ["cleo", "ann", "zoe"] {
        assert!(!have_met(store, "zoe", other), "{other}");
    }
    meets(store, &meeting, "zoe", Some(&world.ann.email));
    assert!(have_met(store, "zoe", "ann") && have_met(store, "ann", "zoe"));
    put(store, |tx| tx.meetings().delete(meeting.id));
    assert!(have_met(store, "bob", "zoe"));
}

pub fn reply_by_another_person_opens_nothing(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    replied(store, &meeting, "bob", Rsvp::Accepted, true);
    meets(store, &meeting, "zoe", None);
    assert!(!have_met(store, "zoe", "bob"));
    replied(store, &meeting, "bob", Rsvp::Accepted, false);
    meets(store, &meeting, "zoe", None);
    assert!(have_met(store, "zoe", "bob"));
}

pub fn deleted_person_has_met_nobody(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    replied(store, &meeting, "bob", Rsvp::Accepted, false);
    for name in ["zoe", "bob"] {
        meets(store, &meeting, name, Some(&world.ann.email));
    }
    put(store, |tx| tx.circle().delete(&email("zoe")));
    assert!(!have_met(store, "zoe", "bob") && !have_met(store, "bob", "zoe"));
    assert!(!have_met(store, "zoe", "ann") && !have_met(store, "ann", "zoe"));
    assert!(have_met(store, "ann", "bob"), "the others stay");
}

pub fn tentative_row_does_not_count_until_it_is_busy(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let people = [email("bob"), email("zoe")];
    let kind = |name: &str| look(store, |tx| tx.busy().find(meeting.id, &email(name)));
    assert_eq!((kind("bob"), kind("zoe")), (Some(BusyKind::Busy), None));
    put(store, |tx| {
        tx.lock_people(&people)?;
        tx.busy()
            .update(meeting.id, &people[0], BusyKind::Tentative)?;
        tx.busy().insert(
            meeting.id,
            minutes(60, 60),
            &people[1..],
            BusyKind::Tentative,
        )
    });
    for name in ["bob", "zoe"] {
        assert_eq!(kind(name), Some(BusyKind::Tentative));
        assert_eq!(busy_meetings(&world, &email(name), minutes(0, 600)), []);
    }
    put(store, |tx| {
        tx.lock_people(&people)?;
        tx.busy().update(meeting.id, &people[1], BusyKind::Busy)
    });
    assert_eq!(
        busy_meetings(&world, &email("zoe"), minutes(0, 600)),
        [meeting.id]
    );
    let unlocked = store.write(|tx| tx.busy().update(meeting.id, &people[1], BusyKind::Busy));
    assert!(matches!(unlocked, Err(StoreError::Misuse(_))));
}

pub fn verified_organiser_takes_their_own_time(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["bob"]);
    let other = world.planned(
        &world.bob,
        &strict_plan("Other", minutes(180, 60), &["ann"]),
    );
    let person = [email("ann")];
    for meeting in [own.id, other.id] {
        put(store, |tx| {
            tx.lock_people(&person)?;
            tx.busy().update(meeting, &person[0], BusyKind::Tentative)
        });
    }
    put(store, |tx| {
        tx.busy().update_organised(world.ann.user_id, &person[0])
    });
    let kind = |meeting| look(store, |tx| tx.busy().find(meeting, &person[0]));
    assert_eq!(kind(own.id), Some(BusyKind::Busy));
    assert_eq!(kind(other.id), Some(BusyKind::Tentative));
}

fn accept(world: &World<'_>, meeting: &Meeting, actor: &Actor) -> Result<(), RespondError> {
    let participant = meeting.participant_with(&actor.email).unwrap().id;
    let cmd = Respond::new(meeting.id, participant, Rsvp::Accepted);
    respond(world.store, &world.ctx, actor, &cmd).map(|_| ())
}

/// As strangers ask for time: nothing is in their way.
fn invite(world: &World<'_>, actor: &Actor, cmd: &Schedule) -> Meeting {
    let done = schedule(world.store, &world.ctx, actor, cmd).unwrap();
    assert_eq!(done.checked.unknown, [email("zoe")]);
    done.meeting
}

pub fn two_accepts_of_one_time_have_one_winner(store: &dyn Store) {
    let world = closed(store);
    let zoe = join(store, &world.ctx, "zoe");
    for round in 0..ROUNDS {
        let times = minutes(60 + round * 120, 60);
        let strict = strict_plan("Race", times, &["zoe"]);
        let meetings = ["first", "second"].map(|name| {
            // A stranger in each round, since who has accepted is none any more.
            let stranger = join(store, &world.ctx, &format!("{name}{round}"));
            invite(&world, &stranger, &strict)
        });
        assert_eq!(busy_meetings(&world, &zoe.email, times), []);
        let runners: Vec<_> = meetings
            .iter()
            .map(|meeting| {
                let (world, zoe) = (&world, &zoe);
                move || accept(world, meeting, zoe)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        for result in results {
            assert!(
                matches!(result, Ok(()) | Err(RespondError::Conflict(_))),
                "{result:?}"
            );
        }
        assert_eq!(busy_meetings(&world, &zoe.email, times).len(), 1);
    }
}

pub fn accept_against_create_has_one_winner(store: &dyn Store) {
    let world = closed(store);
    let zoe = join(store, &world.ctx, "zoe");
    for round in 0..ROUNDS {
        let times = minutes(60 + round * 120, 60);
        let stranger = join(store, &world.ctx, &format!("stranger{round}"));
        let meeting = invite(&world, &stranger, &strict_plan("Race", times, &["zoe"]));
        let own = strict_plan("Own", times, &[]);
        let (world, zoe) = (&world, &zoe);
        let meeting = &meeting;
        let runners: Vec<Runner<'_>> = vec![
            Box::new(move || match accept(world, meeting, zoe) {
                Ok(()) => Ok(()),
                Err(RespondError::Conflict(_)) => Err(String::new()),
                Err(other) => Err(format!("{other:?}")),
            }),
            Box::new(move || match schedule(store, &world.ctx, zoe, &own) {
                Ok(_) => Ok(()),
                Err(ScheduleError::Conflict(_)) => Err(String::new()),
                Err(other) => Err(format!("{other:?}")),
            }),
        ];
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        assert!(results.contains(&Err(String::new())), "{results:?}");
        assert_eq!(busy_meetings(world, &zoe.email, times).len(), 1);
    }
}
