//! `MeetingRepo`, but for its pages; see `listing`.

use scheduler_domain::auth::{Actor, User};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    ConflictPolicy, Meeting, MeetingDetails, Organiser, Summary, Viewer,
};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::store::{Key, Store, StoreError};
use scheduler_domain::text::{Description, Location, Name, Title};
use scheduler_domain::time::{TimeRange, Zone};
use time::Duration;

use crate::builders::{details, email, minutes};
use crate::world::{World, look, put};

const ODD: &str = "a\u{301} 李 🦀 \u{202E}\u{2028} \"'`;--%_\\ <b>\r\n\tß";

fn draft(world: &World<'_>, details: MeetingDetails) -> Meeting {
    Meeting {
        id: MeetingId(world.ctx.new_uuid()),
        organiser: Organiser {
            user_id: world.ann.user_id,
            email: world.ann.email.clone(),
            name: world.ann.name.clone(),
            is_verified: true,
        },
        details,
        is_cancelled: false,
        sequence: 0,
        times_sequence: 0,
        version: 1,
        created_at: world.ctx.now,
        updated_at: world.ctx.now,
        participants: Vec::new(),
        transfer: None,
    }
}

fn odd_details() -> MeetingDetails {
    let start = minutes(60, 60).start() + Duration::microseconds(1);
    MeetingDetails {
        title: Title::parse(ODD).unwrap(),
        description: Description::parse(&ODD.repeat(100)).unwrap(),
        location: Location::parse(ODD).unwrap(),
        times: TimeRange::try_new(start, start + Duration::microseconds(1)).unwrap(),
        zone: Zone::parse("America/St_Johns").unwrap(),
        conflict_policy: ConflictPolicy::Forbid,
        hides_guest_list: true,
    }
}

pub fn every_field_is_kept(store: &dyn Store) {
    let world = World::new(store);
    let meeting = Meeting {
        is_cancelled: true,
        sequence: 7,
        times_sequence: 5,
        version: 9,
        created_at: world.ctx.now - Duration::microseconds(1),
        updated_at: world.ctx.now + Duration::microseconds(999_999),
        ..draft(&world, odd_details())
    };
    put(store, |tx| tx.meetings().insert(&meeting));
    assert_eq!(world.find(meeting.id), Some(meeting));
}

pub fn text_of_the_longest_kind_is_kept(store: &dyn Store) {
    let world = World::new(store);
    let meeting = draft(
        &world,
        MeetingDetails {
            title: Title::parse(&"🦀".repeat(255)).unwrap(),
            description: Description::parse(&"🦀".repeat(10_000)).unwrap(),
            location: Location::parse(&"🦀".repeat(255)).unwrap(),
            ..details("x", minutes(60, 60))
        },
    );
    put(store, |tx| tx.meetings().insert(&meeting));
    assert_eq!(world.find(meeting.id), Some(meeting));
}

pub fn every_instant_between_1970_and_9999_is_kept(store: &dyn Store) {
    use time::macros::utc_datetime;
    let world = World::new(store);
    for start in [
        utc_datetime!(1970-01-01 00:00:00.000001),
        utc_datetime!(1999-12-31 23:59:59.999999),
        utc_datetime!(2028-02-29 12:00),
        utc_datetime!(9998-12-31 23:59:59.999999),
    ] {
        let times = TimeRange::try_new(start, start + Duration::MINUTE).unwrap();
        let meeting = draft(&world, details("x", times));
        put(store, |tx| tx.meetings().insert(&meeting));
        assert_eq!(world.find(meeting.id).unwrap().details.times, times);
    }
}

pub fn a_meeting_that_is_not_there_is_not_found(store: &dyn Store) {
    let world = World::new(store);
    assert_eq!(world.find(MeetingId(world.ctx.new_uuid())), None);
}

pub fn an_id_is_taken_once(store: &dyn Store) {
    let world = World::new(store);
    let meeting = draft(&world, odd_details());
    put(store, |tx| tx.meetings().insert(&meeting));
    let again = store.write(|tx| tx.meetings().insert(&meeting));
    assert!(
        matches!(again, Err(StoreError::Duplicate(Key::Other))),
        "{again:?}"
    );
}

