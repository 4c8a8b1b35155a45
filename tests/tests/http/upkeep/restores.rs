//! What a restored place knows, and what it does not do.

use scheduler_tests::{Backend, Client, Server, Site, on_both};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{done, text};
use crate::administration;

on_both!(
    a_restored_place_has_no_sessions_and_nothing_in_the_queue,
    everything_else_is_restored_as_it_was,
    what_commands_do_is_in_the_audit_log,
);

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

/// A shared hoster prepares an empty schema, and lets nobody make another one.
#[test]
fn backup_is_restored_into_a_prepared_schema() {
    if !Backend::Postgres.is_there() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let source = Site::unmigrated(Backend::Postgres);
    let target = Site::unmigrated(Backend::Postgres);
    let named = |site: &Site, schema: &str| {
        let url = site.database_url().unwrap();
        let separator = if url.contains('?') { '&' } else { '?' };
        format!("{url}{separator}options=-csearch_path%3D{schema}")
    };
    let run = |site: &Site, schema: &str, arguments: &[&str]| {
        let url = named(site, schema);
        let output = super::run(site, arguments, &[("DATABASE_URL", &url)]);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    source.execute("create schema ours");
    run(&source, "ours", &["migrate"]);
    run(&source, "ours", &["backup", text(&file)]);
    for (schema, others) in [
        ("ours", "create table other (id int)"),
        ("theirs", "select 1"),
    ] {
        target.execute(&format!("{others}; create schema {schema}"));
        run(&target, schema, &["restore", text(&file)]);
        let tables = format!(
            "select count(*) as n from pg_tables where schemaname = '{schema}' and tablename = 'meetings'"
        );
        assert_eq!(target.number(&tables), 1, "{schema}");
        run(&target, schema, &["check"]);
        run(&target, schema, &["migrate"]);
    }
}
