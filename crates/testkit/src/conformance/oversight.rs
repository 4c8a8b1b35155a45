//! `OversightRepo`: lists of everything.

use scheduler_domain::admin::oversight::{
    AddressStart, ListedMeeting, MailState, MeetingFilter, NotificationFilter, ParticipantFilter,
    Span,
};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::meetings::{Meeting, OrderBy, OrderField, Status};
use scheduler_domain::notifications::{Notice, NoticeKind, NotificationState, Superseded};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::{Participant, Rsvp};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Location, Name};
use scheduler_domain::time::Zone;
use time::{Duration, UtcDateTime};

use super::outbox::{attempt, later, notice, queue};
use crate::builders::{email, first_page, minutes, page, plan};
use crate::fakes::{self, NOON};
use crate::world::{World, claim, look, put};

const TICK: Duration = Duration::MICROSECOND;

fn start(raw: &str) -> AddressStart {
    AddressStart::parse(raw).unwrap()
}

fn meetings(store: &dyn Store, filter: &MeetingFilter, page: PageRequest) -> Page<ListedMeeting> {
    store
        .read(|tx| tx.oversight().list_meetings(filter, NOON, page))
        .unwrap_or_else(|error: scheduler_domain::store::StoreError| panic!("{error}"))
}

fn titles(store: &dyn Store, filter: &MeetingFilter) -> Vec<String> {
    let page = meetings(store, filter, first_page());
    assert_eq!(page.count, i64::try_from(page.items.len()).unwrap());
    page.items.into_iter().map(|one| one.title).collect()
}

fn guests(store: &dyn Store, filter: &ParticipantFilter) -> Vec<String> {
    let page = look(store, |tx| {
        tx.oversight().list_participants(filter, first_page())
    });
    assert_eq!(page.count, i64::try_from(page.items.len()).unwrap());
    let guests = page.items.into_iter();
    guests
        .map(|one| format!("{} in {}", one.participant.email, one.title))
        .collect()
}

fn mails(store: &dyn Store, filter: &NotificationFilter) -> Vec<String> {
    let page = look(store, |tx| {
        tx.oversight().list_notifications(filter, first_page())
    });
    assert_eq!(page.count, i64::try_from(page.items.len()).unwrap());
    page.items
        .into_iter()
        .map(|one| one.notice.subject)
        .collect()
}

fn spans(at: UtcDateTime) -> [(Span, bool); 5] {
    let span = |from, before| Span { from, before };
    [
        (span(Some(at), None), true),
        (span(Some(at + TICK), None), false),
        (span(None, Some(at + TICK)), true),
        (span(None, Some(at)), false),
        (span(Some(at), Some(at + TICK)), true),
    ]
}

pub fn meetings_of_everybody_are_listed_the_newest_first(store: &dyn Store) {
    let mut world = World::new(store);
    let mut cmd = plan("Of Ann", minutes(60, 90), &["bob", "zoe"]);
    cmd.details.location = Location::parse("Room 1").unwrap();
    cmd.details.zone = Zone::parse("Europe/Berlin").unwrap();
    let first = world.planned(&world.ann, &cmd);
    world.ctx.now += Duration::minutes(1);
    let second = world.planned(&world.bob, &plan("Of Bob", minutes(30, 30), &[]));
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            is_cancelled: true,
            ..second.clone()
        })
    });
    let of_ann = ListedMeeting {
        id: first.id,
        title: "Of Ann".to_owned(),
        location: "Room 1".to_owned(),
        times: minutes(60, 90),
        zone: Zone::parse("Europe/Berlin").unwrap(),
        is_cancelled: false,
        participant_count: 2,
        organiser_id: world.ann.user_id,
        organiser_email: world.ann.email.clone(),
        created_at: NOON,
    };
    let page = meetings(store, &MeetingFilter::default(), first_page());
    assert_eq!(page.count, 2);
    assert_eq!(
        (page.items[0].title.as_str(), page.items[0].is_cancelled),
        ("Of Bob", true)
    );
    assert_eq!(page.items[0].organiser_email, world.bob.email);
    assert_eq!(page.items[1], of_ann);
}

