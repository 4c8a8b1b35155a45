//! F10: `migrate` is killed at moments spread over its run, and a large database is upgraded. The
//! schemas that may be found are those after each whole migration, made by plain SQL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, Site, server, within};

use crate::{Fault, Size, many};

/// F10.
pub const FAULT: Fault = Fault {
    name: "F10",
    what: "a migration is killed; a large database is upgraded",
    backends: crate::BOTH,
    run,
};

fn run(backend: Backend, size: Size) -> String {
    let migrations = migrations(backend);
    let (last, before) = migrations.split_last().expect("a migration");
    let kills = size.of(5, 100);
    let empty = Site::unmigrated(backend);
    let mut figures = vec![format!(
        "from nothing: {}",
        killed(&empty, &migrations, kills)
    )];
    if before.is_empty() {
        figures.push("there is no second migration to upgrade by".to_owned());
    } else {
        let old = filled(backend, before, 1_000);
        let last = std::slice::from_ref(last);
        figures.push(format!(
            "from the schema before: {}",
            killed(&old, last, kills)
        ));
        figures.push(upgraded(filled(
            backend,
            before,
            size.of(20_000, 1_000_000),
        )));
    }
    figures.join("; ")
}

/// The folders, in the order in which they are applied.
fn migrations(backend: Backend) -> Vec<PathBuf> {
    let tree = match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let entries = fs::read_dir(root.join(tree)).expect("migrations");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    folders
}

/// A database with these migrations and so many meetings.
fn filled(backend: Backend, migrations: &[PathBuf], meetings: u32) -> Site {
    let site = Site::unmigrated(backend);
    for migration in migrations {
        apply(&site, migration);
    }
    let has_messages = migrations
        .iter()
        .any(|migration| migration.ends_with("2026-11-30-100000_messages_and_deliveries"));
    site.execute(&many::meetings(backend, meetings, has_messages));
    site
}

/// A migration as it is written, and the note that it was applied.
fn apply(site: &Site, migration: &Path) {
    let up = fs::read_to_string(migration.join("up.sql")).expect("up.sql");
    let name = migration
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let version = name.split('_').next().expect("a version").replace('-', "");
    site.execute(&format!(
        "begin;
        create table if not exists {NOTES} (version varchar(50) primary key not null,
            run_on timestamp not null default current_timestamp);
        {up}
        insert into {NOTES} (version) values ('{version}');
        commit"
    ));
}

const NOTES: &str = "__diesel_schema_migrations";

fn killed(from: &Site, missing: &[PathBuf], kills: u32) -> String {
    let model = Site::copy(from);
    let mut stages = vec![schema(&model)];
    for migration in missing {
        apply(&model, migration);
        stages.push(schema(&model));
    }
    let newest = &stages[missing.len()];
    let whole = Site::copy(from);
    let begun = Instant::now();
    migrate(&whole);
    let takes = begun.elapsed();
    assert_eq!(&schema(&whole), newest);
    let mut found = vec![0; stages.len()];
    for kill in 1..=kills {
        let site = Site::copy(from);
        let mut child = begin(&site);
        // A little beyond its end, since no run takes as long as another.
        thread::sleep(takes * 5 * kill / (4 * kills));
        child.kill().expect("a process");
        child.wait().expect("an exit status");
        let left = schema(&site);
        let stage = stages.iter().position(|stage| *stage == left);
        found[stage.unwrap_or_else(|| panic!("between two schemas: {left:#?}"))] += 1;
        migrate(&site);
        assert_eq!(&schema(&site), newest);
        for table in ["meetings", "participants", "busy", "notifications"] {
            let rows = format!("select count(*) as n from {table}");
            assert_eq!(site.number(&rows), whole.number(&rows), "{table}");
        }
    }
    let (new, old) = found.split_last().expect("a stage");
    let old: u32 = old.iter().sum();
    format!("{kills} kills in {takes:.1?}, {old} left an older schema, {new} the new one")
}

/// Everything that a database consists of but its rows, and which migrations it says it has.
fn schema(site: &Site) -> Vec<String> {
    let (catalog, notes) = match site.backend {
        Backend::Sqlite => (
            format!(
                "select type || ' ' || name || ' ' || coalesce(sql, '') as t from sqlite_schema
                where tbl_name <> '{NOTES}' and tbl_name not like 'sqlite_%' order by 1"
            ),
            "sqlite_schema where name",
        ),
        Backend::Postgres => {
            // The statement that was running ends before its connection is seen to be gone.
            let others = "select count(*) as n from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()";
            within(30, "the killed process is gone from the database", || {
                (site.number(others) == 0).then_some(())
            });
            (
                format!(
                    "select concat_ws(' ', c.table_name, c.column_name, c.ordinal_position,
                        c.data_type, c.is_nullable, c.column_default, c.collation_name,
                        c.is_identity) as t
                    from information_schema.columns c
                    where table_schema = 'public' and table_name <> '{NOTES}'
                    union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
                    from pg_constraint
                    where connamespace = 'public'::regnamespace and conrelid::regclass::text <> '{NOTES}'
                    union all select indexdef from pg_indexes
                    where schemaname = 'public' and tablename <> '{NOTES}'
                    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
                    union all select pg_get_functiondef(oid) from pg_proc
                    where pronamespace = 'public'::regnamespace
                    order by 1"
                ),
                "pg_class where relname",
            )
        }
    };
    let mut lines = site.lines(&catalog);
    if site.number(&format!("select count(*) as n from {notes} = '{NOTES}'")) == 1 {
        lines.extend(site.lines(&format!("select version as t from {NOTES} order by 1")));
    }
    lines
}

fn begin(site: &Site) -> Child {
    let mut command = Command::new(server::binary());
    command
        .arg("migrate")
        .current_dir(site.folder())
        .env_clear();
    command.env("DATA_DIR", site.folder());
    if let Some(url) = site.database_url() {
        command.env("DATABASE_URL", url);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts")
}

fn migrate(site: &Site) {
    let status = begin(site).wait().expect("an exit status");
    assert!(status.success(), "migrate: {status}");
}

fn upgraded(site: Site) -> String {
    let count = "select count(*) as n from meetings";
    let meetings = site.number(count);
    let begun = Instant::now();
    migrate(&site);
    let took = begun.elapsed();
    assert_eq!(site.number(count), meetings);
    assert!(took <= Duration::from_mins(1), "the upgrade took {took:?}");
    let server = Server::on(Arc::new(site), &[]);
    server.client().get("/readyz").gives(200);
    format!("{meetings} meetings upgraded in {took:.1?}")
}
