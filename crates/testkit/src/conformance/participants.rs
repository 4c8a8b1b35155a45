//! `ParticipantRepo`.

use scheduler_domain::auth::User;
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::participants::{LinkedUser, NewParticipant, Participant, Rsvp};
use scheduler_domain::store::{Key, Store, StoreError};
use scheduler_domain::text::{Name, Note};
use time::Duration;

use crate::builders::{email, first_page, minutes, page, user};
use crate::world::{World, look, put};

fn newcomer(world: &World<'_>, name: &str) -> NewParticipant {
    NewParticipant {
        email: email(name),
        name: Name::default(),
        status: Rsvp::Pending,
        invited_at: world.ctx.now,
        responded_at: None,
    }
}

fn insert(
    world: &World<'_>,
    meeting: MeetingId,
    people: &[NewParticipant],
) -> Result<Vec<Participant>, StoreError> {
    world.store.write(|tx| {
        tx.meetings().find(meeting)?;
        tx.participants().insert(meeting, people)
    })
}

pub fn inserted_people_are_answered_as_stored(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let people = [
        NewParticipant {
            name: Name::parse("Zoë \"Z\" 🦀; x").unwrap(),
            status: Rsvp::Accepted,
            responded_at: Some(world.ctx.now + Duration::microseconds(1)),
            invited_at: world.ctx.now - Duration::microseconds(1),
            ..newcomer(&world, "zoe")
        },
        NewParticipant {
            status: Rsvp::Declined,
            ..newcomer(&world, "bob")
        },
        NewParticipant {
            status: Rsvp::Tentative,
            ..newcomer(&world, "adam")
        },
    ];
    let inserted = insert(&world, meeting.id, &people).unwrap();
    assert!(inserted.is_sorted_by(|one, next| one.id < next.id));
    for (one, wanted) in inserted.iter().zip(&people) {
        assert_eq!(one.meeting_id, meeting.id);
        assert_eq!((&one.email, &one.name), (&wanted.email, &wanted.name));
        assert_eq!(one.status, wanted.status);
        assert_eq!(one.invited_at, wanted.invited_at);
        assert_eq!(one.responded_at, wanted.responded_at);
    }
    assert_eq!(world.find(meeting.id).unwrap().participants, inserted);
}

pub fn nobody_can_be_inserted(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    assert_eq!(insert(&world, meeting.id, &[]).unwrap(), []);
}

pub fn hundreds_keep_their_order(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let people: Vec<_> = (0..300)
        .map(|number| newcomer(&world, &format!("p{}", (number * 7) % 300)))
        .collect();
    let inserted = insert(&world, meeting.id, &people).unwrap();
    assert_eq!(inserted.len(), 300);
    assert!(inserted.is_sorted_by(|one, next| one.id < next.id));
    assert!(
        inserted
            .iter()
            .map(|one| &one.email)
            .eq(people.iter().map(|one| &one.email))
    );
    let mut all = Vec::new();
    for number in 1..=4 {
        let part = look(store, |tx| {
            tx.participants().list(meeting.id, page(number, 90))
        });
        assert_eq!(part.count, 300);
        all.extend(part.items);
    }
    assert_eq!(all, inserted);
}

pub fn an_account_shows_with_its_address(store: &dyn Store) {
    let world = World::new(store);
    let unverified = User {
        email_verified_at: None,
        ..user(&world.ctx, "dora")
    };
    put(store, |tx| tx.users().insert(&unverified));
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "dora", "nobody"]);
    let linked = |meeting: &scheduler_domain::meetings::Meeting| -> Vec<Option<LinkedUser>> {
        meeting.participants.iter().map(|one| one.user).collect()
    };
    let expected = [
        Some(LinkedUser {
            id: world.bob.user_id,
            is_verified: true,
        }),
        Some(LinkedUser {
            id: unverified.id,
            is_verified: false,
        }),
        None,
    ];
    assert_eq!(linked(&meeting), expected, "as inserted");
    assert_eq!(
        linked(&world.find(meeting.id).unwrap()),
        expected,
        "as found"
    );
    let page = look(store, |tx| tx.participants().list(meeting.id, first_page()));
    assert_eq!(page.items, meeting.participants, "as listed");

    let nobody = user(&world.ctx, "nobody");
    put(store, |tx| {
        tx.users().insert(&nobody)?;
        tx.users().update(&User {
            email_verified_at: Some(world.ctx.now),
            ..unverified.clone()
        })
    });
    let both = linked(&world.find(meeting.id).unwrap());
    assert!(
        both.iter()
            .all(|one| one.is_some_and(|one| one.is_verified))
    );
}

