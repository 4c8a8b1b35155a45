//! What happens when a database is busy, cuts a connection, or undoes what nobody asked it to.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod common;

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use common::{Fresh, Place, postgres, sqlite};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use scheduler_domain::notifications::{
    Attempt, Notice, NoticeKind, NotificationState, Queued, claim_in,
};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;
use scheduler_infrastructure::{Settings, open};
use scheduler_testkit::builders::{email, first_page, messages, minutes};
use scheduler_testkit::fakes::NOON;
use scheduler_testkit::world::{World, claim, put};

fn keep(store: &dyn Store, name: &str) -> Result<(), StoreError> {
    store.write(|tx| tx.secrets().insert(name, b"secret"))
}

fn is_kept(store: &dyn Store, name: &str) -> Result<bool, StoreError> {
    let found = store.glance(|tx| tx.secrets().find(name))?;
    Ok(found.is_some())
}

/// Ends every connection to the database.
fn cut_others(place: &Place) {
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    diesel::sql_query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(&mut conn)
    .unwrap();
}

#[test]
fn while_another_process_writes_sqlite_is_busy_and_can_be_read() {
    let Fresh { place, database } = sqlite();
    let store: Arc<dyn Store> = database.unwrap();
    let place = place.unwrap();
    let mut other = SqliteConnection::establish(&place.url()).unwrap();
    other.batch_execute("begin immediate").unwrap();
    assert!(matches!(keep(&*store, "one"), Err(StoreError::Busy)));
    assert!(!is_kept(&*store, "one").unwrap());
    other.batch_execute("rollback").unwrap();
    keep(&*store, "one").unwrap();
    assert!(is_kept(&*store, "one").unwrap());
}

#[test]
fn who_queues_while_another_process_writes_waits_once() {
    let Fresh { place, database } = sqlite();
    let store: Arc<dyn Store> = database.unwrap();
    let place = place.unwrap();
    keep(&*store, "before").unwrap();
    let mut other = SqliteConnection::establish(&place.url()).unwrap();
    other.batch_execute("begin immediate").unwrap();
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                let begun = Instant::now();
                assert!(matches!(keep(&*store, "one"), Err(StoreError::Busy)));
                assert!(begun.elapsed() < Duration::from_millis(1500));
            });
        }
    });
}

