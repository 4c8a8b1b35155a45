//! `meetings::hand_over`.

use scheduler_domain::auth::{Actor, User};
use scheduler_domain::meetings::{
    HandOver, HandOverError, HandedOver, Meeting, Reschedule, cancel, delete, hand_over, reschedule,
};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::{
    Respond, Rsvp, UpdateParticipant, respond, update_participant,
};
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, editor, email, minutes, plan, strict_plan, user};
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::{World, put, sent};
use time::Duration;

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
    hand_over(world.store, &world.ctx, &editor(actor), &cmd)
}

#[test]
fn transfer_at_once_needs_reach_over_all_meetings() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    for to in ["cleo", "bob", "nobody"] {
        let cmd = HandOver {
            meeting_id: meeting.id,
            to: email(to),
            verify: true,
            expected: None,
        };
        let strange = hand_over(&*store, &world.ctx, &world.cleo, &cmd);
        assert!(
            matches!(strange, Err(HandOverError::NotFound)),
            "{strange:?}"
        );
        for actor in [&world.ann, &world.bob] {
            let refused = hand_over(&*store, &world.ctx, actor, &cmd);
            assert!(
                matches!(refused, Err(HandOverError::NotPermitted)),
                "{refused:?}"
            );
        }
    }
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn only_an_active_user_who_owns_the_address_takes_over() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let inactive = User {
        is_active: false,
        ..user(&world.ctx, "inactive")
    };
    let unproved = User {
        email_verified_at: None,
        ..user(&world.ctx, "unproved")
    };
    put(&*store, |tx| {
        tx.users().insert(&inactive)?;
        tx.users().insert(&unproved)
    });
    for to in ["inactive", "unproved", "nobody"] {
        let refused = give(&world, &world.ann, &meeting, to);
        assert!(
            matches!(refused, Err(HandOverError::NoSuchUser)),
            "{to}: {refused:?}"
        );
    }
    let own = give(&world, &world.ann, &meeting, "ann");
    assert!(
        matches!(own, Err(HandOverError::AlreadyOrganiser)),
        "{own:?}"
    );
    let cmd = HandOver {
        meeting_id: meeting.id,
        to: email("bob"),
        verify: true,
        expected: Some(7),
    };
    let stale = hand_over(&*store, &world.ctx, &editor(&world.ann), &cmd);
    assert!(matches!(stale, Err(HandOverError::Stale)), "{stale:?}");
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    // Where nobody proves addresses.
    let cmd = HandOver {
        to: email("unproved"),
        verify: false,
        expected: None,
        ..cmd
    };
    let handed = hand_over(&*store, &world.ctx, &editor(&world.ann), &cmd).unwrap();
    assert_eq!(handed.meeting.organiser.user_id, unproved.id);
}

#[test]
fn the_former_organiser_stays_as_a_guest_who_comes() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let handed = give(&world, &world.ann, &meeting, "bob").unwrap();
    let after = world.find(meeting.id).unwrap();
    assert_eq!(handed.meeting, after);
    assert_eq!(after.organiser.user_id, world.bob.user_id);
    assert_eq!(after.organiser.email, email("bob"));
    assert_eq!((after.version, after.sequence), (2, 1));
    let seats: Vec<_> = after
        .participants
        .iter()
        .map(|one| (one.email.as_str(), one.status, one.responded_at.is_some()))
        .collect();
    assert_eq!(
        seats,
        [
            ("bob@example.org", Rsvp::Accepted, true),
            ("zoe@example.org", Rsvp::Pending, false),
            ("ann@example.org", Rsvp::Accepted, true),
        ]
    );
    // Everybody's time is taken once, as before.
    for person in ["ann", "bob", "zoe"] {
        let busy = world.clashes(&world.ann, &[email(person)], minutes(0, 600));
        assert_eq!(busy.len(), 1, "{person}");
    }
    // The one may do now what the other may no longer.
    let refused = delete(&*store, &world.ctx, &world.ann, meeting.id, None);
    assert!(refused.is_err());
    delete(&*store, &world.ctx, &world.bob, meeting.id, None).unwrap();
}

#[test]
fn who_took_over_without_being_invited_is_busy_and_so_is_who_gave_it() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann", "zoe"]);
    let no = Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Declined);
    respond(&*store, &world.ctx, &world.ann, &no).unwrap();
    give(&world, &world.ann, &meeting, "cleo").unwrap();
    let after = world.find(meeting.id).unwrap();
    assert_eq!(after.participants.len(), 2);
    assert_eq!(after.participants[0].status, Rsvp::Accepted);
    for person in ["ann", "cleo", "zoe"] {
        let busy = world.clashes(&world.ann, &[email(person)], minutes(0, 600));
        assert_eq!(busy.len(), 1, "{person}");
    }
    // The former organiser declines like any other guest, and is free.
    let no = Respond::new(meeting.id, after.participants[0].id, Rsvp::Declined);
    respond(&*store, &world.ctx, &world.ann, &no).unwrap();
    let busy = world.clashes(&world.cleo, &[email("ann")], minutes(0, 600));
    assert!(busy.is_empty(), "{busy:?}");
}

