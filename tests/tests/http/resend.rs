//! What became of each mail, and sending it again.

use scheduler_tests::people::Meeting;
use scheduler_tests::{Backend, Client, Server, on_both, within};
use serde_json::{Value, json};

on_both!(
    only_the_organiser_sends_again,
    a_mail_is_sent_again_as_often_as_asked,
    what_does_not_hold_any_more_is_not_sent_again,
    a_mail_that_nobody_takes_says_so,
);

fn log(ann: &Client, planned: &Meeting) -> Vec<Value> {
    let path = planned.at("notifications/");
    let page = ann.get(&path).gives(200).json();
    page["results"].as_array().unwrap().clone()
}

fn sent(ann: &Client, planned: &Meeting, at: usize) -> Value {
    within(10, "the mail is sent", || {
        let one = log(ann, planned)[at].clone();
        (one["state"] == "sent").then_some(one)
    })
}

fn again(planned: &Meeting, one: &Value) -> String {
    planned.at(&format!("notifications/{}/resend/", one["id"]))
}

fn only_the_organiser_sends_again(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let other = ann.plan("11:00", &["bob@example.org"]);
    let mail = sent(&ann, &planned, 0);
    let path = again(&planned, &mail);
    eve.nobody().call("POST", &path).gives(401);
    eve.call("POST", &path).refused(404, "not_found");
    bob.call("POST", &path).refused(403, "forbidden");
    let elsewhere = again(&other, &mail);
    ann.call("POST", &elsewhere).refused(404, "not_found");
    ann.call("GET", &path).gives(405);
    ann.call("POST", &path).gives(200);
}

fn a_mail_is_sent_again_as_often_as_asked(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let first = sent(&ann, &planned, 0);
    assert_eq!(
        (&first["attempts"], &first["is_sent"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(
        (&first["next_try_at"], &first["last_error"]),
        (&Value::Null, &Value::Null)
    );
    assert!(
        first["response"].as_str().unwrap().contains(".eml"),
        "{first}"
    );
    for _round in 0..2 {
        let queued = ann.call("POST", &again(&planned, &first)).gives(200).json();
        assert_eq!(queued["id"], first["id"]);
        assert!(
            ["queued", "sending", "sent"].contains(&queued["state"].as_str().unwrap()),
            "{queued}"
        );
        let second = sent(&ann, &planned, 0);
        assert_eq!(second["attempts"], 1);
        assert_ne!(second["sent_at"], first["sent_at"]);
        assert_eq!(log(&ann, &planned).len(), 1, "the same mail, not another");
    }
}

fn what_does_not_hold_any_more_is_not_sent_again(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
    sent(&ann, &planned, 0);
    let invitation = sent(&ann, &planned, 1);
    ann.patch(&planned.path, json!({"location": "Room 9"}))
        .gives(200);
    ann.call("POST", &again(&planned, &invitation))
        .refused(409, "superseded");
    let update = log(&ann, &planned)[1].clone();
    assert_eq!(update["email"], "bob@example.org");
    ann.call("POST", &again(&planned, &update)).gives(200);
    sent(&ann, &planned, 1);
    ann.delete(&planned.participant("bob@example.org"))
        .gives(204);
    ann.call("POST", &again(&planned, &update))
        .refused(409, "superseded");
    let cancellation = sent(&ann, &planned, 0);
    assert_eq!(cancellation["notification_type"], "cancellation");
    ann.call("POST", &again(&planned, &cancellation)).gives(200);
}

fn a_mail_that_nobody_takes_says_so(backend: Backend) {
    let settings = [
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", "9"),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_VERIFICATION", "off"),
    ];
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let waits = within(10, "an attempt", || {
        let one = log(&ann, &planned)[0].clone();
        (one["state"] == "deferred").then_some(one)
    });
    assert_eq!(
        (&waits["attempts"], &waits["is_sent"]),
        (&json!(1), &json!(false))
    );
    assert!(waits["last_error"].is_string() && waits["next_try_at"].is_string());
    assert_eq!(
        (&waits["response"], &waits["sent_at"]),
        (&Value::Null, &Value::Null)
    );
    let queued = ann.call("POST", &again(&planned, &waits)).gives(200).json();
    assert_ne!(queued["state"], "sent");
    let tried = within(10, "another attempt", || {
        let one = log(&ann, &planned)[0].clone();
        (one["state"] == "deferred" && one["next_try_at"] != waits["next_try_at"]).then_some(one)
    });
    assert_eq!(tried["attempts"], 1, "counted anew");
}
