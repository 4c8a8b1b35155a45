//! What people may ask for, done by whoever runs the server, also while it is at work.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, on_both, server, within};
use serde_json::Value;
use tempfile::TempDir;

use super::{done, refused, text};

on_both!(
    an_export_is_what_its_owner_gets,
    a_deletion_needs_a_word_about_meetings_to_come,
    a_deletion_hands_meetings_over,
    the_last_superuser_cannot_be_deleted,
);

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
