//! What whoever runs the server does by commands: copies, restores, hands out and deletes.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Client, Server, Site, on_both, server, within};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::administration;

on_both!(
    a_backup_is_for_its_owner_alone_and_replaces_nothing_unasked,
    what_is_no_backup_of_this_kind_restores_nothing,
    nothing_is_restored_over_data,
    no_half_file_gets_the_name_of_a_backup,
    a_restored_place_has_no_sessions_and_nothing_in_the_queue,
    everything_else_is_restored_as_it_was,
    what_commands_do_is_in_the_audit_log,
    an_export_is_what_its_owner_gets,
    a_deletion_needs_a_word_about_meetings_to_come,
    a_deletion_hands_meetings_over,
    the_last_superuser_cannot_be_deleted,
);

/// Runs a command on a site, with its settings and `more`.
fn run(site: &Site, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let url = site.database_url();
    let folder = site.folder().to_str().unwrap().to_owned();
    let mut settings = vec![("DATA_DIR", folder.as_str())];
    settings.extend(url.as_deref().map(|url| ("DATABASE_URL", url)));
    settings.extend(more);
    server::command(arguments, &settings, None)
}

fn done(site: &Site, arguments: &[&str]) -> String {
    let output = run(site, arguments, &[]);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(site: &Site, arguments: &[&str], code: i32, why: &str) {
    let output = run(site, arguments, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(why), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn a_backup_is_for_its_owner_alone_and_replaces_nothing_unasked(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let said = done(&server.site, &["backup", text(&file)]);
    assert!(said.contains("1 users, 1 meetings"), "{said}");
    assert!(
        said.contains(&format!("{} bytes", file.metadata().unwrap().len())),
        "{said}"
    );
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let noted = "select count(*) as n from marks where name = 'backup'";
    assert_eq!(server.site.number(noted), 1);

    fs::write(&file, "something else").unwrap();
    refused(&server.site, &["backup", text(&file)], 1, "exists");
    assert_eq!(fs::read(&file).unwrap(), b"something else");
    done(&server.site, &["backup", text(&file), "--force"]);
    assert!(file.metadata().unwrap().len() > 1000);

    refused(
        &server.site,
        &["backup", "--force", text(folder.path())],
        1,
        "is not a file",
    );
    let nowhere = folder.path().join("no/such/folder");
    refused(&server.site, &["backup", text(&nowhere)], 1, "No such file");
    if backend == Backend::Sqlite {
        let itself = server.site.folder().join("meetings.db");
        let wal = server.site.folder().join("meetings.db-wal");
        for path in [itself, wal] {
            let arguments = ["backup", "--force", text(&path)];
            refused(&server.site, &arguments, 1, "is the database itself");
        }
    }
    assert_eq!(names(folder.path()), ["copy"]);
    ann.get("/api/auth/me/").gives(200);
}

fn what_is_no_backup_of_this_kind_restores_nothing(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let whole = folder.path().join("whole");
    done(&server.site, &["backup", text(&whole)]);
    let bytes = fs::read(&whole).unwrap();
    let broken = folder.path().join("broken");
    let mut spoiled = bytes.clone();
    let middle = spoiled.len() / 2;
    spoiled[middle..middle + 4096.min(bytes.len() / 4)].fill(0xee);
    let cut = &bytes[..bytes.len() / 2];
    let unreadable = "no backup that can be restored";
    for (content, why) in [
        (b"".as_slice(), unreadable),
        (b"hello", unreadable),
        (cut, unreadable),
        // Whether PostgreSQL's programs read it to its end depends on where the fault is.
        (&spoiled, ""),
    ] {
        fs::write(&broken, content).unwrap();
        let empty = Site::unmigrated(backend);
        refused(&empty, &["restore", text(&broken)], 1, why);
        is_untouched(&empty);
    }
    let other = match backend {
        Backend::Sqlite => b"PGDMP\x01\x0e\x00".as_slice(),
        Backend::Postgres => b"SQLite format 3\0".as_slice(),
    };
    fs::write(&broken, other).unwrap();
    let empty = Site::unmigrated(backend);
    refused(
        &empty,
        &["restore", text(&broken)],
        1,
        "no backup that can be restored",
    );
    is_untouched(&empty);

    // Of a program that is to come.
    let later = "insert into __diesel_schema_migrations (version) values ('20990101000000')";
    server.site.execute(later);
    refused(
        &server.site,
        &["backup", text(&folder.path().join("later"))],
        1,
        "newer than this program",
    );
    assert_eq!(names(folder.path()), ["broken", "whole"]);
}

fn is_untouched(site: &Site) {
    match site.backend {
        Backend::Sqlite => assert!(names(site.folder()).is_empty()),
        Backend::Postgres => {
            let tables = "select count(*) as n from pg_tables where schemaname = 'public'";
            assert_eq!(site.number(tables), 0);
        }
    }
}

fn nothing_is_restored_over_data(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    done(&server.site, &["backup", text(&file)]);
    let before = server.site.contents();
    refused(
        &server.site,
        &["restore", text(&file)],
        1,
        "over data that is there",
    );
    assert_eq!(server.site.contents(), before);
    let target = Site::unmigrated(backend);
    match backend {
        Backend::Sqlite => {
            // SQLite would take the journal of a file that is gone for that of the new one.
            fs::write(target.folder().join("meetings.db-wal"), "left").unwrap();
            refused(
                &target,
                &["restore", text(&file)],
                1,
                "meetings.db-wal exists",
            );
            assert_eq!(names(target.folder()), ["meetings.db-wal"]);
        }
        Backend::Postgres => {
            target.execute("create schema theirs; create table theirs.own (id int)");
            refused(&target, &["restore", text(&file)], 1, "not empty");
            is_untouched(&target);
        }
    }
}

fn a_restored_place_has_no_sessions_and_nothing_in_the_queue(backend: Backend) {
    let server = Server::with(backend, &[("MAIL_HOLD_SECONDS", "3600")]);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let long_ago = server.site.stored("2026-01-01T00:00:00Z");
    server.site.execute(&format!(
        "delete from marks; insert into marks (name, reached_at) values ('reminders', '{long_ago}')"
    ));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    done(&server.site, &["backup", text(&file)]);
    let target = Site::unmigrated(backend);
    let said = done(&target, &["restore", text(&file)]);
    assert!(said.contains("1 users, 1 meetings"), "{said}");
    let count = |what: &str| target.number(&format!("select count(*) as n from {what}"));
    assert_eq!(count("notifications where state = 'queued'"), 0);
    assert_eq!(
        count(
            "notifications where state = 'failed' and is_superseded
             and last_error = 'Not sent, since the data was restored from a backup.'"
        ),
        1
    );
    assert_eq!(count("sessions"), 0);
    assert_eq!(count("meetings"), 1);
    let behind = server.site.stored("2026-01-02T00:00:00Z");
    let late = format!("marks where name = 'reminders' and reached_at < '{behind}'");
    assert_eq!(count(&late), 0);
    assert_eq!(count("marks where name = 'reminders'"), 1);

    let restored = Server::on(std::sync::Arc::new(target), &[]);
    ann.at(&restored).get("/api/auth/me/").gives(401);
    let body = json!({"refresh": ann.refresh});
    restored
        .client()
        .post("/api/auth/token/refresh/", body)
        .gives(401);
    let again = restored.log_in("ann@example.org", scheduler_tests::people::PASSWORD);
    let listed = again.get("/api/meetings/").gives(200).json();
    assert_eq!(listed["count"], 1);
}

/// Of a command that may write 8 KiB into a file and no more; it is told so, or killed there.
fn limited(site: &Site, is_killed: bool, arguments: &[&str]) -> Output {
    let told = if is_killed { "" } else { "trap '' XFSZ; " };
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg(format!("{told}ulimit -f 16; exec \"$0\" \"$@\""))
        .arg(server::binary())
        .args(arguments)
        .current_dir(site.folder())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("DATA_DIR", site.folder());
    if let Some(url) = site.database_url() {
        command.env("DATABASE_URL", url);
    }
    command.output().unwrap()
}

fn no_half_file_gets_the_name_of_a_backup(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let (former, file) = (folder.path().join("former"), folder.path().join("copy"));
    done(&server.site, &["backup", text(&former)]);
    let kept = fs::read(&former).unwrap();
    for path in [&former, &file] {
        let output = limited(&server.site, false, &["backup", "--force", text(path)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        let why = ["File too large", "disk I/O error", "disk is full"];
        assert!(why.iter().any(|why| said.contains(why)), "{said}");
        assert_eq!(names(folder.path()), ["former"]);
    }
    for path in [&former, &file] {
        let output = limited(&server.site, true, &["backup", "--force", text(path)]);
        assert_eq!(output.status.code(), None, "{output:?}");
        assert!(!file.exists());
    }
    assert_eq!(fs::read(&former).unwrap(), kept);
    if backend == Backend::Sqlite {
        let target = Site::unmigrated(backend);
        let output = limited(&target, false, &["restore", text(&former)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("File too large"), "{said}");
        is_untouched(&target);
        let output = limited(&target, true, &["restore", text(&former)]);
        assert_eq!(output.status.code(), None, "{output:?}");
        assert!(!target.folder().join("meetings.db").exists());
        done(&target, &["restore", text(&former)]);
        assert_eq!(names(target.folder()), ["meetings.db"]);
    }
    // What a killed process has left is taken over.
    done(&server.site, &["backup", text(&file)]);
    done(&server.site, &["backup", "--force", text(&former)]);
    assert_eq!(names(folder.path()), ["copy", "former"]);
}

/// Roles, settings, the audit log and whatever tables there may be.
fn everything_else_is_restored_as_it_was(backend: Backend) {
    let server = Server::with(backend, &[("MAIL_HOLD_SECONDS", "3600")]);
    let root = administration::superuser(&server, "root");
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let body = json!({"name": "Desk", "permissions": ["users.view"]});
    let role = root.post("/api/admin/roles/", body).gives(201).str("id");
    let access = json!({"is_staff": true, "roles": [role]});
    let path = format!("/api/admin/users/{}/access/", ann.id);
    root.patch(&path, access).gives(200);
    root.patch(
        "/api/admin/settings/",
        json!({"registration": "invitation"}),
    )
    .gives(200);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    done(&server.site, &["backup", text(&file)]);
    let target = Site::unmigrated(backend);
    done(&target, &["restore", text(&file)]);
    // Beside what a restore makes quiet, and what a backup notes after it has copied.
    let changes = ["sessions ", "notifications ", "marks ", "secrets "];
    let kept = |site: &Site| -> Vec<String> {
        let contents = site.contents().into_iter();
        contents
            .filter(|row| !changes.iter().any(|table| row.starts_with(table)))
            .filter(|row| !row.contains("backup.create") && !row.contains("backup.restore"))
            .collect()
    };
    let (before, after) = (kept(&server.site), kept(&target));
    assert_eq!(before, after);
    for table in ["roles", "user_roles", "instance_settings", "audit", "busy"] {
        let mark = format!("{table} ");
        assert!(after.iter().any(|row| row.starts_with(&mark)), "{table}");
    }
    // The audit log is append-only there too.
    let triggers = match backend {
        Backend::Sqlite => "select name as t from sqlite_schema where type = 'trigger' order by 1",
        Backend::Postgres => {
            "select tgname::text as t from pg_trigger where not tgisinternal order by 1"
        }
    };
    assert_eq!(target.lines(triggers), server.site.lines(triggers));
    assert!(target.lines(triggers).len() > 1);
    let restored = Server::on(std::sync::Arc::new(target), &[]);
    let again = restored.log_in(&root.email, scheduler_tests::people::PASSWORD);
    again.get("/api/admin/roles/").gives(200);
    let body = json!({"name": "Door", "permissions": []});
    again.post("/api/admin/roles/", body).gives(201);
}

fn what_commands_do_is_in_the_audit_log(backend: Backend) {
    let server = Server::start(backend);
    let root = administration::superuser(&server, "root");
    let ann = server.person("ann");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("it's \\ a copy");
    done(&server.site, &["backup", text(&file)]);
    done(&server.site, &["export", "ann@example.org"]);
    done(&server.site, &["delete-user", "--yes", &ann.id]);
    let log = |client: &Client| -> Vec<Value> {
        let path = "/api/admin/audit/?actor=command_line";
        let page = client.get(path).gives(200).json();
        page["results"].as_array().unwrap().clone()
    };
    let said = log(&root);
    let actions: Vec<&str> = said
        .iter()
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["user.delete", "user.export", "backup.create"]);
    assert_eq!(said[1]["target"]["id"], ann.id.as_str());
    assert_eq!(said[2]["target"]["kind"], "backup");
    let change = json!([{"field": "file", "before": null, "after": text(&file)}]);
    assert_eq!(said[2]["changes"], change);
    let seen = root.get("/api/admin/overview/").gives(200).json();
    assert_eq!(seen["last_backup_at"], said[2]["at"]);

    let target = Site::unmigrated(backend);
    done(&target, &["restore", text(&file)]);
    let restored = Server::on(std::sync::Arc::new(target), &[]);
    let root = restored.log_in(&root.email, scheduler_tests::people::PASSWORD);
    let said = log(&root);
    let actions: Vec<&str> = said
        .iter()
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["backup.restore"]);
    assert_eq!(said[0]["changes"], change);
    let found = "/api/admin/audit/?target=backup&search=A%20COPY";
    assert_eq!(root.get(found).gives(200).json()["count"], 1);
}

fn an_export_is_what_its_owner_gets(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    ann.plan("09:00", &["bob@example.org"]);
    bob.plan("11:00", &["ann@example.org", "zoe@example.org"]);
    let mut theirs = ann.get("/api/auth/export/").gives(200).json();
    for user in ["ann@example.org", ann.id.as_str()] {
        let mut ours: Value = serde_json::from_str(&done(&server.site, &["export", user])).unwrap();
        for document in [&mut ours, &mut theirs] {
            document["exported_at"] = Value::Null;
            for session in document["sessions"].as_array_mut().unwrap() {
                // Nobody has a session on the command line.
                session["is_current"] = Value::Null;
            }
            for mail in document["notifications"].as_array_mut().unwrap() {
                // They are being sent meanwhile.
                for member in mail.as_object_mut().unwrap().values_mut() {
                    *member = Value::Null;
                }
            }
        }
        assert_eq!(ours, theirs);
    }
    refused(
        &server.site,
        &["export", "zoe@example.org"],
        1,
        "no account",
    );
    refused(&server.site, &["export", "nobody"], 2, "nobody");
}

fn a_deletion_needs_a_word_about_meetings_to_come(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let own = ann.plan("09:00", &["bob@example.org"]);
    let other = bob.plan("11:00", &["ann@example.org"]);
    let before = server.site.number("select count(*) as n from users");
    refused(
        &server.site,
        &["delete-user", "ann@example.org"],
        2,
        "--yes",
    );
    refused(
        &server.site,
        &["delete-user", "--yes", "zoe@example.org"],
        1,
        "no account",
    );
    refused(
        &server.site,
        &["delete-user", "--yes", "ann@example.org"],
        1,
        "1 meeting to come",
    );
    assert_eq!(
        server.site.number("select count(*) as n from users"),
        before
    );
    bob.get(&own.path).gives(200);
    let arguments = ["delete-user", &ann.id, "--yes", "--cancel-meetings"];
    let said = done(&server.site, &arguments);
    assert!(said.contains("called off 1 meeting."), "{said}");
    bob.get(&own.path).gives(404);
    let told = "select count(*) as n from notifications
        where kind = 'cancellation' and email = 'bob@example.org'";
    assert_eq!(server.site.number(told), 1);
    let meeting = bob.get(&other.path).gives(200).json();
    assert_eq!(meeting["participants"][0]["status"], "declined");
    // Without meetings to come nothing more need be said.
    server.person("eve");
    done(&server.site, &["delete-user", "--yes", "eve@example.org"]);
}

fn a_deletion_hands_meetings_over(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let own = ann.plan("09:00", &["zoe@example.org"]);
    let ask = |more: &[&str], code: i32, why: &str| {
        let mut arguments = vec!["delete-user", "--yes", "ann@example.org"];
        arguments.extend(more);
        refused(&server.site, &arguments, code, why);
    };
    let to = "--hand-over-to";
    ask(&[to, "bob@example.org", "--cancel-meetings"], 2, "exclude");
    ask(&[to, "bob"], 2, "bob");
    ask(&[to, "zoe@example.org"], 1, "no other active account");
    ask(&[to, "ann@example.org"], 1, "no other active account");
    ann.get(&own.path).gives(200);
    let arguments = [
        "delete-user",
        "--yes",
        "ann@example.org",
        to,
        "bob@example.org",
    ];
    let said = done(&server.site, &arguments);
    assert!(said.contains("handed 1 meeting over."), "{said}");
    let meeting = bob.get(&own.path).gives(200).json();
    assert_eq!(meeting["created_by_email"], "bob@example.org");
    let gone = "select count(*) as n from users where email = 'ann@example.org'";
    assert_eq!(server.site.number(gone), 0);
}

/// A server that writes without a pause, say.
#[test]
fn commands_wait_for_whoever_writes_into_the_file() {
    let server = Server::start(Backend::Sqlite);
    for name in ["ann", "bob"] {
        server.person(name);
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let lines: [&[&str]; 4] = [
        &["backup", text(&file)],
        &["export", "bob@example.org"],
        &["delete-user", "--yes", "ann@example.org"],
        &[
            "createsuperuser",
            "--email=root@example.org",
            "--password-stdin",
        ],
    ];
    let start = |arguments: &&[&str]| {
        let mut child = Command::new(server::binary())
            .args(*arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("DATA_DIR", server.site.folder())
            .env("BCRYPT_COST", "4")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"correct horse battery\n").unwrap();
        child
    };
    // Three times as long as a request waits.
    let end = Instant::now() + Duration::from_millis(1500);
    let children = server.site.locked(|| {
        let mut children: Vec<Child> = lines.iter().map(start).collect();
        within(10, "the lock was held, or somebody gave up", || {
            let gave_up = children
                .iter_mut()
                .any(|child| child.try_wait().unwrap().is_some());
            (gave_up || Instant::now() > end).then_some(())
        });
        children
    });
    for (child, arguments) in children.into_iter().zip(lines) {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
}

fn the_last_superuser_cannot_be_deleted(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    server.site.execute("update users set is_superuser = true");
    refused(
        &server.site,
        &["delete-user", "--yes", "ann@example.org"],
        1,
        "last superuser",
    );
    server.person("bob");
    server.site.execute("update users set is_superuser = true");
    done(&server.site, &["delete-user", "--yes", "ann@example.org"]);
}

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
