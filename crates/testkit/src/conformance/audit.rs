//! `AuditRepo`.

use scheduler_domain::audit::{
    Action, By, Change, Entry, Filter, LEAST_RETENTION, Person, Place, Record, Target, TargetKind,
    Whose, purge_audit, record,
};
use scheduler_domain::ids::{MeetingId, NotificationId, ParticipantId};
use scheduler_domain::store::{Mode, Store, StoreError, Verdict};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use crate::builders::{email, first_page, join, page};
use crate::fakes;
use crate::world::{look, put};

fn meeting(number: u128) -> MeetingId {
    MeetingId(Uuid::from_u128(number))
}

fn entry(at: UtcDateTime, by: By, action: Action, target: Target) -> Entry {
    Entry {
        at,
        by,
        action,
        target,
        changes: Vec::new(),
        client: None,
    }
}

fn records(store: &dyn Store, filter: &Filter) -> Vec<Record> {
    store
        .read::<_, StoreError>(|tx| tx.audit().list(filter, first_page()))
        .unwrap()
        .items
}

fn all(store: &dyn Store) -> Vec<Record> {
    records(store, &Filter::default())
}

pub fn every_field_is_kept(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let ann = join(store, &ctx, "ann");
    let people = [
        By::from(&ann),
        By::Guest(email("zoe")),
        By::CommandLine,
        By::Server,
    ];
    let targets = [
        Target::user(ann.user_id),
        Target::role(7),
        Target::meeting(meeting(1)),
        Target::participant(meeting(1), ParticipantId(i64::MAX)),
        Target::notification(Some(meeting(2)), NotificationId(3)),
        Target::notification(None, NotificationId(4)),
        Target::settings(),
    ];
    let clients = [None, Some("192.0.2.7"), Some("2001:db8::")];
    let changes = [
        Change::new("title", Some("\"Plan\"\n\\ Zoë's 🎉"), Some("")),
        Change::made("location", "x"),
        Change::gone("note", "y"),
        Change::new("password", None, None),
    ];
    let entries: Vec<Entry> = Action::ALL
        .iter()
        .enumerate()
        .map(|(n, action)| Entry {
            at: ctx.now + Duration::microseconds(i64::try_from(n).unwrap()),
            by: people[n % people.len()].clone(),
            action: *action,
            target: targets[n % targets.len()].clone(),
            changes: changes[..n % 5].to_vec(),
            client: clients[n % clients.len()].map(|client| client.parse().unwrap()),
        })
        .collect();
    put(store, |tx| tx.audit().insert(&entries));
    let found = all(store);
    assert_eq!(found.len(), entries.len());
    for (record, entry) in found.iter().rev().zip(&entries) {
        assert_eq!((record.at, &record.by), (entry.at, &entry.by));
        assert_eq!(record.action, entry.action.word());
        assert_eq!(record.target, entry.target);
        assert_eq!(record.changes, entry.changes);
        assert_eq!(record.client, entry.client);
        let person = (entry.by == By::User(ann.user_id)).then(|| Person {
            email: email("ann"),
            name: "ann".to_owned(),
        });
        assert_eq!(record.person, person);
    }
}

pub fn nothing_can_be_recorded(store: &dyn Store) {
    put(store, |tx| tx.audit().insert(&[]));
    assert_eq!(all(store), []);
}

pub fn an_entry_goes_with_its_transaction(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let write = |verdict| {
        store
            .run(Mode::Write, &mut |tx| {
                let target = Target::settings();
                record(tx, &ctx, By::Server, Action::UserDelete, target, Vec::new()).unwrap();
                verdict
            })
            .unwrap();
    };
    write(Verdict::Rollback);
    assert_eq!(all(store), []);
    write(Verdict::Commit);
    assert_eq!(all(store).len(), 1);
    let in_a_read = store.read(|tx| {
        let one = entry(
            ctx.now,
            By::Server,
            Action::MeetingCreate,
            Target::settings(),
        );
        tx.audit().insert(&[one])
    });
    assert!(
        matches!(in_a_read, Err(StoreError::Misuse(_))),
        "{in_a_read:?}"
    );
}

pub fn an_entry_says_from_where(store: &dyn Store) {
    let mut ctx = fakes::ctx(1);
    ctx.client = Some("192.0.2.7".parse().unwrap());
    put(store, |tx| {
        let (action, target) = (Action::MeetingCreate, Target::meeting(meeting(1)));
        record(tx, &ctx, By::CommandLine, action, target, Vec::new())
    });
    let found = all(store);
    assert_eq!((found[0].client, found[0].at), (ctx.client, ctx.now));
}

