//! The programs of PostgreSQL, as they are and as they may be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use scheduler_tests::{Backend, Site, server, within};
use tempfile::TempDir;

use super::{done, is_untouched, names, text};

/// A program of this name in a folder of its own, for `PATH`.
fn program(name: &str, script: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

const URL: &str = "postgres://ann:s3%2Fcret@localhost/meetings?sslmode=verify-full";

#[test]
fn nobody_sees_the_password_of_the_database() {
    let folder = program(
        "pg_dump",
        "for word in \"$@\"; do echo \"argument $word\" >&2; done; exit 1",
    );
    let copy = folder.path().join("copy");
    let settings = [
        ("DATABASE_URL", URL),
        ("JWT_SECRET", server::JWT_SECRET),
        ("PATH", text(folder.path())),
    ];
    let told = server::command(&["backup", text(&copy)], &settings, None);
    let said = String::from_utf8(told.stderr).unwrap();
    assert_eq!(told.status.code(), Some(1), "{said}");
    assert!(said.contains("--dbname=postgres://ann@localhost/meetings?sslmode=verify-full"));
    let arguments: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("argument"))
        .collect();
    assert!(arguments.len() >= 3, "{said}");
    assert!(
        arguments.iter().all(|line| !line.contains("cret")),
        "{said}"
    );
    let folder = program(
        "pg_dump",
        "env | grep -e PASSWORD -e DATABASE_URL -e JWT >&2; exit 1",
    );
    let path = format!("{}:/usr/bin:/bin", text(folder.path()));
    let settings = [
        ("DATABASE_URL", URL),
        ("JWT_SECRET", server::JWT_SECRET),
        ("PATH", path.as_str()),
    ];
    let told = server::command(&["backup", text(&copy)], &settings, None);
    assert_eq!(
        String::from_utf8(told.stderr).unwrap().trim(),
        "PGPASSWORD=s3/cret"
    );
    assert!(!copy.exists());
}

/// psql sees an end where this program dies, and it comes between two statements: the worst place.
#[test]
fn a_restore_that_dies_between_two_statements_leaves_nothing() {
    if !Backend::Postgres.is_there() {
        return;
    }
    let source = Site::new(Backend::Postgres);
    let tools = program(
        "pg_restore",
        "here=${0%/*}
        if [ ! -e \"$here/was-read\" ]; then
            touch \"$here/was-read\"
            exec /usr/bin/pg_restore \"$@\"
        fi
        /usr/bin/pg_restore \"$@\" | sed '/^);$/q'
        while kill -0 $PPID; do sleep 0.1; done",
    );
    let file = tools.path().join("copy");
    done(&source, &["backup", text(&file)]);
    let target = Site::unmigrated(Backend::Postgres);
    let mut child = Command::new(server::binary())
        .args(["restore", text(&file)])
        .current_dir(tools.path())
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", text(tools.path())))
        .env("DATABASE_URL", target.database_url().unwrap())
        .spawn()
        .unwrap();
    let others = |which: &str| {
        target.number(&format!(
            "select count(*) as n from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() {which}"
        ))
    };
    within(20, "a table was made, and no more is to come", || {
        let waits = "and state = 'idle in transaction' and query like '%CREATE TABLE%'";
        (others(waits) == 1).then_some(())
    });
    child.kill().unwrap();
    child.wait().unwrap();
    within(20, "psql is gone", || (others("") == 0).then_some(()));
    is_untouched(&target);
}

#[test]
fn a_missing_or_old_program_is_told() {
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy");
    let settings = [("DATABASE_URL", URL), ("PATH", text(folder.path()))];
    let told = server::command(&["backup", text(&copy)], &settings, None);
    let said = String::from_utf8(told.stderr).unwrap();
    assert!(said.contains("pg_dump is not installed"), "{said}");
    let old = program(
        "pg_dump",
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2
         echo 'pg_dump: detail: server version: 99.1; pg_dump version: 15.8' >&2; exit 1",
    );
    let settings = [("DATABASE_URL", URL), ("PATH", text(old.path()))];
    let told = server::command(&["backup", text(&copy)], &settings, None);
    let said = String::from_utf8(told.stderr).unwrap();
    assert!(said.contains("pg_dump is too old"), "{said}");
    assert!(said.contains("server version: 99.1"), "{said}");
    // What says that all is well, and wrote nothing.
    let empty = program("pg_dump", "exit 0");
    let path = format!("{}:/usr/bin:/bin", text(empty.path()));
    let settings = [("DATABASE_URL", URL), ("PATH", path.as_str())];
    let told = server::command(&["backup", text(&copy)], &settings, None);
    let said = String::from_utf8(told.stderr).unwrap();
    assert!(said.contains("the copy is no use"), "{said}");
    assert!(names(folder.path()).is_empty());
}