#[test]
fn a_lost_batch_on_sqlite_is_acknowledged_to_nobody() {
    let Fresh { place, database } = sqlite();
    let store: Arc<dyn Store> = database.unwrap();
    let place = place.unwrap();
    let mut other = SqliteConnection::establish(&place.url()).unwrap();
    // As a full disk does: the statement ends the whole transaction, and so the whole batch.
    other
        .batch_execute(
            "pragma busy_timeout = 5000;
            create trigger lost before insert on secrets when new.name like 'bad%'
            begin select raise(rollback, 'lost'); end",
        )
        .unwrap();
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let writers: Vec<_> = (0..16)
            .map(|writer| {
                let store = &*store;
                scope.spawn(move || {
                    let names = (0..50).map(|round| match (writer + round) % 10 {
                        0 => format!("bad {writer} {round}"),
                        _ => format!("good {writer} {round}"),
                    });
                    names
                        .filter(|name| keep(store, name).is_ok())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let acknowledged = writers.into_iter().map(|writer| writer.join().unwrap());
        acknowledged.flatten().collect()
    });
    assert!(!acknowledged.is_empty());
    for name in &acknowledged {
        assert!(
            name.starts_with("good") && is_kept(&*store, name).unwrap(),
            "{name}"
        );
    }
    let rows: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(
        "(select count(*) from secrets)",
    ))
    .get_result(&mut other)
    .unwrap();
    assert_eq!(usize::try_from(rows).unwrap(), acknowledged.len());
}

#[test]
fn connections_that_postgres_cut_come_back_unnoticed() {
    let Fresh {
        place: Some(place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    let cut = || cut_others(&place);
    keep(&*store, "before").unwrap();
    cut();
    keep(&*store, "after").unwrap();
    cut();
    assert!(is_kept(&*store, "after").unwrap());
    cut();
    let both = store.read(|tx| {
        Ok::<_, StoreError>((tx.secrets().find("before")?, tx.secrets().find("after")?))
    });
    assert!(matches!(both, Ok((Some(_), Some(_)))));
}

#[test]
fn a_connection_that_is_cut_in_a_write_loses_nothing_and_is_tried_again() {
    let Fresh {
        place: Some(place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    let mut tries = 0;
    let result: Result<(), StoreError> = store.write(|tx| {
        tx.secrets().insert("first", b"1")?;
        tries += 1;
        if tries == 1 {
            cut_others(&place);
        }
        tx.secrets().insert("second", b"2")
    });
    result.unwrap();
    assert_eq!(tries, 2);
    assert!(is_kept(&*store, "first").unwrap() && is_kept(&*store, "second").unwrap());
}

#[test]
fn that_a_mail_was_sent_is_written_by_one_statement_that_a_cut_only_delays() {
    let Fresh {
        place: Some(place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    let world = World::new(&*store);
    let id = world.meeting("Plan", minutes(60, 60), &["bob"]).id;
    let ended = Attempt {
        id: claim(&*store, NOON, 1)[0].id,
        state: NotificationState::Sent,
        error: None,
        response: None,
        ended_at: NOON,
        next_try_at: NOON,
    };
    cut_others(&place);
    put(&*store, |tx| tx.outbox().update(&ended));
    let stored = &world.told(id)[0];
    assert_eq!(
        (stored.state, stored.attempts),
        (NotificationState::Sent, 1)
    );
}

#[test]
fn a_connection_that_may_only_read_is_given_up() {
    let Fresh {
        place: Some(place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    // As on a replica; a connection stays as it was when it was made.
    let read_only = |is_on: &str| {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        conn.batch_execute("set default_transaction_read_only = off")
            .unwrap();
        conn.batch_execute(&format!(
            "do $$ begin execute format(
                'alter database %I set default_transaction_read_only = {is_on}', current_database());
            end $$"
        ))
        .unwrap();
    };
    keep(&*store, "before").unwrap();
    read_only("on");
    cut_others(&place);
    let refused = keep(&*store, "meanwhile");
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    assert!(is_kept(&*store, "before").unwrap());
    read_only("off");
    keep(&*store, "after").unwrap();
}

#[test]
fn while_no_connection_can_be_made_only_the_first_waits() {
    let store = open(&Settings {
        patience: Duration::from_millis(500),
        ..Settings::new("postgres://nobody@127.0.0.1:1/nothing")
    });
    assert!(store.ping().is_err());
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(matches!(store.ping(), Err(StoreError::Unavailable(_))));
    }
    assert!(begun.elapsed() < Duration::from_millis(500));
}

#[test]
fn who_waits_too_long_for_a_person_is_told_to_come_again() {
    let Fresh {
        place: Some(_place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    let (locked, done) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            let held: Result<(), StoreError> = store.write(|tx| {
                tx.lock_people(&[email("ann")])?;
                locked.wait();
                done.wait();
                Ok(())
            });
            held.unwrap();
        });
        locked.wait();
        let refused: Result<(), StoreError> = store.write(|tx| tx.lock_people(&[email("ann")]));
        done.wait();
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    });
}

#[test]
fn processes_that_send_take_different_people_and_do_not_wait() {
    let Fresh {
        place: Some(_place),
        database: Some(store),
    } = postgres()
    else {
        return;
    };
    let store: Arc<dyn Store> = store;
    let world = World::new(&*store);
    let id = world
        .meeting("Plan", minutes(60, 60), &["bob", "cleo", "zoe"])
        .id;
    let due = || {
        store
            .write(|tx| Ok::<_, StoreError>(tx.outbox().due(NOON, 2)?.queued))
            .unwrap_or_default()
    };
    let names = |queued: &[Queued]| -> Vec<Email> {
        queued.iter().map(|one| one.notice.email.clone()).collect()
    };
    let (taken, done) = (Barrier::new(2), Barrier::new(2));
    let first = thread::scope(|scope| {
        let first = scope.spawn(|| {
            let held: Result<Vec<Queued>, StoreError> = store.write(|tx| {
                let mine = tx.outbox().due(NOON, 2)?.queued;
                taken.wait();
                done.wait();
                Ok(mine)
            });
            held.unwrap()
        });
        taken.wait();
        // A newer mail for one of the two that are taken is nobody else's either.
        let news: Result<(), StoreError> = store.write(|tx| {
            let mut news = tx.outbox().list(id, None, first_page())?.items;
            news.retain(|one| one.notice.email == email("bob"));
            let news = news.into_iter().map(|one| Notice {
                kind: NoticeKind::Reminder,
                ..one.notice
            });
            let mut news = messages(&news.collect::<Vec<_>>());
            for message in &mut news {
                message.organiser_id = Some(world.ann.user_id);
            }
            tx.outbox().insert(&news)
        });
        news.unwrap();
        assert_eq!(names(&due()), [email("zoe")]);
        done.wait();
        first.join().unwrap()
    });
    assert_eq!(names(&first), [email("bob"), email("cleo")]);
    assert_eq!(names(&due()), [email("bob"), email("cleo"), email("bob")]);
}

#[test]
fn who_gets_no_connection_in_time_is_told_to_come_again() {
    let places = [sqlite().place, postgres().place];
    for place in places.into_iter().flatten() {
        let store: Arc<dyn Store> = open(&Settings {
            connections: 1,
            patience: Duration::from_millis(500),
            ..Settings::new(place.url())
        });
        assert!(!is_kept(&*store, "any").unwrap());
        let busy = store.glance(|_tx| Ok::<_, StoreError>(is_kept(&*store, "any")));
        assert!(matches!(busy, Ok(Err(StoreError::Busy))), "{busy:?}");
        assert!(!is_kept(&*store, "any").unwrap());
    }
}

#[test]
fn a_server_that_is_away_is_unavailable() {
    let store = open(&Settings {
        patience: Duration::from_millis(300),
        ..Settings::new("postgres://nobody@127.0.0.1:1/nothing")
    });
    assert!(matches!(store.ping(), Err(StoreError::Unavailable(_))));
    let store: Arc<dyn Store> = store;
    assert!(matches!(
        is_kept(&*store, "any"),
        Err(StoreError::Unavailable(_))
    ));
}

fn an_unreadable_row_is_given_up_alone(fresh: Fresh, execute: impl Fn(&Place, &str)) {
    let Fresh { place, database } = fresh;
    let (Some(place), Some(database)) = (place, database) else {
        return;
    };
    let store: Arc<dyn Store> = database;
    let world = World::new(&*store);
    let bad = world.meeting("Bad", minutes(60, 60), &["bob"]).id;
    let lost = world.meeting("Lost", minutes(600, 60), &["zoe"]).id;
    let good = world.meeting("Good", minutes(120, 60), &["bob", "zoe"]).id;
    let (bad_hex, lost_hex) = (bad.0.simple(), lost.0.simple());
    let id = |hex| match place {
        Place::File(_) => format!("x'{hex}'"),
        Place::Postgres { .. } => format!("'{hex}'"),
    };
    let (bad_id, lost_id) = (id(bad_hex), id(lost_hex));
    execute(
        &place,
        &format!(
            "update messages set facts = '{{' where meeting_id = {bad_id};
            delete from messages where meeting_id = {lost_id}"
        ),
    );
    let batch = put(&*store, |tx| claim_in(tx, NOON, NOON, 10));
    assert_eq!(batch.claimed.len(), 2, "{batch:?}");
    assert!(
        batch
            .claimed
            .iter()
            .all(|one| one.notice.meeting_id == Some(good))
    );
    assert_eq!(batch.unreadable.len(), 2);
    let again = put(&*store, |tx| claim_in(tx, NOON, NOON, 10));
    assert_eq!(again.unreadable, []);
    for id in [bad, lost] {
        let shown = &world.told(id)[0];
        assert_eq!(
            (shown.state, shown.is_superseded),
            (NotificationState::Failed, false)
        );
        assert_eq!(shown.notice.subject, "(unreadable)");
        assert!(shown.last_error.is_some());
    }
}

#[test]
fn an_unreadable_row_of_sqlite_is_given_up_alone() {
    an_unreadable_row_is_given_up_alone(sqlite(), |place, sql| {
        let mut conn = SqliteConnection::establish(&place.url()).unwrap();
        conn.batch_execute(sql).unwrap();
    });
}

#[test]
fn an_unreadable_row_of_postgres_is_given_up_alone() {
    an_unreadable_row_is_given_up_alone(postgres(), |place, sql| {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        conn.batch_execute(sql).unwrap();
    });
}