pub fn who_is_gone_reads_as_an_id(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let ann = join(store, &ctx, "ann");
    let by = By::from(&ann);
    let one = entry(
        ctx.now,
        by.clone(),
        Action::MeetingCreate,
        Target::settings(),
    );
    put(store, |tx| tx.audit().insert(std::slice::from_ref(&one)));
    assert!(all(store)[0].person.is_some());
    put(store, |tx| tx.users().delete(ann.user_id));
    let found = all(store);
    assert_eq!((&found[0].by, &found[0].person), (&by, &None));
}

pub fn the_newest_are_first_and_later_ones_before_earlier(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let at = |minutes, number| {
        let at = ctx.now + Duration::minutes(minutes);
        let target = Target::meeting(meeting(number));
        entry(at, By::Server, Action::MeetingUpdate, target)
    };
    put(store, |tx| {
        tx.audit()
            .insert(&[at(1, 1), at(0, 2), at(1, 3), at(2, 4)])?;
        tx.audit().insert(&[at(1, 5)])
    });
    let found = all(store);
    let order: Vec<_> = found.iter().map(|one| one.target.meeting_id()).collect();
    assert_eq!(order, [4, 5, 3, 1, 2].map(|number| Some(meeting(number))));
    let second = look(store, |tx| tx.audit().list(&Filter::default(), page(2, 2)));
    assert_eq!((second.count, second.items.as_slice()), (5, &found[2..4]));
    let third = look(store, |tx| tx.audit().list(&Filter::default(), page(3, 2)));
    assert_eq!(third.items, found[4..]);
}

pub fn filters_combine(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let (ann, zoe) = (join(store, &ctx, "ann"), By::Guest(email("zoe")));
    let at = |minutes| ctx.now + Duration::minutes(minutes);
    let entries = [
        entry(
            at(0),
            By::from(&ann),
            Action::MeetingCreate,
            Target::meeting(meeting(1)),
        ),
        entry(
            at(1),
            zoe.clone(),
            Action::ParticipantAnswer,
            Target::participant(meeting(1), ParticipantId(7)),
        ),
        entry(at(2), By::Server, Action::UserDelete, Target::role(7)),
        entry(
            at(3),
            By::CommandLine,
            Action::UserDelete,
            Target::user(ann.user_id),
        ),
        entry(
            at(4),
            By::from(&ann),
            Action::MeetingUpdate,
            Target::meeting(meeting(2)),
        ),
    ];
    put(store, |tx| tx.audit().insert(&entries));
    let any = Filter::default;
    let filters = [
        (
            Filter {
                by: Some(Whose::User(ann.user_id)),
                ..any()
            },
            vec![4, 0],
        ),
        (
            Filter {
                by: Some(Whose::Person(email("ann"))),
                ..any()
            },
            vec![4, 0],
        ),
        (
            Filter {
                by: Some(Whose::Person(email("zoe"))),
                ..any()
            },
            vec![1],
        ),
        (
            Filter {
                by: Some(Whose::Person(email("nobody"))),
                ..any()
            },
            vec![],
        ),
        (
            Filter {
                by: Some(Whose::Server),
                ..any()
            },
            vec![2],
        ),
        (
            Filter {
                by: Some(Whose::CommandLine),
                ..any()
            },
            vec![3],
        ),
        (
            Filter {
                action: Some(Action::UserDelete),
                ..any()
            },
            vec![3, 2],
        ),
        (
            Filter {
                kind: Some(TargetKind::Meeting),
                ..any()
            },
            vec![4, 0],
        ),
        (
            Filter {
                id: Some("7".to_owned()),
                ..any()
            },
            vec![2, 1],
        ),
        (
            Filter {
                kind: Some(TargetKind::Role),
                id: Some("7".to_owned()),
                ..any()
            },
            vec![2],
        ),
        (
            Filter {
                meeting: Some(meeting(1)),
                ..any()
            },
            vec![1, 0],
        ),
        (
            Filter {
                from: Some(at(1)),
                to: Some(at(3)),
                ..any()
            },
            vec![2, 1],
        ),
        (
            Filter {
                by: Some(Whose::User(ann.user_id)),
                from: Some(at(1)),
                kind: Some(TargetKind::Meeting),
                ..any()
            },
            vec![4],
        ),
    ];
    for (filter, expected) in filters {
        let found = records(store, &filter);
        let found: Vec<_> = found.iter().map(|one| one.at).collect();
        let expected: Vec<_> = expected.into_iter().map(at).collect();
        assert_eq!(found, expected, "{filter:?}");
        let first = look(store, |tx| tx.audit().list(&filter, page(1, 1)));
        let count = usize::try_from(first.count).unwrap();
        assert_eq!(count, expected.len(), "{filter:?}");
    }
}