pub fn meetings_are_narrowed_by_each_filter(store: &dyn Store) {
    let mut world = World::new(store);
    world.ctx.now = NOON - Duration::hours(3);
    world.planned(&world.bob, &plan("Past", minutes(-120, 120), &["zoe"]));
    world.ctx.now = NOON;
    let plan_of_ann = plan("Future 100%_\\[a]", minutes(60, 60), &["bob", "zoe"]);
    let future = world.planned(&world.ann, &plan_of_ann);
    let dead = world.planned(&world.ann, &plan("Off", minutes(90, 60), &[]));
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            is_cancelled: true,
            ..dead.clone()
        })
    });
    let all = MeetingFilter::default();
    for (status, expected) in [
        (Status::Completed, "Past"),
        (Status::Scheduled, "Future 100%_\\[a]"),
        (Status::Cancelled, "Off"),
    ] {
        let filter = MeetingFilter {
            status: Some(status),
            ..all.clone()
        };
        assert_eq!(titles(store, &filter), [expected]);
    }
    for (words, expected) in [
        (&["FUTURE"][..], 1),
        (&["0%_\\[", "fut"], 1),
        (&["%"], 1),
        (&["_"], 1),
        (&["past", "future"], 0),
        (&["t"], 2),
    ] {
        let filter = MeetingFilter {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            ..all.clone()
        };
        assert_eq!(titles(store, &filter).len(), expected, "{words:?}");
    }
    let whom = |people: &[&str], organiser: Option<&str>| MeetingFilter {
        people: people.iter().map(|raw| start(raw)).collect(),
        organiser: organiser.map(start),
        ..all.clone()
    };
    for (people, organiser, expected) in [
        (
            &["bob@example.org"][..],
            None,
            &["Future 100%_\\[a]", "Past"][..],
        ),
        (&["BO"], None, &["Future 100%_\\[a]", "Past"]),
        (&["zoe@"], None, &["Future 100%_\\[a]", "Past"]),
        (&["zoe@", "ann@"], None, &["Future 100%_\\[a]"]),
        (&["ob@example.org"], None, &[]),
        (&["%"], None, &[]),
        (&[], Some("bob@"), &["Past"]),
        (&[], Some("zoe@"), &[]),
        (&["zoe"], Some("ann@example.org"), &["Future 100%_\\[a]"]),
    ] {
        let found = titles(store, &whom(people, organiser));
        assert_eq!(found, expected, "{people:?} {organiser:?}");
    }
    for (starts, is_in) in spans(future.details.times.start()) {
        let found = titles(
            store,
            &MeetingFilter {
                starts,
                ..all.clone()
            },
        );
        assert_eq!(found.contains(&"Future 100%_\\[a]".to_owned()), is_in);
    }
    for (created, is_in) in spans(NOON - Duration::hours(3)) {
        let found = titles(
            store,
            &MeetingFilter {
                created,
                ..all.clone()
            },
        );
        assert_eq!(found.contains(&"Past".to_owned()), is_in);
    }
}

pub fn meetings_of_everybody_come_in_any_order_and_in_pages(store: &dyn Store) {
    let mut world = World::new(store);
    let ends = [50, 20, 40, 10, 30];
    for (end, letter) in ends.into_iter().zip('a'..) {
        world.ctx.now += TICK;
        world.meeting(&format!("{letter}"), minutes(end - 5, end), &["zoe"]);
    }
    let by = |field, is_descending| MeetingFilter {
        order: vec![OrderBy {
            field,
            is_descending,
        }],
        ..MeetingFilter::default()
    };
    for (filter, expected) in [
        (MeetingFilter::default(), "edcba"),
        (by(OrderField::CreatedAt, false), "abcde"),
        (by(OrderField::StartTime, false), "dbeca"),
        (by(OrderField::EndTime, true), "acebd"),
        (by(OrderField::Title, true), "edcba"),
    ] {
        assert_eq!(titles(store, &filter).concat(), expected);
        let mut paged = String::new();
        for number in 1..=3 {
            let page = meetings(store, &filter, page(number, 2));
            assert_eq!(page.count, 5);
            paged.extend(page.items.into_iter().map(|one| one.title));
        }
        assert_eq!(paged, expected);
    }
}

pub fn participants_of_all_meetings_are_listed(store: &dyn Store) {
    let mut world = World::new(store);
    let mut cmd = plan("One", minutes(60, 60), &["ann", "bob", "zoe"]);
    cmd.participants[2].name = Name::parse("Zoë *[B]rown?").unwrap();
    let one = world.planned(&world.ann, &cmd);
    world.ctx.now += Duration::minutes(1);
    world.planned(&world.bob, &plan("Two", minutes(300, 60), &["zoe"]));
    put(store, |tx| {
        tx.meetings().find(one.id)?;
        tx.participants().update(&Participant {
            status: Rsvp::Declined,
            ..one.participants[1].clone()
        })
    });
    let all = ParticipantFilter::default();
    let (ann, bob, zoe) = (
        "ann@example.org in One",
        "bob@example.org in One",
        "zoe@example.org in One",
    );
    let two = "zoe@example.org in Two";
    assert_eq!(guests(store, &all), [two, zoe, bob, ann]);
    let page = look(store, |tx| {
        tx.oversight().list_participants(&all, page(2, 2))
    });
    assert_eq!((page.count, page.items.len()), (4, 2));
    let item = &page.items[0];
    assert_eq!(item.participant.user.unwrap().id, world.bob.user_id);
    assert_eq!(item.participant.status, Rsvp::Declined);
    assert_eq!((item.times, item.is_cancelled), (minutes(60, 60), false));
    assert_eq!(item.organiser_email, world.ann.email);
    for (word, expected) in [
        ("ZOË", &[zoe][..]),
        ("zoë", &[zoe]),
        ("BROWN", &[]),
        ("b]ROWN?", &[zoe]),
        ("*[", &[zoe]),
        (".", &[]),
        ("?", &[zoe]),
        ("\\", &[]),
    ] {
        let words = vec![word.to_owned()];
        let filter = ParticipantFilter {
            words,
            ..all.clone()
        };
        assert_eq!(guests(store, &filter), expected, "{word}");
    }
    let address = |raw| ParticipantFilter {
        addresses: vec![start(raw)],
        ..all.clone()
    };
    assert_eq!(guests(store, &address("Zoe@example.org")), [two, zoe]);
    assert_eq!(guests(store, &address("b")), [bob]);
    assert_eq!(guests(store, &address("oe")), Vec::<String>::new());
    let declined = ParticipantFilter {
        status: Some(Rsvp::Declined),
        ..all.clone()
    };
    assert_eq!(guests(store, &declined), [bob]);
    let of_one = ParticipantFilter {
        meeting: Some(one.id),
        addresses: vec![start("zoe"), start("z")],
        ..all.clone()
    };
    assert_eq!(guests(store, &of_one), [zoe]);
    for (invited, is_in) in spans(world.ctx.now) {
        let found = guests(
            store,
            &ParticipantFilter {
                invited,
                ..all.clone()
            },
        );
        assert_eq!(found.contains(&two.to_owned()), is_in);
    }
}

