//! Races for who organises a meeting, and what storage promises about co-organisers.

use scheduler_domain::auth::Actor;
use scheduler_domain::auth::{DeleteAccountError, Departure, delete_account};
use scheduler_domain::meetings::{
    CancelError, HandOver, HandOverError, HandedOver, Meeting, cancel, hand_over,
};
use scheduler_domain::participants::{
    Participant, Respond, Rsvp, UpdateParticipant, respond, update_participant,
};
use scheduler_domain::store::{Store, StoreError};

use crate::builders::{email, minutes, strict_plan};
use crate::fakes::PlainPasswords;
use crate::world::{World, look, put, race};

const ROUNDS: i64 = 4;

fn give(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    to: &str,
) -> Result<HandedOver, HandOverError> {
    let cmd = HandOver {
        meeting_id: meeting.id,
        to: email(to),
        verify: true,
        expected: None,
    };
    hand_over(world.store, &world.ctx, actor, &cmd)
}

pub fn an_update_writes_the_organiser(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let mut handed = meeting.clone();
    handed.organiser.user_id = world.bob.user_id;
    put(store, |tx| tx.meetings().update(&handed));
    let found = world.find(meeting.id).unwrap();
    assert_eq!(found.organiser.email, email("bob"));
    assert_eq!(found.version, 2);
    let nobody = Meeting {
        version: 2,
        organiser: scheduler_domain::meetings::Organiser {
            user_id: scheduler_domain::ids::UserId(world.ctx.new_uuid()),
            ..found.organiser.clone()
        },
        ..found.clone()
    };
    let stale = store.write(|tx| tx.meetings().update(&nobody));
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    assert_eq!(world.find(meeting.id), Some(found));
}

pub fn a_co_organiser_is_kept_and_found_in_every_way(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    assert!(meeting.participants.iter().all(|one| !one.is_co_organiser));
    let named = Participant {
        is_co_organiser: true,
        ..meeting.participants[0].clone()
    };
    put(store, |tx| tx.participants().update(&named));
    let found = world.find(meeting.id).unwrap().participants;
    assert!(found[0].is_co_organiser && !found[1].is_co_organiser);
    let alone = look(store, |tx| tx.participants().find(named.id));
    assert_eq!(alone.unwrap(), named);
    // A move resets answers and nothing else.
    put(store, |tx| {
        tx.participants()
            .update_all(meeting.id, &meeting.participants)
    });
    assert!(world.find(meeting.id).unwrap().participants[0].is_co_organiser);
}

pub fn of_two_hand_overs_one_happens(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["zoe"]);
        let (world, meeting) = (&world, &meeting);
        let runners: Vec<_> = ["bob", "cleo"]
            .into_iter()
            .map(|to| move || give(world, &world.ann, meeting, to))
            .collect();
        let results = race(runners);
        let after = world.find(meeting.id).unwrap();
        let mut winners = Vec::new();
        for (result, to) in results.into_iter().zip(["bob", "cleo"]) {
            match result {
                Ok(_) => winners.push(email(to)),
                Err(HandOverError::NotOrganiser) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(winners, std::slice::from_ref(&after.organiser.email));
        assert_eq!((after.version, after.sequence), (2, 1));
        assert_eq!(after.participants.len(), 2);
    }
}

pub fn a_hand_over_and_a_cancellation_follow_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["zoe"]);
        let (world, meeting) = (&world, &meeting);
        let (cancelled, handed) = std::thread::scope(|scope| {
            let one = scope.spawn(|| cancel(store, &world.ctx, &world.ann, meeting.id, None));
            let other = scope.spawn(|| give(world, &world.ann, meeting, "bob"));
            (one.join().unwrap(), other.join().unwrap())
        });
        let after = world.find(meeting.id).unwrap();
        // Whoever came second knows of the first.
        handed.unwrap();
        assert_eq!(after.organiser.email, email("bob"));
        let changes = match cancelled {
            Ok(_) => 2,
            Err(CancelError::NotOrganiser) => 1,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(after.is_cancelled, changes == 2);
        assert_eq!((after.version, after.sequence), (1 + changes, changes));
        for person in ["ann", "bob", "zoe"] {
            let busy = world.clashes(&world.bob, &[email(person)], meeting.details.times);
            assert_eq!(busy.is_empty(), after.is_cancelled, "{person}");
        }
    }
}

pub fn a_hand_over_and_a_new_meeting_cannot_both_have_the_slot(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let times = minutes(60 + round * 60, 60);
        let meeting = world.planned(&world.ann, &strict_plan("Plan", times, &["zoe"]));
        let (world, meeting) = (&world, &meeting);
        let (planned, handed) = std::thread::scope(|scope| {
            let own = strict_plan("Own", times, &[]);
            let one = scope.spawn(move || world.schedule(&world.bob, &own));
            let other = scope.spawn(|| give(world, &world.ann, meeting, "bob"));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert_ne!(planned.is_ok(), handed.is_ok());
        let busy = world.clashes(&world.bob, &[email("bob")], times);
        assert_eq!(busy.len(), 1);
    }
}

pub fn an_account_that_goes_takes_over_nothing(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let heir = crate::builders::join(store, &world.ctx, &format!("heir{round}"));
        let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["zoe"]);
        let name = format!("heir{round}");
        let password = format!("secret of {name}");
        let (world, meeting) = (&world, &meeting);
        let (gone, handed) = std::thread::scope(|scope| {
            let one = scope
                .spawn(|| delete_account(store, &world.ctx, &PlainPasswords, &heir, &password));
            let other = scope.spawn(|| give(world, &world.ann, meeting, &name));
            (one.join().unwrap(), other.join().unwrap())
        });
        match (gone, handed) {
            // It went first, and nobody is there to take over.
            (Ok(Departure::Gone), Err(HandOverError::NoSuchUser)) => {
                let after = world.find(meeting.id).unwrap();
                assert_eq!(after.organiser.user_id, world.ann.user_id);
            }
            // It took over first, and what it organises went along, or it has to try again.
            (Ok(Departure::Gone), Ok(_)) => assert_eq!(world.find(meeting.id), None),
            (Err(DeleteAccountError::Raced), Ok(_)) => {
                let after = world.find(meeting.id).unwrap();
                assert_eq!(after.organiser.user_id, heir.user_id);
            }
            other => panic!("{other:?}"),
        }
    }
}

pub fn a_name_and_a_no_leave_no_co_organiser_who_declined(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["bob"]);
        let (world, id) = (&world, meeting.id);
        let own = meeting.participants[0].id;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                update_participant(
                    store,
                    &world.ctx,
                    &world.ann,
                    (id, own),
                    &UpdateParticipant {
                        is_co_organiser: Some(true),
                        ..UpdateParticipant::default()
                    },
                )
            });
            scope.spawn(|| {
                let no = Respond::new(id, own, Rsvp::Declined);
                respond(store, &world.ctx, &world.bob, &no).unwrap();
            });
        });
        let after = &world.find(id).unwrap().participants[0];
        assert_eq!(after.status, Rsvp::Declined);
        assert!(!after.is_co_organiser);
    }
}
