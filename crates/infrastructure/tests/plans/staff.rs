//! What staff looks at, of which there is most.

use diesel::prelude::*;
use scheduler_domain::admin::oversight::{
    AddressStart, MOST_COUNTED, MailState, MeetingFilter, NotificationFilter, OversightRepo,
    ParticipantFilter, Span,
};
use scheduler_domain::meetings::{OrderBy, OrderField};
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::Store;
use scheduler_testkit::fakes;
use time::Duration;

use crate::common::{postgres, sqlite};
use crate::recorder::Measured;
use crate::{before_deadline_utils, filled, is_store, steps};

/// What staff asks for, and the index by which SQLite finds it first.
fn wide(store: &dyn Store) -> Vec<(Measured, &'static str)> {
    let now = fakes::ctx(1).now;
    let person = || AddressStart::parse("user77@").unwrap();
    let day = Span {
        from: Some(now),
        before: Some(now + Duration::DAY),
    };
    let mut wide = Vec::new();
    let mut run = |name, most, index, work: &mut dyn FnMut(&mut dyn OversightRepo)| {
        let measured = Measured::of(name, most, || {
            let ran = store.read(|tx| {
                work(tx.oversight());
                Ok(())
            });
            ran.map_err(is_store).unwrap();
        });
        wide.push((measured, index));
    };
    let page = PageRequest::try_new(2, 50).unwrap();
    let all = MeetingFilter::default();
    let by_start = |is_descending| OrderBy {
        field: OrderField::StartTime,
        is_descending,
    };
    for (name, index, filter) in [
        ("all meetings", "meetings_created_at", all.clone()),
        (
            "meetings by words",
            "meetings_created_at",
            MeetingFilter {
                words: vec!["room".to_owned()],
                ..all.clone()
            },
        ),
        (
            "meetings of a day",
            "meetings_starts_at",
            MeetingFilter {
                starts: day,
                order: vec![by_start(true)],
                ..all.clone()
            },
        ),
        (
            "meetings of an organiser",
            "sqlite_autoindex_users",
            MeetingFilter {
                organiser: Some(person()),
                ..all.clone()
            },
        ),
        (
            "meetings of a person",
            "participants_email",
            MeetingFilter {
                people: vec![person()],
                ..all
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_meetings(&filter, now, page).unwrap();
        });
    }
    let everybody = ParticipantFilter::default();
    for (name, index, filter) in [
        (
            "all participants",
            "participants_invited_at",
            everybody.clone(),
        ),
        (
            "invitations of a person",
            "participants_email",
            ParticipantFilter {
                addresses: vec![person()],
                ..everybody.clone()
            },
        ),
        (
            "invitations of a day",
            "participants_invited_at",
            ParticipantFilter {
                invited: day,
                ..everybody
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_participants(&filter, page).unwrap();
        });
    }
    let mails = NotificationFilter::default();
    for (name, index, filter) in [
        ("all mails", "notifications_created_at", mails.clone()),
        (
            "mails of a day",
            "notifications_created_at",
            NotificationFilter {
                created: day,
                ..mails.clone()
            },
        ),
        (
            "mails to a person",
            "notifications_email",
            NotificationFilter {
                address: Some(person()),
                ..mails.clone()
            },
        ),
        (
            "mails that wait",
            "notifications_",
            NotificationFilter {
                state: Some(MailState::Queued),
                ..mails.clone()
            },
        ),
        (
            "mails that failed",
            "notifications_failed",
            NotificationFilter {
                state: Some(MailState::Failed),
                ..mails.clone()
            },
        ),
        (
            "mails that nobody needs",
            "notifications_superseded",
            NotificationFilter {
                state: Some(MailState::Superseded),
                ..mails
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_notifications(&filter, page).unwrap();
        });
    }
    run("users", 1, "users_date_joined", &mut |all| {
        all.count_users(now).unwrap();
    });
    let weeks: Vec<_> = (0..18).map(|week| now + Duration::weeks(week)).collect();
    run("meetings of weeks", 2, "meetings_starts_at", &mut |all| {
        let counted = all.count_meetings(now, &weeks).unwrap();
        assert!(counted.per_span.iter().all(|count| *count > 300));
    });
    run("health of mail", 3, "notifications_sent", &mut |all| {
        all.mail_health(now).unwrap();
    });
    wide
}

/// Nothing is read but by an index, and a list that has more rows than anybody counts says so.
#[test]
fn sqlite_shows_everything_to_staff_by_indexes() {
    let (place, store) = filled(sqlite(), |_place| {}).unwrap();
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    before_deadline_utils::register_impl(&conn, || 1_i64).unwrap();
    for (measured, index) in wide(&*store) {
        measured.assert_few();
        let mut plans = String::new();
        for sql in &measured.statements {
            for detail in steps(&mut conn, sql) {
                let is_small = [
                    "SCAN n ",
                    "SCAN page",
                    "SCAN (",
                    "SCAN CONSTANT",
                    "SCAN counted",
                    "SCAN given_up",
                    "SCAN failed",
                ]
                .iter()
                .any(|scan| detail.starts_with(scan));
                // How many have a word in them takes a look at all of them.
                let is_small =
                    is_small || (measured.name == "meetings by words" && detail == "SCAN m");
                let is_fine = !detail.starts_with("SCAN") || is_small || detail.contains("INDEX");
                assert!(is_fine, "{}: {detail}\n{sql}", measured.name);
                plans.push_str(&detail);
                plans.push('\n');
            }
        }
        assert!(plans.contains(index), "{}: {plans}", measured.name);
    }
    counts_stop(&*store);
}

#[test]
fn postgres_shows_everything_to_staff_by_few_statements() {
    let Some((_place, store)) = filled(postgres(), |_place| {}) else {
        return;
    };
    for (measured, _) in wide(&*store) {
        measured.assert_few();
    }
    counts_stop(&*store);
}

/// There are 80,000 participants.
fn counts_stop(store: &dyn Store) {
    let page = PageRequest::try_new(2, 500).unwrap();
    let all = ParticipantFilter::default();
    let shown = store.read(|tx| tx.oversight().list_participants(&all, page));
    let shown = shown.map_err(is_store).unwrap();
    assert_eq!((shown.count, shown.items.len()), (MOST_COUNTED, 500));
}
