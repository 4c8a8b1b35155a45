//! What one account may store.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Client, Reply, Server, on_both};
use serde_json::json;

on_both!(
    quota_of_meetings_is_named_and_freed,
    quota_of_text_is_named_and_freed,
    refused_meeting_stores_nothing,
    quotas_can_be_off,
);

fn plan(client: &Client, hour: usize) -> Reply {
    client
        .post("/api/meetings/", meeting(&format!("{hour:02}:00")))
        .send()
}

fn detail(reply: &Reply) -> String {
    reply.json()["detail"].as_str().unwrap().to_owned()
}

fn quota_of_meetings_is_named_and_freed(backend: Backend) {
    let server = Server::with(backend, &[("QUOTA_MEETINGS_TO_COME", "2")]);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let first = Meeting::of(&plan(&ann, 9).is(201));
    plan(&ann, 10).is(201);
    let refused = ann
        .post("/api/meetings/", meeting("11:00"))
        .refused(409, "quota_exceeded");
    let said = detail(&refused);
    assert!(
        said.contains("at most 2 meetings to come (QUOTA_MEETINGS_TO_COME)"),
        "{said}"
    );
    assert!(said.contains("Cancel or delete"), "{said}");
    let given = Meeting::of(&plan(&bob, 9).is(201));
    bob.post(&given.at("hand-over/"), json!({"email": "ann@example.org"}))
        .gives(202);
    ann.post(&given.at("hand-over/accept/"), json!({}))
        .refused(409, "quota_exceeded");
    ann.call("POST", &first.at("cancel/")).gives(200);
    plan(&ann, 11).is(201);
    ann.patch(&first.path, json!({"status": "scheduled"}))
        .refused(409, "quota_exceeded");
}

fn quota_of_text_is_named_and_freed(backend: Backend) {
    let server = Server::with(backend, &[("QUOTA_STORED_BYTES", "1000")]);
    let ann = server.person("ann");
    let first = Meeting::of(&plan(&ann, 9).is(201));
    let describe = |length| json!({"description": "é".repeat(length)});
    let refused = ann
        .patch(&first.path, describe(500))
        .refused(409, "quota_exceeded");
    let said = detail(&refused);
    assert!(
        said.contains("at most 1000 bytes (QUOTA_STORED_BYTES)"),
        "{said}"
    );
    ann.patch(&first.path, describe(490)).gives(200);
    plan(&ann, 10).is(201);
    plan(&ann, 11).is(201);
    ann.post("/api/meetings/", meeting("12:00"))
        .refused(409, "quota_exceeded");
    ann.patch(&first.path, describe(10)).gives(200);
    plan(&ann, 12).is(201);
}

fn refused_meeting_stores_nothing(backend: Backend) {
    let server = Server::with(backend, &[("QUOTA_MEETINGS_TO_COME", "1")]);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let counts = || {
        ["meetings", "participants", "busy", "notifications", "audit"].map(|table| {
            server
                .site
                .number(&format!("select count(*) as n from {table}"))
        })
    };
    let before = counts();
    let mut body = meeting("10:00");
    body["participants"] = json!([{"email": "cy@example.org"}]);
    ann.post("/api/meetings/", body)
        .refused(409, "quota_exceeded");
    assert_eq!(counts(), before);
}

fn quotas_can_be_off(backend: Backend) {
    let settings = [
        ("QUOTA_MEETINGS_TO_COME", "off"),
        ("QUOTA_STORED_BYTES", "off"),
    ];
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    for hour in 9..12 {
        plan(&ann, hour).is(201);
    }
}
