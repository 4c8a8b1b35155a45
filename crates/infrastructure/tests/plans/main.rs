//! What statements cost: how many there are, that they are prepared once, and that none reads
//! more of a large table than it needs.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod addresses;
mod audit;
mod bounded;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/fill.rs"]
mod fill;
mod hot;
mod recorder;
mod staff;

use std::sync::Arc;
use std::time::{Duration as Wait, Instant};

use common::{Fresh, Place, postgres, sqlite};
use diesel::connection::set_default_instrumentation;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use fill::fill;
use hot::hot;
use recorder::{Measured, Recorder, prepared};
use scheduler_domain::store::{Store, StoreError};
use scheduler_infrastructure::{Settings, open};

fn is_store(error: StoreError) -> StoreError {
    error
}

/// Filled, and opened anew with recorded connections.
fn filled(fresh: Fresh, prepare: impl FnOnce(&Place)) -> Option<(Place, Arc<dyn Store>)> {
    drop(fresh.database);
    let place = fresh.place?;
    fill(&place, 20_000);
    prepare(&place);
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let store = open(&Settings {
        connections: 1,
        ..Settings::new(place.url())
    });
    Some((place, store))
}

/// On one connection each statement is prepared when it comes first, and kept.
fn assert_few_and_kept(hot: &[Measured]) {
    let prepared = prepared();
    for measured in hot {
        measured.assert_few();
        for sql in &measured.statements {
            assert!(
                prepared.contains(sql),
                "{} does not keep {sql}",
                measured.name
            );
        }
    }
}

fn assert_journeys(hot: &[Measured], name: &str, count: usize) {
    let measured = hot.iter().find(|measured| measured.name == name).unwrap();
    assert_eq!(
        measured.journeys, count,
        "{name}: {:#?}",
        measured.statements
    );
}

#[declare_sql_function]
extern "SQL" {
    /// As the store's own readers have it.
    fn before_deadline() -> BigInt;
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Without statistics, which a file of ours never has: its plans are for ever those that are seen here.
#[test]
fn sqlite_finds_what_it_needs_by_indexes() {
    let (place, store) = filled(sqlite(), |_place| {}).unwrap();
    let hot = hot(&*store);
    assert_few_and_kept(&hot);
    // Lists that came with the statement, and the viewer's own rows once they are found.
    let small = [
        "SCAN n ",
        "SCAN r",
        "SCAN mine",
        "SCAN page",
        "SCAN due",
        "SCAN taken",
        "SCAN candidates",
        "SCAN organisers",
        "SCAN accounts",
        "SCAN oldest",
        "SCAN c",
        "SCAN o",
        "SCAN heads",
        "SCAN waiting",
        "SCAN lines",
        "SCAN old",
        "SCAN (",
        "SCAN CONSTANT ROW",
    ];
    // Indexes that hold nothing but what is counted, and the one that a page is read from in its order.
    let partial = [
        "notifications_due",
        "notifications_turn",
        "notifications_failed",
        "audit_happened_at",
        "users_staff",
    ];
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    before_deadline_utils::register_impl(&conn, || 1_i64).unwrap();
    for Measured {
        name, statements, ..
    } in &hot
    {
        for sql in statements {
            for detail in steps(&mut conn, sql) {
                let is_fine = !detail.starts_with("SCAN")
                    || small.iter().any(|scan| detail.starts_with(scan))
                    || partial.iter().any(|index| detail.contains(index));
                assert!(is_fine, "{name}: {detail}\n{sql}");
                // Of mails to one address there is no end.
                assert!(
                    !detail.contains("notifications_email"),
                    "{name}: {detail}\n{sql}"
                );
                if detail.contains("SEARCH b ") {
                    assert!(
                        detail.contains("PRIMARY KEY (person=? AND reach=?"),
                        "{detail}"
                    );
                }
            }
        }
    }
}

fn steps(conn: &mut SqliteConnection, sql: &str) -> impl Iterator<Item = String> {
    let plan = diesel::sql_query(format!("explain query plan {sql}")).load(conn);
    plan.unwrap().into_iter().map(|Step { detail }| detail)
}

/// How often a large table was read as a whole, and how many entries of the primary key of
/// `busy` were read.
#[derive(Debug, Default, QueryableByName)]
struct Reads {
    #[diesel(sql_type = BigInt)]
    tables: i64,
    #[diesel(sql_type = BigInt)]
    busy: i64,
}

/// Sessions report when they end.
fn reads(place: &Place) -> Reads {
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let patience = Instant::now() + Wait::from_secs(10);
    while others(&mut conn) > 0 {
        assert!(Instant::now() < patience, "a session does not end");
    }
    diesel::sql_query(
        "select sum(seq_scan)::bigint as tables,
            (select idx_tup_read from pg_stat_user_indexes where indexrelname = 'busy_pkey') as busy
        from pg_stat_user_tables
        where relname in ('meetings', 'participants', 'busy', 'notifications', 'audit')",
    )
    .get_result(&mut conn)
    .unwrap()
}

fn others(conn: &mut PgConnection) -> i64 {
    diesel::select(diesel::dsl::sql::<BigInt>(
        "(select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
            and backend_type = 'client backend')",
    ))
    .get_result(conn)
    .unwrap()
}

#[test]
fn postgres_finds_what_it_needs_by_indexes() {
    // What a plan is after some executions, when it does not look at the values any more.
    let mut before = Reads::default();
    let prepare = |place: &Place| {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        let name = place.url();
        let name = name.rsplit('/').next().unwrap().split('?').next().unwrap();
        diesel::sql_query(format!(
            "alter database {name} set plan_cache_mode = force_generic_plan"
        ))
        .execute(&mut conn)
        .unwrap();
        drop(conn);
        before = reads(place);
    };
    let Some((place, store)) = filled(postgres(), prepare) else {
        return;
    };
    let hot = hot(&*store);
    assert_few_and_kept(&hot);
    // Begin, lock, look for clashes, the meeting with its people, all the rest, commit.
    assert_journeys(&hot, "create", 6);
    assert_journeys(&hot, "a mail was sent", 1);
    drop(store);
    let after = reads(&place);
    assert_eq!(after.tables, before.tables);
    // Each of the people has a hundred rows; one in thirty lies in the times that were asked for.
    let busy = after.busy - before.busy;
    assert!(busy < 200, "{busy}");
}
