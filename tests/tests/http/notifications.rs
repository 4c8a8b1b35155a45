//! What people are told, and the log of it.

use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::{Value, json};

on_both!(
    the_organiser_has_everybody_told,
    the_log_is_for_the_organiser_and_newest_first,
);

fn the_organiser_has_everybody_told(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan(
        "09:00",
        &["bob@example.org", "cy@example.org", "ann@example.org"],
    );
    let path = planned.at("notify/");
    eve.nobody().post(&path, json!({})).gives(401);
    eve.post(&path, json!({})).gives(404);
    bob.post(&path, json!({})).gives(403);
    let everybody = json!({"results": {"bob@example.org": true, "cy@example.org": true}});
    server.site.wait_for_mails();
    assert_eq!(ann.post(&path, json!({})).gives(200).json(), everybody);
    for kind in ["reminder", "invitation", "update", "cancellation"] {
        // An update would replace an invitation that still waits.
        server.site.wait_for_mails();
        assert_eq!(
            ann.post(&path, json!({"type": kind})).gives(200).json(),
            everybody
        );
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        assert_eq!(log["results"][0]["notification_type"], kind);
    }
    server.site.wait_for_mails();
    assert_eq!(
        ann.call("POST", &path).send().status,
        200,
        "no body is the default"
    );
    for bad in [json!("nonsense"), json!(1), json!("email_verification")] {
        ann.post(&path, json!({"type": bad})).faulty(&["type"]);
    }
    let log = ann
        .get(&planned.at("notifications/?page_size=500"))
        .gives(200)
        .json();
    assert_eq!(log["count"], 2 + 6 * 2);
}

fn the_log_is_for_the_organiser_and_newest_first(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let path = planned.at("notifications/");
    eve.nobody().get(&path).gives(401);
    eve.get(&path).gives(404);
    bob.get(&path).gives(403);
    let sent = within(10, "the invitation is sent", || {
        let log = ann.get(&path).gives(200).json();
        (log["results"][0]["is_sent"] == true).then(|| log["results"][0].clone())
    });
    let fields: Vec<&String> = sent.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "id",
            "meeting",
            "email",
            "notification_type",
            "message",
            "is_sent",
            "sent_at",
            "attempts",
            "last_error",
            "state",
            "next_try_at",
            "response"
        ]
    );
    assert_eq!(
        (&sent["meeting"], &sent["email"]),
        (&json!(planned.id), &json!("bob@example.org"))
    );
    assert_eq!(
        (&sent["notification_type"], &sent["attempts"]),
        (&json!("invitation"), &json!(1))
    );
    assert!(sent["id"].is_i64() && sent["sent_at"].is_string(), "{sent}");
    assert!(
        sent["last_error"] == Value::Null || sent["last_error"] == "",
        "{sent}"
    );
    let mails = server.site.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].contains("bob@example.org") && mails[0].contains("Budget"),
        "{}",
        mails[0]
    );
    ann.patch(&planned.path, json!({"title": "Renamed"}))
        .gives(200);
    let first = ann
        .get(&planned.at("notifications/?page_size=1"))
        .gives(200)
        .json();
    assert_eq!(
        (&first["count"], &first["results"][0]["notification_type"]),
        (&json!(2), &json!("update"))
    );
    assert!(first["next"].is_string());
    ann.get(&planned.at("notifications/?page=9")).gives(404);
}