pub fn a_person_is_invited_once(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let twice = [newcomer(&world, "zoe"), newcomer(&world, "zoe")];
    let again = [newcomer(&world, "zoe"), newcomer(&world, "bob")];
    for people in [twice, again] {
        let result = insert(&world, meeting.id, &people);
        assert!(
            matches!(result, Err(StoreError::Duplicate(Key::Participant))),
            "{result:?}"
        );
    }
    let other = world.meeting("Other", minutes(60, 60), &[]);
    insert(&world, other.id, &[newcomer(&world, "bob")]).unwrap();
    assert_eq!(world.find(meeting.id), Some(meeting));
}

pub fn a_list_is_in_the_order_of_ids(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob", "adam"]);
    let _other = world.meeting("Other", minutes(60, 60), &["zoe"]);
    let list = |number, size| {
        let page = page(number, size);
        let page = look(store, |tx| tx.participants().list(meeting.id, page));
        assert_eq!(page.count, 3);
        page.items
    };
    assert_eq!(list(1, 2), meeting.participants[..2]);
    assert_eq!(list(2, 2), meeting.participants[2..]);
    assert_eq!(list(3, 2), []);
}

pub fn an_update_writes_no_address(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let answered = Participant {
        status: Rsvp::Tentative,
        responded_at: Some(world.ctx.now + Duration::microseconds(3)),
        sequence: Some(7),
        ..meeting.participants[1].clone()
    };
    let other_address = Participant {
        email: email("robert"),
        ..answered.clone()
    };
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&other_address)
    });
    let found = world.find(meeting.id).unwrap();
    assert_eq!(
        found.participants,
        [meeting.participants[0].clone(), answered]
    );
    assert_eq!(found.version, meeting.version);
}

pub fn a_participant_is_found_by_id_alone(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let other = world.meeting("Other", minutes(60, 60), &["zoe"]);
    let find = |id| look(store, |tx| tx.participants().find(id));
    for one in meeting.participants.iter().chain(&other.participants) {
        assert_eq!(find(one.id).as_ref(), Some(one), "with its account");
    }
    put(store, |tx| tx.meetings().delete(other.id));
    assert_eq!(find(other.participants[0].id), None);
    for nobody in [-1, 0, i64::MAX] {
        assert_eq!(find(ParticipantId(nobody)), None);
    }
}

pub fn an_update_writes_name_note_and_link_number(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let noted = Participant {
        name: Name::parse("Böb").unwrap(),
        note: Note::parse("Späť \"5\" min 🦀\n; x").unwrap(),
        link_number: i32::MAX,
        ..meeting.participants[1].clone()
    };
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&noted)
    });
    let expected = [meeting.participants[0].clone(), noted.clone()];
    assert_eq!(world.find(meeting.id).unwrap().participants, expected);
    let page = look(store, |tx| tx.participants().list(meeting.id, first_page()));
    assert_eq!(page.items, expected);
    // Asking everybody again leaves them alone.
    let asked = Participant {
        note: Note::default(),
        link_number: 0,
        ..noted.clone()
    };
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants()
            .update_all(meeting.id, std::slice::from_ref(&asked))
    });
    assert_eq!(world.find(meeting.id).unwrap().participants[1], noted);
}

pub fn an_update_of_nobody_is_stale(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let nobody = Participant {
        id: ParticipantId(meeting.participants[0].id.0 + 1000),
        ..meeting.participants[0].clone()
    };
    let result = store.write(|tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&nobody)
    });
    assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
}

pub fn all_answers_of_a_meeting_are_written_together(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob", "cleo", "adam"]);
    let other = world.meeting("Other", minutes(60, 60), &["zoe", "bob"]);
    let statuses = [
        Rsvp::Accepted,
        Rsvp::Declined,
        Rsvp::Tentative,
        Rsvp::Pending,
    ];
    let answered: Vec<_> = meeting
        .participants
        .iter()
        .zip(statuses)
        .map(|(one, status)| Participant {
            status,
            responded_at: (status != Rsvp::Pending).then_some(world.ctx.now),
            ..one.clone()
        })
        .collect();
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update_all(meeting.id, &answered)
    });
    assert_eq!(world.find(meeting.id).unwrap().participants, answered);
    assert_eq!(world.find(other.id), Some(other));
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update_all(meeting.id, &[])
    });
    assert_eq!(world.find(meeting.id).unwrap().participants, answered);
}

pub fn a_participant_is_deleted_once(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let other = world.meeting("Other", minutes(60, 60), &["zoe"]);
    let delete = || {
        put(store, |tx| {
            tx.meetings().find(meeting.id)?;
            tx.participants().delete(meeting.participants[0].id)
        })
    };
    assert!(delete());
    assert!(!delete());
    let left = world.find(meeting.id).unwrap().participants;
    assert_eq!(left, meeting.participants[1..]);
    assert_eq!(world.find(other.id), Some(other));
    // Who was taken out may be invited again, under another id.
    let again = insert(&world, meeting.id, &[newcomer(&world, "zoe")]).unwrap();
    assert!(again[0].id > left[0].id);
}
