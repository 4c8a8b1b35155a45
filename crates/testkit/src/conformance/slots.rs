//! Races for a time: where clashes are forbidden, whoever comes first has it, and nobody else.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{
    ConflictPolicy, MOST_PARTICIPANTS, Meeting, Reschedule, RescheduleError, ScheduleError, Status,
    cancel, reschedule,
};
use scheduler_domain::participants::{Invite, InviteError, RespondError, Rsvp, invite};
use scheduler_domain::store::Store;
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;

use super::steps::{answer, busy_meetings, move_to};
use crate::builders::{email, invitee, join, minutes, strict_plan};
use crate::world::{World, put, race, winners};

const RACERS: usize = 8;
const ROUNDS: i64 = 3;

/// Organisers who have nothing to do with each other.
fn organisers(world: &World<'_>) -> Vec<Actor> {
    (0..RACERS)
        .map(|number| join(world.store, &world.ctx, &format!("organiser{number}")))
        .collect()
}

fn strict_meetings(
    world: &World<'_>,
    organisers: &[Actor],
    times: impl Fn(i64) -> TimeRange,
    people: &[&str],
) -> Vec<Meeting> {
    (0..)
        .zip(organisers)
        .map(|(number, one)| world.planned(one, &strict_plan("Race", times(number), people)))
        .collect()
}

pub fn one_slot_has_one_winner(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    for round in 0..ROUNDS {
        let runners: Vec<_> = (0..)
            .zip(&organisers)
            .map(|(number, one)| {
                let times = minutes(1000 * (round + 1) + number, 60);
                let world = &world;
                move || world.schedule(one, &strict_plan("Race", times, &["zoe", "adam"]))
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1);
        for result in &results {
            match result {
                Ok(_) => {}
                Err(ScheduleError::Conflict(checked)) => assert_eq!(checked.clashes.len(), 2),
                Err(other) => panic!("{other:?}"),
            }
        }
        let slot = minutes(1000 * (round + 1), 100);
        assert_eq!(busy_meetings(&world, &email("zoe"), slot).len(), 1);
    }
}

pub fn people_in_any_order_never_block_each_other_for_good(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    for round in 0..ROUNDS {
        let times = minutes(1000 * (round + 1), 60);
        let runners: Vec<_> = (0..)
            .zip(&organisers)
            .map(|(number, one)| {
                let mut people = ["adam", "bob", "cleo", "dora", "zoe"];
                people.rotate_left(number % 5);
                let plan = strict_plan("Race", times, &people);
                let world = &world;
                move || world.schedule(one, &plan)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
    }
}

pub fn touching_slots_are_all_won(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    let runners: Vec<_> = (0..)
        .zip(&organisers)
        .map(|(number, one)| {
            let world = &world;
            let times = minutes(60 * (number + 1), 60);
            move || world.schedule(one, &strict_plan("Race", times, &["zoe"]))
        })
        .collect();
    assert_eq!(winners(&race(runners)), RACERS);
}

pub fn strangers_do_not_hinder_each_other(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    let runners: Vec<_> = (0..)
        .zip(&organisers)
        .map(|(number, one)| {
            let world = &world;
            let person = format!("stranger{number}");
            move || {
                let plan = strict_plan("Race", minutes(60, 60), &[&person]);
                world.schedule(one, &plan)
            }
        })
        .collect();
    assert_eq!(winners(&race(runners)), RACERS);
}

pub fn who_declined_can_take_back_one_of_two(store: &dyn Store) {
    let world = World::new(store);
    let zoe = join(store, &world.ctx, "zoe");
    let organisers = organisers(&world);
    // Each is planned while Zoe is free, since she declined the one before.
    let meetings: Vec<Meeting> = organisers
        .iter()
        .map(|one| {
            let plan = strict_plan("Race", minutes(60, 60), &["zoe"]);
            let meeting = world.planned(one, &plan);
            answer(&world, &meeting, &zoe, Rsvp::Declined).unwrap();
            meeting
        })
        .collect();
    let runners: Vec<_> = meetings
        .iter()
        .map(|meeting| {
            let (world, zoe) = (&world, &zoe);
            move || answer(world, meeting, zoe, Rsvp::Accepted)
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(()) | Err(RespondError::Conflict(_))),
            "{result:?}"
        );
    }
    let busy = busy_meetings(&world, &email("zoe"), minutes(60, 60));
    assert_eq!(busy.len(), 1);
}

pub fn meetings_that_move_to_one_slot_have_one_winner(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    let apart = |number| minutes(60 + 100 * number, 60);
    let meetings = strict_meetings(&world, &organisers, apart, &["zoe"]);
    let slot = minutes(5000, 60);
    let runners: Vec<_> = meetings
        .iter()
        .zip(&organisers)
        .map(|(meeting, one)| {
            let world = &world;
            move || move_to(world, one, meeting, None, slot)
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(_) | Err(RescheduleError::Conflict(_))),
            "{result:?}"
        );
    }
    assert_eq!(busy_meetings(&world, &email("zoe"), slot).len(), 1);
    assert_eq!(
        busy_meetings(&world, &email("zoe"), minutes(0, 4000)).len(),
        RACERS - 1
    );
}

pub fn a_move_and_a_new_meeting_cannot_both_have_the_slot(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let old = minutes(1000 * (round + 1), 60);
        let slot = minutes(1000 * (round + 1) + 500, 60);
        let meeting = world.planned(&world.ann, &strict_plan("Old", old, &["zoe"]));
        let moves = || move_to(&world, &world.ann, &meeting, None, slot).is_ok();
        let plans = || {
            let plan = strict_plan("New", slot, &["zoe"]);
            world.schedule(&world.bob, &plan).is_ok()
        };
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> =
            vec![Box::new(moves), Box::new(plans)];
        let results = race(runners);
        assert!(results[0] != results[1], "{results:?}");
        assert_eq!(busy_meetings(&world, &email("zoe"), slot).len(), 1);
    }
}