pub fn a_meeting_is_found_with_participants_in_the_order_of_their_ids(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &["zoe", "bob", "ann", "cleo"]);
    let _other = world.meeting("Other", minutes(60, 60), &["zoe", "adam"]);
    let found = world.find(planned.id).unwrap();
    assert_eq!(found, planned);
    let names: Vec<_> = found.participants.iter().map(|one| &one.email).collect();
    assert_eq!(names, ["zoe", "bob", "ann", "cleo"].map(email).each_ref());
    assert!(found.participants.is_sorted_by_key(|one| one.id));
}

pub fn a_write_finds_the_same_as_a_read(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let empty = world.meeting("Nobody", minutes(60, 60), &[]);
    for meeting in [planned, empty] {
        let found = put(store, |tx| tx.meetings().find(meeting.id));
        assert_eq!(found, Some(meeting.clone()));
        let found = store.read(|tx| tx.meetings().find(meeting.id)).unwrap();
        assert_eq!(found, Some(meeting));
    }
}

pub fn the_organiser_is_called_as_the_account_is_now(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &[]);
    put(store, |tx| {
        let user = tx.users().find(world.ann.user_id)?.unwrap();
        tx.users().update(&User {
            first_name: Name::parse("Anna").unwrap(),
            last_name: Name::parse("Lee").unwrap(),
            ..user
        })
    });
    assert_eq!(world.find(planned.id).unwrap().organiser.name, "Anna Lee");
    put(store, |tx| {
        let user = tx.users().find(world.ann.user_id)?.unwrap();
        tx.users().update(&User {
            first_name: Name::default(),
            last_name: Name::default(),
            ..user
        })
    });
    let organiser = world.find(planned.id).unwrap().organiser;
    assert_eq!(organiser.name, "ann@example.org");
}

pub fn an_update_writes_the_next_version(store: &dyn Store) {
    let world = World::new(store);
    let before = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let after = Meeting {
        details: odd_details(),
        is_cancelled: true,
        sequence: 3,
        updated_at: world.ctx.now + Duration::microseconds(5),
        ..before.clone()
    };
    put(store, |tx| tx.meetings().update(&after));
    let expected = Meeting {
        version: before.version + 1,
        ..after
    };
    assert_eq!(world.find(before.id), Some(expected));
}

pub fn an_update_writes_neither_participants_nor_what_never_changes(store: &dyn Store) {
    let world = World::new(store);
    let before = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mut other = Meeting {
        created_at: world.ctx.now + Duration::days(1),
        ..before.clone()
    };
    other.participants[0].status = Rsvp::Accepted;
    put(store, |tx| tx.meetings().update(&other));
    let expected = Meeting {
        version: before.version + 1,
        ..before.clone()
    };
    assert_eq!(world.find(before.id), Some(expected));
}

pub fn an_update_of_another_version_is_stale(store: &dyn Store) {
    let world = World::new(store);
    let before = world.meeting("Plan", minutes(60, 60), &[]);
    put(store, |tx| tx.meetings().update(&before));
    for version in [before.version, before.version + 2] {
        let stale = Meeting {
            version,
            details: odd_details(),
            ..before.clone()
        };
        let result = store.write(|tx| tx.meetings().update(&stale));
        assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
    }
    let found = world.find(before.id).unwrap();
    assert_eq!(found.version, before.version + 1);
    assert_eq!(found.details, before.details);
}

pub fn an_update_of_no_meeting_is_stale(store: &dyn Store) {
    let world = World::new(store);
    let never = draft(&world, odd_details());
    let result = store.write(|tx| tx.meetings().update(&never));
    assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
}

pub fn a_deleted_meeting_takes_participants_and_busy_times_with_it(store: &dyn Store) {
    let world = World::new(store);
    let gone = world.meeting("Gone", minutes(60, 60), &["bob", "zoe"]);
    let stays = world.meeting("Stays", minutes(60, 60), &["bob"]);
    let told = world.told(gone.id);
    assert!(put(store, |tx| tx.meetings().delete(gone.id)));
    assert!(!put(store, |tx| tx.meetings().delete(gone.id)));
    assert_eq!(world.find(gone.id), None);
    let people = ["ann", "bob", "zoe"].map(email);
    let left = world.clashes(&world.ann, &people, minutes(60, 60));
    assert!(left.iter().all(|clash| clash.meeting_id == stays.id));
    assert_eq!(left.len(), 2);
    assert_eq!(world.told(gone.id), told);
    let mut page = look(store, |tx| {
        tx.participants()
            .list(gone.id, crate::builders::first_page())
    });
    assert_eq!((page.count, page.items.pop()), (0, None));
    assert_eq!(world.find(stays.id), Some(stays));
}