pub fn every_word_must_be_part_of_what_changed(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let titled = |number, before: &str, after: &str| Entry {
        changes: vec![Change::new("title", Some(before), Some(after))],
        ..entry(
            ctx.now,
            By::Guest(email("zoe")),
            Action::ParticipantAnswer,
            Target::participant(meeting(number), ParticipantId(4711)),
        )
    };
    let entries = [
        titled(1, "ÄRGER am Montag", "Freude"),
        titled(2, "100% sure", "a_b"),
    ];
    put(store, |tx| tx.audit().insert(&entries));
    for (words, expected) in [
        (vec!["ärger"], vec![1]),
        (vec!["FREUDE", "montag"], vec![1]),
        (vec!["freude", "sure"], vec![]),
        (vec!["0%"], vec![2]),
        (vec!["a_b"], vec![2]),
        (vec!["%"], vec![2]),
        (vec!["zoe@", "471"], vec![2, 1]),
        (vec!["title"], vec![]),
    ] {
        let filter = Filter {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..Filter::default()
        };
        let found = records(store, &filter);
        let found: Vec<_> = found.iter().map(|one| one.target.meeting_id()).collect();
        let expected: Vec<_> = expected.into_iter().map(|n| Some(meeting(n))).collect();
        assert_eq!(found, expected, "{words:?}");
    }
}

pub fn hundreds_are_read_place_by_place(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let entries: Vec<Entry> = (0..700_i64)
        .map(|n| {
            // Some of one instant.
            let at = ctx.now + Duration::minutes(n / 3 % 50);
            let target = Target::participant(meeting(1), ParticipantId(n));
            entry(at, By::Server, Action::ParticipantAnswer, target)
        })
        .collect();
    put(store, |tx| tx.audit().insert(&entries));
    let filter = Filter {
        meeting: Some(meeting(1)),
        ..Filter::default()
    };
    let (mut seen, mut place) = (Vec::new(), None);
    loop {
        let some = look(store, |tx| tx.audit().list_after(&filter, place, 64));
        place = some.last().map(Place::from);
        if place.is_none() {
            break;
        }
        seen.extend(some);
    }
    let mut expected = records(store, &filter);
    assert_eq!(expected.len(), 500);
    expected.extend(look(store, |tx| tx.audit().list(&filter, page(2, 500))).items);
    assert_eq!(seen, expected);
    let none = look(store, |tx| {
        tx.audit()
            .list_after(&filter, Some(Place::from(&expected[699])), 1)
    });
    assert_eq!(none, []);
}

/// Databases go by their own clock: these entries are old by any.
pub fn the_oldest_are_taken_away_first(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let now = time::macros::utc_datetime!(2020-06-01 12:00);
    let aged = |days| {
        let at = now - Duration::days(days);
        entry(
            at,
            By::Server,
            Action::MeetingUpdate,
            Target::meeting(meeting(1)),
        )
    };
    put(store, |tx| {
        tx.audit()
            .insert(&[aged(40), aged(0), aged(50), aged(31), aged(30)])
    });
    let left = || -> Vec<i64> {
        let found = all(store);
        found
            .iter()
            .map(|one| (now - one.at).whole_days())
            .collect()
    };
    let before = now - LEAST_RETENTION;
    let gone = put(store, |tx| tx.audit().delete_before(before, 2));
    assert_eq!((gone, left()), (2, vec![0, 30, 31]));
    let gone = put(store, |tx| tx.audit().delete_before(before, 2));
    assert_eq!((gone, left()), (1, vec![0, 30]));
    assert_eq!(put(store, |tx| tx.audit().delete_before(before, 2)), 0);

    // What is asked for is not less than the least.
    let mut then = ctx;
    then.now = now + Duration::days(30);
    let gone = purge_audit(store, &then, Duration::DAY).unwrap();
    assert_eq!((gone, left()), (1, vec![0]));
}