pub fn cancelled_meetings_of_one_slot_come_back_once(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    let meetings: Vec<Meeting> = organisers
        .iter()
        .map(|one| {
            let plan = strict_plan("Race", minutes(60, 60), &["zoe"]);
            let meeting = world.planned(one, &plan);
            cancel(store, &world.ctx, one, meeting.id, None).unwrap()
        })
        .collect();
    let runners: Vec<_> = meetings
        .iter()
        .zip(&organisers)
        .map(|(meeting, one)| {
            let world = &world;
            move || {
                let cmd = Reschedule {
                    status: Some(Status::Scheduled),
                    ..Reschedule::default()
                };
                reschedule(store, &world.ctx, one, meeting.id, None, &cmd)
            }
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(_) | Err(RescheduleError::Conflict(_))),
            "{result:?}"
        );
    }
    let busy = busy_meetings(&world, &email("zoe"), minutes(60, 60));
    assert_eq!(busy.len(), 1);
}

pub fn one_person_is_invited_into_one_slot_once(store: &dyn Store) {
    let world = World::new(store);
    let organisers = organisers(&world);
    let meetings = strict_meetings(&world, &organisers, |_| minutes(60, 60), &[]);
    let runners: Vec<_> = meetings
        .iter()
        .zip(&organisers)
        .map(|(meeting, one)| {
            let world = &world;
            move || {
                let cmd = Invite {
                    meeting_id: meeting.id,
                    invitee: invitee("zoe"),
                    allow_conflicts: false,
                };
                invite(store, &world.ctx, one, &cmd)
            }
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(_) | Err(InviteError::Conflict(_))),
            "{result:?}"
        );
    }
    let busy = busy_meetings(&world, &email("zoe"), minutes(60, 60));
    assert_eq!(busy.len(), 1);
}

pub fn a_stricter_policy_and_a_new_meeting_cannot_both_have_the_slot(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let slot = minutes(1000 * (round + 1), 60);
        let meeting = world.meeting("Lax", slot, &["zoe"]);
        put(store, |tx| {
            tx.meetings().find(meeting.id)?;
            tx.busy().delete_person(meeting.id, &email("zoe"))
        });
        let becomes_strict = || {
            let cmd = Reschedule {
                conflict_policy: Some(ConflictPolicy::Forbid),
                ..Reschedule::default()
            };
            reschedule(store, &world.ctx, &world.ann, meeting.id, None, &cmd).is_ok()
        };
        let plans = || {
            let plan = strict_plan("New", slot, &["zoe"]);
            world.schedule(&world.bob, &plan).is_ok()
        };
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> =
            vec![Box::new(becomes_strict), Box::new(plans)];
        let results = race(runners);
        assert!(results[0] != results[1], "{results:?}");
    }
}

pub fn the_largest_meeting_is_planned_moved_and_freed(store: &dyn Store) {
    let world = World::new(store);
    let names: Vec<String> = (0..MOST_PARTICIPANTS).map(|n| format!("p{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let meeting = world.planned(&world.ann, &strict_plan("All", minutes(60, 60), &names));
    assert_eq!(meeting.participants.len(), MOST_PARTICIPANTS);
    move_to(&world, &world.ann, &meeting, None, minutes(90, 60)).unwrap();
    let people: Vec<Email> = names.iter().map(|name| email(name)).collect();
    let busy = |times| world.clashes(&world.ann, &people, times).len();
    assert_eq!(busy(minutes(60, 30)), 0);
    assert_eq!(busy(minutes(90, 60)), MOST_PARTICIPANTS);
    cancel(store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    assert_eq!(busy(minutes(90, 60)), 0);
}
