//! What storage promises about organisers and co-organisers.

use scheduler_domain::meetings::Meeting;
use scheduler_domain::participants::{
    Participant, Respond, Rsvp, UpdateParticipant, respond, update_participant,
};
use scheduler_domain::store::{Store, StoreError};

use crate::builders::{email, minutes};
use crate::world::{World, look, put};

const ROUNDS: i64 = 4;

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
    // Those of a meeting are dismissed together.
    let other = world.meeting("Other", minutes(180, 60), &["bob"]);
    let appointed = Participant {
        is_co_organiser: true,
        ..other.participants[0].clone()
    };
    put(store, |tx| tx.participants().update(&appointed));
    put(store, |tx| {
        tx.participants().dismiss_co_organisers(meeting.id)
    });
    let left = world.find(meeting.id).unwrap().participants;
    assert_eq!(left, meeting.participants);
    assert!(world.find(other.id).unwrap().participants[0].is_co_organiser);
    put(store, |tx| tx.participants().update(&named));
    // A move resets answers and nothing else.
    put(store, |tx| {
        tx.participants()
            .update_all(meeting.id, &meeting.participants)
    });
    assert!(world.find(meeting.id).unwrap().participants[0].is_co_organiser);
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
