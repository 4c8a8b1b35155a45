//! ETag, If-Match, If-None-Match and Idempotency-Key.

use scheduler_tests::people::{Meeting, PASSWORD, meeting};
use scheduler_tests::{Backend, Server, on_both};
use serde_json::json;

on_both!(
    an_etag_names_what_was_read,
    a_stale_etag_changes_nothing,
    the_same_key_and_body_give_the_same_answer_again,
    a_key_belongs_to_one_body_and_one_user,
    a_refusal_is_not_kept,
    every_post_that_creates_takes_a_key,
);

fn an_etag_names_what_was_read(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let etag = ann.get(&planned.path).gives(200).header("ETag").to_owned();
    let ask = |tag: &str| ann.get(&planned.path).header("If-None-Match", tag).send();
    assert_eq!(ask(&etag).is(304).header("ETag"), etag);
    for same in [
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".to_owned(),
    ] {
        assert_eq!(ask(&same).status, 304, "{same}");
    }
    for other in ["\"x\"", "garbage", ""] {
        assert_eq!(ask(other).status, 200, "{other}");
    }
    bob.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "accepted"}),
    )
    .gives(200);
    let answered = ask(&etag).is(200).header("ETag").to_owned();
    assert_ne!(answered, etag, "an answer shows");
    let changed = ann.patch(&planned.path, json!({"title": "New"})).gives(200);
    let newest = ann.get(&planned.path).gives(200);
    assert_ne!(newest.header("ETag"), answered);
    assert!(!changed.header("ETag").is_empty());
}

fn a_stale_etag_changes_nothing(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let stale = ann.get(&planned.path).gives(200).header("ETag").to_owned();
    bob.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "accepted"}),
    )
    .gives(200);
    let patch = |tag: &str, title: &str| {
        ann.patch(&planned.path, json!({"title": title}))
            .header("If-Match", tag)
            .send()
    };
    assert_eq!(
        patch(&stale, "One").status,
        200,
        "an answer makes nobody's edit stale"
    );
    for bad in [stale.as_str(), "\"x\"", "garbage"] {
        assert_eq!(patch(bad, "Two").status, 412, "{bad}");
        ann.put(&planned.path, meeting("11:00"))
            .header("If-Match", bad)
            .gives(412);
        ann.call("POST", &planned.at("cancel/"))
            .header("If-Match", bad)
            .gives(412);
        ann.delete(&planned.path).header("If-Match", bad).gives(412);
    }
    assert_eq!(ann.read(&planned)["title"], "One");
    assert_eq!(patch("*", "Three").status, 200);
    let fresh = ann.get(&planned.path).gives(200).header("ETag").to_owned();
    assert_eq!(patch(&format!("\"x\", {fresh}"), "Four").status, 200);
    let fresh = ann.get(&planned.path).gives(200).header("ETag").to_owned();
    let gone = ann
        .call("POST", &planned.at("cancel/"))
        .header("If-Match", &fresh)
        .gives(200);
    let fresh = ann.get(&planned.path).gives(200).header("ETag").to_owned();
    assert!(!gone.header("ETag").is_empty());
    ann.delete(&planned.path)
        .header("If-Match", &fresh)
        .gives(204);
}

fn the_same_key_and_body_give_the_same_answer_again(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let mut body = meeting("09:00");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    let plan = || {
        ann.post("/api/meetings/", body.clone())
            .header("Idempotency-Key", "k-1")
            .gives(201)
    };
    let (first, again) = (plan(), plan());
    assert_eq!(first.body, again.body);
    for name in ["Location", "ETag"] {
        assert_eq!(first.header(name), again.header(name));
    }
    assert_eq!(
        (
            first.header("Idempotency-Replayed"),
            again.header("Idempotency-Replayed")
        ),
        ("", "true")
    );
    assert_eq!(ann.get("/api/meetings/").gives(200).json()["count"], 1);
    ann.delete(&Meeting::of(&first).path).gives(204);
    assert_eq!(plan().body, first.body, "what was answered stays answered");
}

fn a_key_belongs_to_one_body_and_one_user(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let plan = |client: &scheduler_tests::Client, clock: &str, key: &str| {
        client
            .post("/api/meetings/", meeting(clock))
            .header("Idempotency-Key", key)
            .send()
    };
    let first = plan(&ann, "09:00", "k").is(201);
    let problem = plan(&ann, "10:00", "k").is(422);
    assert_eq!(problem.json()["code"], "idempotency_key_reused");
    let meeting = Meeting::of(&first);
    ann.post(
        &meeting.at("participants/"),
        json!({"email": "cy@example.org"}),
    )
    .header("Idempotency-Key", "k")
    .refused(422, "idempotency_key_reused");
    assert_ne!(plan(&bob, "09:00", "k").is(201).str("id"), first.str("id"));
    for bad in ["", " ", "a b", &"x".repeat(256)] {
        assert_eq!(plan(&ann, "12:00", bad).status, 400, "{bad:?}");
    }
    plan(&ann, "12:00", &"x".repeat(255)).is(201);
}

fn a_refusal_is_not_kept(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let first = ann.plan("09:00", &[]);
    let mut body = meeting("09:00");
    body["conflict_policy"] = json!("forbid");
    let plan = || {
        ann.post("/api/meetings/", body.clone())
            .header("Idempotency-Key", "k")
    };
    plan().refused(409, "scheduling_conflict");
    ann.delete(&first.path).gives(204);
    plan().gives(201);
    plan().gives(201);
    assert_eq!(ann.get("/api/meetings/").gives(200).json()["count"], 1);
}

fn every_post_that_creates_takes_a_key(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let nobody = server.client();
    let account = json!({"email": "new@example.org", "password": PASSWORD, "password2": PASSWORD});
    let register = || {
        nobody
            .post("/api/auth/register/", account.clone())
            .header("Idempotency-Key", "r")
            .gives(201)
    };
    let invite = || {
        let body = json!({"email": "cy@example.org"});
        ann.post(&planned.at("participants/"), body)
            .header("Idempotency-Key", "i")
            .gives(201)
    };
    let notify = || {
        ann.post(&planned.at("notify/"), json!({}))
            .header("Idempotency-Key", "n")
            .gives(200)
    };
    assert_eq!(register().body, register().body);
    assert_eq!(invite().body, invite().body);
    assert_eq!(notify().body, notify().body);
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    assert_eq!(
        log["count"], 4,
        "two invitations and a reminder for each: {log}"
    );
    let other = json!({"email": "new@example.org", "password": "0ther-password", "password2": "0ther-password"});
    nobody
        .post("/api/auth/register/", other)
        .header("Idempotency-Key", "r")
        .refused(422, "idempotency_key_reused");
}