#[test]
fn a_clash_is_refused_where_the_policy_forbids_it_and_told_where_not() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let strict = world.planned(
        &world.ann,
        &strict_plan("Strict", minutes(60, 60), &["zoe"]),
    );
    let lenient = world.meeting("Lenient", minutes(300, 60), &["bob"]);
    for (title, from) in [("Bob's own", 90), ("Bob's other", 330)] {
        world.planned(&world.bob, &plan(title, minutes(from, 30), &[]));
    }
    let refused = give(&world, &world.ann, &strict, "bob");
    match refused {
        Err(HandOverError::Conflict(clashes)) => {
            assert_eq!(clashes.len(), 1);
            // Ann may not see what Bob does.
            assert!(!clashes[0].is_visible);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.find(strict.id), Some(strict));
    // Bob is invited to this one, so its time is his already.
    let handed = give(&world, &world.ann, &lenient, "bob").unwrap();
    assert!(handed.clashes.is_empty());
    let third = world.meeting("Third", minutes(330, 30), &[]);
    let handed = give(&world, &world.ann, &third, "bob").unwrap();
    assert_eq!(handed.clashes.len(), 2);
}

#[test]
fn everybody_gets_an_update_with_one_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    sent(&*store, &world.ctx);
    give(&world, &world.ann, &meeting, "bob").unwrap();
    let mails = sent(&*store, &later(&world.ctx, Duration::MINUTE));
    let mut told: Vec<_> = mails
        .iter()
        .map(|one| (one.to.as_str(), one.kind))
        .collect();
    told.sort_by_key(|(to, _)| *to);
    assert_eq!(
        told,
        [
            ("bob@example.org", NoticeKind::Update),
            ("zoe@example.org", NoticeKind::Update),
        ]
    );
    for mail in &mails {
        let scheduler_domain::notifications::Content::Meeting(content) = &mail.content else {
            panic!("{mail:?}");
        };
        assert_eq!(content.organiser.email, email("bob"));
        let is_new = mail.to == email("bob");
        assert_eq!(content.answer.is_none(), is_new);
        if is_new {
            assert!(content.calendar.is_none(), "a request to its organiser");
            continue;
        }
        let file = content.calendar.as_ref().unwrap().text.replace("\r\n ", "");
        assert_eq!(file.matches("ORGANIZER").count(), 1);
        assert!(file.contains("SEQUENCE:1"));
        let own = file.lines().filter(|line| line.contains("bob@example.org"));
        assert!(own.clone().any(|line| line.starts_with("ORGANIZER")));
        let own = own.filter(|line| line.starts_with("ATTENDEE"));
        assert!(
            own.clone().all(|line| line.contains("ROLE=CHAIR")
                && line.contains("PARTSTAT=ACCEPTED")
                && line.contains("RSVP=FALSE")),
            "{file}"
        );
    }
}

#[test]
fn who_takes_over_unheard_is_not_invited_by_oneself() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    give(&world, &world.ann, &meeting, "cleo").unwrap();
    let mails = sent(&*store, &later(&world.ctx, Duration::MINUTE));
    let own = mails.iter().find(|one| one.to == email("cleo")).unwrap();
    assert_eq!(own.kind, NoticeKind::Update);
    let told = world.told(meeting.id);
    let own = told.iter().find(|one| one.notice.email == email("cleo"));
    let message = &own.unwrap().notice.message;
    assert!(
        message.contains("You organise this meeting from now on."),
        "{message}"
    );
}

#[test]
fn what_is_over_is_handed_over_in_silence() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let past = world.meeting("Past", minutes(10, 10), &["zoe"]);
    let off = world.meeting("Off", minutes(60, 60), &["zoe"]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    world.ctx = later(&world.ctx, Duration::minutes(30));
    for meeting in [past, off] {
        let told = world.told(meeting.id).len();
        give(&world, &world.ann, &meeting, "bob").unwrap();
        assert_eq!(world.told(meeting.id).len(), told);
        let after = world.find(meeting.id).unwrap();
        assert_eq!(after.organiser.user_id, world.bob.user_id);
    }
    let busy = world.clashes(&world.ann, &[email("bob")], minutes(0, 600));
    assert!(busy.is_empty(), "{busy:?}");
}

#[test]
fn a_co_organiser_who_takes_over_is_the_organiser_alone() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let which = (meeting.id, meeting.participants[0].id);
    update_participant(
        &*store,
        &world.ctx,
        &world.ann,
        which,
        &UpdateParticipant {
            is_co_organiser: Some(true),
            ..UpdateParticipant::default()
        },
    )
    .unwrap();
    give(&world, &world.ann, &meeting, "bob").unwrap();
    let after = world.find(meeting.id).unwrap();
    assert!(after.participants.iter().all(|one| !one.is_co_organiser));
    // Who gave it away may not edit it any more, unless named.
    let cmd = Reschedule {
        title: Some(Title::parse("Mine").unwrap()),
        ..Reschedule::default()
    };
    assert!(reschedule(&*store, &world.ctx, &world.ann, meeting.id, None, &cmd).is_err());
}

#[test]
fn the_account_is_found_as_it_is_now() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let dora = user(&world.ctx, "dora");
    put(&*store, |tx| tx.users().insert(&dora));
    give(&world, &world.ann, &meeting, "dora").unwrap();
    let dora = actor(&world.ctx, &dora);
    let back = give(&world, &dora, &meeting, "ann").unwrap();
    assert_eq!(back.meeting.sequence, 2);
    assert_eq!(back.meeting.organiser.user_id, world.ann.user_id);
    assert_eq!(back.meeting.participants.len(), 2);
}