/// No 0 waits, No 1 was sent, No 2 was given up, No 3 is superseded, No 4 is about an account.
fn every_state(store: &dyn Store) -> Vec<NotificationId> {
    let mut all: Vec<Notice> = (0..5).map(notice).collect();
    all[3].kind = NoticeKind::Reminder;
    all[4].kind = NoticeKind::PasswordReset;
    all[4].meeting_id = None;
    queue(store, &all);
    let claimed = claim(store, later(1), 10);
    let mut ids: Vec<_> = claimed.into_iter().map(|one| one.id).collect();
    ids.sort();
    put(store, |tx| {
        let outbox = tx.outbox();
        outbox.update(&attempt(ids[0], NotificationState::Queued))?;
        outbox.update(&attempt(ids[1], NotificationState::Sent))?;
        outbox.update(&attempt(ids[2], NotificationState::Failed))?;
        outbox.supersede(&[(ids[3], Superseded::ByNewer)])
    });
    ids
}

pub fn mails_to_anybody_are_listed_the_newest_first(store: &dyn Store) {
    every_state(store);
    let all = NotificationFilter::default();
    let everything = ["No 4", "No 3", "No 2", "No 1", "No 0"];
    assert_eq!(mails(store, &all), everything);
    let second = look(store, |tx| {
        tx.oversight().list_notifications(&all, page(2, 2))
    });
    assert_eq!((second.count, second.items.len()), (5, 2));
    assert_eq!(second.items[0].notice, notice(2));
    assert_eq!(second.items[0].state, NotificationState::Failed);
    assert_eq!(second.items[0].tried_at, Some(later(1) + TICK));
    for (state, expected) in [
        (MailState::Queued, &["No 4", "No 0"][..]),
        (MailState::Sent, &["No 1"]),
        (MailState::Failed, &["No 2"]),
        (MailState::Superseded, &["No 3"]),
    ] {
        let state = Some(state);
        let found = mails(
            store,
            &NotificationFilter {
                state,
                ..all.clone()
            },
        );
        assert_eq!(found, expected);
    }
    for (kind, expected) in [
        (NoticeKind::Reminder, &["No 3"][..]),
        (NoticeKind::PasswordReset, &["No 4"]),
        (NoticeKind::EmailVerification, &[]),
        (NoticeKind::Invitation, &["No 2", "No 1", "No 0"]),
    ] {
        let kind = Some(kind);
        let found = mails(
            store,
            &NotificationFilter {
                kind,
                ..all.clone()
            },
        );
        assert_eq!(found, expected);
    }
    for (raw, expected) in [
        ("person", 5),
        ("person3@example.org", 1),
        ("erson3", 0),
        ("PERSON1@", 1),
    ] {
        let address = Some(start(raw));
        let found = mails(
            store,
            &NotificationFilter {
                address,
                ..all.clone()
            },
        );
        assert_eq!(found.len(), expected, "{raw}");
    }
    let about = |meeting: MeetingId| NotificationFilter {
        meeting: Some(meeting),
        ..all.clone()
    };
    assert_eq!(mails(store, &about(notice(0).meeting_id.unwrap())).len(), 4);
    let another = MeetingId(fakes::ctx(5).new_uuid());
    assert_eq!(mails(store, &about(another)), Vec::<String>::new());
    for (created, is_in) in spans(notice(2).created_at) {
        let found = mails(
            store,
            &NotificationFilter {
                created,
                ..all.clone()
            },
        );
        assert_eq!(found.contains(&"No 2".to_owned()), is_in);
    }
    let both = NotificationFilter {
        kind: Some(NoticeKind::Invitation),
        state: Some(MailState::Queued),
        address: Some(start(email("person0").as_str())),
        ..all
    };
    assert_eq!(mails(store, &both), ["No 0"]);
}
