//! The two trees of migrations.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use common::{Place, empty_postgres, empty_sqlite};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use scheduler_infrastructure::{Settings, migrate, open};

const SQLITE: &str = "../../migrations/sqlite";
const POSTGRES: &str = "../../migrations/postgres";

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_required: bool,
}

fn sqlite_columns(place: &Place) -> BTreeSet<Column> {
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    let columns = diesel::sql_query(
        "select t.name as table_name, c.name as name,
            c.\"notnull\" or c.pk > 0 as is_required
        from sqlite_schema t, pragma_table_info(t.name) c
        where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like '\\_\\_%' escape '\\'",
    );
    columns.load(&mut conn).unwrap().into_iter().collect()
}

fn postgres_columns(place: &Place) -> BTreeSet<Column> {
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let columns = diesel::sql_query(
        "select table_name::text, column_name::text as name, is_nullable = 'NO' as is_required
        from information_schema.columns
        where table_schema = 'public' and table_name not like '\\_\\_%'",
    );
    columns.load(&mut conn).unwrap().into_iter().collect()
}

fn names(tree: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(Path::new(tree)).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn both_trees_have_the_same_names() {
    assert_eq!(names(SQLITE), names(POSTGRES));
}

#[test]
fn both_trees_make_the_same_tables() {
    let (sqlite, Some(postgres)) = (empty_sqlite(), empty_postgres()) else {
        return;
    };
    migrate(&sqlite.url()).unwrap();
    migrate(&postgres.url()).unwrap();
    assert_eq!(sqlite_columns(&sqlite), postgres_columns(&postgres));
}

#[test]
fn sqlite_goes_up_and_down_and_up() {
    let place = empty_sqlite();
    migrate(&place.url()).unwrap();
    let up = sqlite_columns(&place);
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    let tree = FileBasedMigrations::from_path(SQLITE).unwrap();
    MigrationHarness::<Sqlite>::revert_all_migrations(&mut conn, tree).unwrap();
    assert!(sqlite_columns(&place).is_empty());
    assert_eq!(migrate(&place.url()).unwrap(), names(SQLITE).len());
    assert_eq!(sqlite_columns(&place), up);
}

#[test]
fn postgres_goes_up_and_down_and_up() {
    let Some(place) = empty_postgres() else {
        return;
    };
    migrate(&place.url()).unwrap();
    let up = postgres_columns(&place);
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let tree = FileBasedMigrations::from_path(POSTGRES).unwrap();
    conn.revert_all_migrations(tree).unwrap();
    assert!(postgres_columns(&place).is_empty());
    assert_eq!(migrate(&place.url()).unwrap(), names(POSTGRES).len());
    assert_eq!(postgres_columns(&place), up);
}

/// Eight at once: together they apply each migration once, and each finds all of them applied.
fn start_at_once(place: &Place) {
    let url = place.url();
    let applied: usize = thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let applied = migrate(&url).unwrap();
                    assert!(open(&Settings::new(&url)).is_migrated().unwrap());
                    applied
                })
            })
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).sum()
    });
    assert_eq!(applied, names(SQLITE).len());
}

#[test]
fn several_processes_may_start_at_once_on_sqlite() {
    start_at_once(&empty_sqlite());
}

#[test]
fn several_processes_may_start_at_once_on_postgres() {
    if let Some(place) = empty_postgres() {
        start_at_once(&place);
    }
}

#[test]
fn a_database_without_tables_is_not_migrated() {
    for place in [Some(empty_sqlite()), empty_postgres()]
        .into_iter()
        .flatten()
    {
        let database = open(&Settings::new(place.url()));
        assert!(!database.is_migrated().unwrap());
        database.ping().unwrap();
    }
}

/// An entry of this instant, given as SQL.
fn entry(at: &str) -> String {
    format!(
        "insert into audit (happened_at, actor_kind, action, target_kind, changes, search_text)
        values ({at}, 'server', 'meeting.update', 'settings', '[]', '')"
    )
}

/// Whoever comes to the tables by another door cannot rewrite the log either.
fn is_append_only(conn: &mut impl SimpleConnection, ago: impl Fn(u32) -> String, others: &[&str]) {
    conn.batch_execute(&entry(&ago(29))).unwrap();
    conn.batch_execute(&entry(&ago(31))).unwrap();
    let mut refused = vec![
        "update audit set changes = '[]'",
        "update audit set happened_at = happened_at where id = 2",
        "delete from audit",
        "delete from audit where id = 1",
    ];
    refused.extend(others);
    for statement in refused {
        let error = conn.batch_execute(statement).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{statement}: {error}");
    }
    // What is old enough may go.
    conn.batch_execute("delete from audit where id = 2")
        .unwrap();
}

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

#[test]
fn the_audit_log_of_sqlite_is_append_only() {
    let place = empty_sqlite();
    migrate(&place.url()).unwrap();
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    let ago = |days| format!("strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{days} days')");
    let replace = entry("strftime('%Y-%m-%d %H:%M:%f000', 'now')")
        .replace("insert into audit (", "insert or replace into audit (id, ")
        .replace("values (", "values (1, ");
    is_append_only(&mut conn, ago, &[&replace]);
    let left: Vec<Left> = diesel::sql_query("select id from audit")
        .load(&mut conn)
        .unwrap();
    assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [1]);
}

#[test]
fn the_audit_log_of_postgres_is_append_only() {
    let Some(place) = empty_postgres() else {
        return;
    };
    migrate(&place.url()).unwrap();
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let ago = |days| format!("now() - interval '{days} days'");
    is_append_only(&mut conn, ago, &["truncate audit"]);
    let left: Vec<Left> = diesel::sql_query("select id from audit")
        .load(&mut conn)
        .unwrap();
    assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [1]);
}