pub fn upcoming_meetings_come_whole_and_by_beginning(store: &dyn Store) {
    let world = World::new(store);
    let third = world.meeting("Third", minutes(180, 60), &["bob"]);
    let first = world.meeting("First", minutes(60, 60), &["zoe", "bob", "ann"]);
    let second = world.planned(
        &world.bob,
        &crate::builders::plan("Second", minutes(120, 60), &["ann"]),
    );
    let _strange = world.planned(
        &world.bob,
        &crate::builders::plan("Strange", minutes(120, 60), &["cleo"]),
    );
    let mut cancelled = world.meeting("Cancelled", minutes(60, 60), &[]);
    cancelled.is_cancelled = true;
    put(store, |tx| tx.meetings().update(&cancelled));
    let viewer = Viewer::from(&world.ann);
    let upcoming = |at| {
        store
            .read(|tx| tx.meetings().list_upcoming(&viewer, at))
            .unwrap()
    };
    let noon = world.ctx.now;
    assert_eq!(
        upcoming(noon),
        [first.clone(), second.clone(), third.clone()]
    );
    let end = first.details.times.end();
    let just_before = end - Duration::MICROSECOND;
    assert_eq!(upcoming(just_before).len(), 3);
    assert_eq!(upcoming(end), [second, third]);
}

pub fn upcoming_meetings_without_an_address_are_the_own_ones(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &[]);
    let cmd = crate::builders::plan("Invited", minutes(120, 60), &["ann"]);
    let _invited = world.planned(&world.bob, &cmd);
    let viewer = Viewer {
        address: None,
        ..Viewer::from(&world.ann)
    };
    let upcoming = store.read(|tx| tx.meetings().list_upcoming(&viewer, world.ctx.now));
    assert_eq!(upcoming.unwrap(), [own]);
}

pub fn a_count_tells_what_each_meeting_reads_as(store: &dyn Store) {
    let world = World::new(store);
    let count = |viewer: &Viewer, at| look(store, |tx| tx.meetings().count(viewer, at));
    let (ann, bob) = (Viewer::from(&world.ann), Viewer::from(&world.bob));
    let noon = world.ctx.now;
    assert_eq!(count(&ann, noon), Summary::default());

    let soon = world.meeting("Soon", minutes(60, 60), &["bob", "ann"]);
    let _late = world.meeting("Late", minutes(600, 60), &["bob"]);
    let mut cancelled = world.meeting("Cancelled", minutes(60, 60), &["bob"]);
    cancelled.is_cancelled = true;
    put(store, |tx| tx.meetings().update(&cancelled));
    let all = |upcoming, completed, awaiting_my_answer| Summary {
        total: 3,
        upcoming,
        completed,
        cancelled: 1,
        awaiting_my_answer,
    };
    assert_eq!(count(&ann, noon), all(2, 0, 0));
    assert_eq!(count(&bob, noon), all(2, 0, 2));
    let end = soon.details.times.end();
    assert_eq!(count(&bob, end - Duration::MICROSECOND), all(2, 0, 2));
    assert_eq!(count(&bob, end), all(1, 1, 1));
    let without_address = Viewer {
        address: None,
        ..bob
    };
    assert_eq!(count(&without_address, noon), Summary::default());
    assert_eq!(count(&Viewer::from(&world.cleo), noon), Summary::default());
}

pub fn accepted_guest_is_found_whoever_else_replied(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann", "bob", "cleo"]);
    let has = |actor: &Actor| look(store, |tx| tx.meetings().has_accepted_guest(actor.user_id));
    let reply = |actor: &Actor, status| {
        let own = meeting.participant_with(&actor.email).unwrap().id;
        respond(
            store,
            &world.ctx,
            actor,
            &Respond::new(meeting.id, own, status),
        )
        .unwrap();
    };
    reply(&world.ann, Rsvp::Accepted);
    reply(&world.bob, Rsvp::Declined);
    reply(&world.cleo, Rsvp::Tentative);
    assert!(!has(&world.ann));
    reply(&world.cleo, Rsvp::Accepted);
    assert!(has(&world.ann) && !has(&world.cleo));
}
