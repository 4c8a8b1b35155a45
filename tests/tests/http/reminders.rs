//! Reminders, and mails that wait for the next change.

use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::{Value, json};

on_both!(
    an_account_chooses_when_it_is_reminded,
    a_reminder_is_mailed_once_by_whichever_process,
    changes_within_the_hold_become_one_mail,
);

fn an_account_chooses_when_it_is_reminded(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let path = "/api/auth/me/";
    let shown = || ann.get(path).gives(200).json()["reminder_minutes"].clone();
    assert_eq!(shown(), Value::Null);
    let body = json!({"reminder_minutes": [1440, 15, 15]});
    let changed = ann.patch(path, body).gives(200).json();
    assert_eq!(changed["reminder_minutes"], json!([15, 1440]));
    ann.patch(path, json!({"first_name": "A"})).gives(200);
    assert_eq!(shown(), json!([15, 1440]), "what is absent stays");
    for bad in [
        json!([7]),
        json!(15),
        json!(["15"]),
        json!([1.5]),
        json!([0, 5, 10, 15, 30, 60]),
    ] {
        let call = ann.patch(path, json!({ "reminder_minutes": bad }));
        call.faulty(&["reminder_minutes"]);
    }
    for (sent, stored) in [(json!([]), json!([])), (Value::Null, Value::Null)] {
        ann.put(path, json!({ "reminder_minutes": sent }))
            .gives(200);
        assert_eq!(shown(), stored);
    }
}

fn reminders(server: &Server) -> Vec<String> {
    let mails = server.site.mails().into_iter();
    mails
        .filter(|mail| mail.contains("Subject: Reminder"))
        .collect()
}

fn a_reminder_is_mailed_once_by_whichever_process(backend: Backend) {
    let server = Server::start(backend);
    let sibling = server.sibling();
    let ann = server.person("ann");
    let bob = server.person("bob");
    bob.patch("/api/auth/me/", json!({"reminder_minutes": []}))
        .gives(200);
    within(15, "a beginning", || {
        let marks = "select count(*) as n from marks";
        (server.site.number(marks) == 1).then_some(())
    });
    ann.plan("09:00", &["bob@example.org", "zoe@example.org"]);
    // It was planned long ago and begins in a quarter of an hour.
    let (soon, end, ago) = match backend {
        Backend::Sqlite => (
            "strftime('%Y-%m-%d %H:%M:%f', 'now', '+15 minutes') || '000'",
            "strftime('%Y-%m-%d %H:%M:%f', 'now', '+75 minutes') || '000'",
            "strftime('%Y-%m-%d %H:%M:%f', 'now', '-9 days') || '000'",
        ),
        Backend::Postgres => (
            "now() + interval '15 minutes'",
            "now() + interval '75 minutes'",
            "now() - interval '9 days'",
        ),
    };
    server.site.execute(&format!(
        "update meetings set starts_at = {soon}, ends_at = {end}, created_at = {ago}"
    ));
    within(20, "both are reminded", || {
        (reminders(&server).len() == 2).then_some(())
    });
    drop(sibling);
    let mails = reminders(&server);
    for who in ["ann@example.org", "zoe@example.org"] {
        let to = format!("To: {who}");
        let is_to = |mail: &&String| mail.contains(&to) || mail.contains(&format!("<{who}>"));
        assert!(mails.iter().any(|mail| is_to(&mail)), "{who}: {mails:?}");
    }
}

fn changes_within_the_hold_become_one_mail(backend: Backend) {
    let server = Server::with(backend, &[("MAIL_HOLD_SECONDS", "3")]);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["zoe@example.org"]);
    for title in ["One", "Two", "Three"] {
        ann.patch(&planned.path, json!({ "title": title }))
            .gives(200);
    }
    assert_eq!(server.site.mails().len(), 0);
    within(15, "a mail", || {
        (!server.site.mails().is_empty()).then_some(())
    });
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    let sent = log["results"].as_array().unwrap().iter();
    assert_eq!(sent.filter(|row| row["is_sent"] == true).count(), 1);
    let mails = server.site.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Invitation: Three"), "{}", mails[0]);
}
