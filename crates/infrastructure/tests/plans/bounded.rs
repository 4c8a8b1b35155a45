//! What a hostile caller may ask for costs no more than it may: reads have a deadline, and a search for
//! conflicts stops at what it can give.

use std::sync::Arc;
use std::time::{Duration as Wait, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use scheduler_domain::admin::oversight::MeetingFilter;
use scheduler_domain::conflicts::OverlapQuery;
use scheduler_domain::meetings::{Reschedule, Viewer, reschedule};
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::{Store, StoreError, Tx};
use scheduler_domain::text::{Description, Email};
use scheduler_domain::time::TimeRange;
use scheduler_infrastructure::{Database, Settings, open};
use scheduler_testkit::builders::{minutes, plan};
use scheduler_testkit::fakes;
use scheduler_testkit::world::World;
use time::macros::utc_datetime;

use crate::common::{Fresh, Place, postgres, sqlite};
use crate::fill::fill;
use crate::recorder::Measured;

fn search(tx: &mut dyn Tx) -> Result<i64, StoreError> {
    let filter = MeetingFilter {
        words: (0..10).map(|number| format!("word{number}")).collect(),
        ..MeetingFilter::default()
    };
    let page = PageRequest::try_new(1, 50).unwrap();
    let found = tx.oversight().list_meetings(&filter, fakes::NOON, page)?;
    Ok(found.count)
}

fn opened(place: &Place, deadline: Wait) -> Arc<dyn Database> {
    open(&Settings {
        connections: 1,
        deadline,
        ..Settings::new(place.url())
    })
}

/// With one connection: the next read gets the one that was stopped.
fn search_is_stopped(fresh: Fresh) {
    drop(fresh.database);
    let Some(place) = fresh.place else { return };
    fill(&place, 20_000);
    let hasty = opened(&place, Wait::from_millis(1));
    let store: &dyn Store = &*hasty;
    let late = store.read(search);
    assert!(
        matches!(late, Err(StoreError::DeadlineExceeded)),
        "{late:?}"
    );
    let settings = store.glance(|tx| tx.settings().find());
    settings.map_err(|error: StoreError| error).unwrap();
    drop(hasty);
    let patient = opened(&place, Wait::from_mins(1));
    let store: &dyn Store = &*patient;
    assert_eq!(store.read(search).unwrap(), 0);
}

#[test]
fn sqlite_stops_a_search_at_its_deadline() {
    search_is_stopped(sqlite());
}

#[test]
fn postgres_stops_a_search_at_its_deadline() {
    search_is_stopped(postgres());
}

/// A load balancer shall not take the server for dead while all connections are in use.
fn readiness_needs_no_connection_of_the_pool(fresh: Fresh) {
    drop(fresh.database);
    let Some(place) = fresh.place else { return };
    let database = opened(&place, Wait::from_mins(1));
    let store: &dyn Store = &*database;
    let answer = store.read(|tx| {
        search(tx)?;
        let began = Instant::now();
        database.ping()?;
        assert!(database.is_migrated()?);
        assert!(
            began.elapsed() < Wait::from_secs(2),
            "it waited for the pool"
        );
        Ok::<_, StoreError>(())
    });
    answer.unwrap();
}

#[test]
fn sqlite_readiness_has_its_own_connection() {
    readiness_needs_no_connection_of_the_pool(sqlite());
}

#[test]
fn postgres_readiness_has_its_own_connection() {
    readiness_needs_no_connection_of_the_pool(postgres());
}

/// 20,000 meetings of one person overlap; half of them begin at the same instant.
const CROWD: &str = "
    insert into busy (person, reach, starts_at, meeting_id, ends_at)
    select 'crowd@example.org', 2, case when row_number() over (order by id) % 2 = 0
        then START else SECOND end, id, END from meetings";

fn crowded(fresh: Fresh) -> Option<(Place, Arc<dyn Database>)> {
    drop(fresh.database);
    let place = fresh.place?;
    fill(&place, 20_000);
    let is_file = matches!(place, Place::File(_));
    let time = |text: &str| {
        if is_file {
            format!("'{text}.000000'")
        } else {
            format!("timestamptz '{text}+00'")
        }
    };
    let sql = CROWD
        .replace("START", &time("2031-01-01 09:00:00"))
        .replace("SECOND", &time("2031-01-01 09:01:00"))
        .replace("END", &time("2031-01-01 10:00:00"));
    if is_file {
        let mut conn = SqliteConnection::establish(&place.url()).unwrap();
        conn.batch_execute(&sql).unwrap();
    } else {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        conn.batch_execute(&format!("{sql}; analyze busy")).unwrap();
    }
    let database = opened(&place, Wait::from_mins(1));
    Some((place, database))
}

fn conflicts_of_the_crowd(store: &dyn Store) {
    let viewer = Viewer {
        user_id: scheduler_domain::ids::UserId(uuid::Uuid::nil()),
        address: None,
    };
    let people = [Email::parse("crowd@example.org").unwrap()];
    let (start, end) = (
        utc_datetime!(2031-01-01 09:30),
        utc_datetime!(2031-01-01 11:00),
    );
    let query = OverlapQuery {
        people: &people,
        times: TimeRange::try_new(start, end).unwrap(),
        exclude: None,
        now: fakes::NOON,
        viewer: &viewer,
    };
    let found = store.glance(|tx| tx.busy().overlapping(&query));
    assert_eq!(found.map_err(|error: StoreError| error).unwrap().len(), 20);
}

#[test]
fn sqlite_stops_at_twenty_conflicts_in_the_index() {
    let (place, database) = crowded(sqlite()).unwrap();
    Measured::of("conflicts", 1, || conflicts_of_the_crowd(&*database)).assert_few();
    // What is read is seen by the time that it takes: reading all rows takes hundreds of times as long.
    let quickest = (0..20).map(|_| {
        let began = Instant::now();
        conflicts_of_the_crowd(&*database);
        began.elapsed()
    });
    let quickest = quickest.min().unwrap();
    assert!(quickest < Wait::from_millis(10), "{quickest:?}");
    drop(place);
}

#[derive(QueryableByName)]
struct Read {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn entries_read(place: &Place) -> i64 {
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let patience = Instant::now() + Wait::from_secs(10);
    while crate::others(&mut conn) > 0 {
        assert!(Instant::now() < patience, "a session does not end");
    }
    let read: Read = diesel::sql_query(
        "select coalesce(idx_tup_read, 0) as count from pg_stat_user_indexes
        where indexrelname = 'busy_pkey'",
    )
    .get_result(&mut conn)
    .unwrap();
    read.count
}

#[test]
fn postgres_stops_at_twenty_conflicts_in_the_index() {
    let Some((place, database)) = crowded(postgres()) else {
        return;
    };
    drop(database);
    let before = entries_read(&place);
    let database = opened(&place, Wait::from_mins(1));
    conflicts_of_the_crowd(&*database);
    drop(database);
    let read = entries_read(&place) - before;
    assert!(read < 100, "{read} entries");
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
    #[diesel(sql_type = BigInt)]
    deliveries: i64,
}

/// Each change once left the whole text again, for each of 500 people.
fn twenty_moves_keep_one_message(fresh: Fresh) {
    const KEPT: &str = "select count(*) as messages,
        cast(sum(length(facts)) as bigint) as bytes,
        (select count(*) from notifications) as deliveries from messages";
    let (Some(place), Some(database)) = (fresh.place, fresh.database) else {
        return;
    };
    let store: &dyn Store = &*database;
    let world = World::new(store);
    let names: Vec<String> = (0..499).map(|number| format!("p{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut cmd = plan("Assembly", minutes(60, 60), &names);
    cmd.details.description = Description::parse(&"word ".repeat(2_000)).unwrap();
    let meeting = world.planned(&world.ann, &cmd);
    for hour in 2..22 {
        let times = minutes(60 * hour, 60);
        let cmd = Reschedule {
            start: Some(times.start()),
            end: Some(times.end()),
            ..Reschedule::default()
        };
        reschedule(store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    }
    let kept: Kept = if matches!(place, Place::File(_)) {
        let mut conn = SqliteConnection::establish(&place.url()).unwrap();
        diesel::sql_query(KEPT).get_result(&mut conn).unwrap()
    } else {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        diesel::sql_query(KEPT).get_result(&mut conn).unwrap()
    };
    assert_eq!((kept.messages, kept.deliveries), (1, 499));
    assert!(kept.bytes < 12_000, "{} bytes", kept.bytes);
}

#[test]
fn sqlite_keeps_one_message_of_twenty_moves() {
    twenty_moves_keep_one_message(sqlite());
}

#[test]
fn postgres_keeps_one_message_of_twenty_moves() {
    twenty_moves_keep_one_message(postgres());
}
