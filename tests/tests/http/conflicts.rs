//! Who is busy when.

use scheduler_tests::people::meeting;
use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server, on_both};
use serde_json::{Value, json};

on_both!(
    clashes_come_under_the_address_as_it_was_sent,
    touching_edges_are_free,
    who_may_not_see_a_meeting_sees_busy,
    an_excluded_meeting_does_not_count,
    only_scheduled_meetings_make_somebody_busy,
    twenty_clashes_at_most_and_the_earliest_first,
    bad_questions_name_every_field,
);

fn check(client: &Client, from: &str, to: &str, emails: &[&str]) -> Value {
    let body = json!({"start_time": from, "end_time": to, "participant_emails": emails});
    let answer = client
        .post("/api/meetings/check-conflicts/", body)
        .gives(200)
        .json();
    let conflicts = answer["conflicts"].as_object().unwrap();
    assert_eq!(answer["has_conflicts"], !conflicts.is_empty());
    answer["conflicts"].clone()
}

fn clashes_come_under_the_address_as_it_was_sent(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let found = check(
        &ann,
        &day(1, "09:30"),
        &day(1, "09:40"),
        &[
            "BOB@example.org",
            " bob@Example.ORG",
            "Ann@example.org",
            "free@example.org",
        ],
    );
    let one = json!([{
        "id": planned.id, "title": "Budget",
        "start_time": planned.body["start_time"], "end_time": planned.body["end_time"],
    }]);
    assert_eq!(
        found,
        json!({"BOB@example.org": one, "Ann@example.org": one}),
        "by the first spelling"
    );
}

fn touching_edges_are_free(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &[]);
    let is_busy = |from: &str, to: &str| {
        !check(&ann, from, to, &["ann@example.org"])
            .as_object()
            .unwrap()
            .is_empty()
    };
    assert!(!is_busy(&day(1, "08:00"), &day(1, "09:00")));
    assert!(!is_busy(&day(1, "10:00"), &day(1, "11:00")));
    assert!(is_busy(&day(1, "09:59"), &day(1, "11:00")));
    let edge = day(1, "09:00").replace('Z', ".000001Z");
    assert!(is_busy(&day(1, "08:00"), &edge));
    assert!(is_busy(&day(1, "00:00"), &day(2, "00:00")));
    let mut long = meeting("00:00");
    (long["start_time"], long["end_time"]) = (json!(day(40, "00:00")), json!(day(71, "00:00")));
    ann.post("/api/meetings/", long).gives(201);
    assert!(
        is_busy(&day(70, "23:59"), &day(72, "00:00")),
        "the last minute of 31 days"
    );
    assert!(!is_busy(&day(71, "00:00"), &day(72, "00:00")));
}

fn who_may_not_see_a_meeting_sees_busy(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let (from, to) = (day(1, "09:00"), day(1, "10:00"));
    let of = |client: &Client| {
        check(client, &from, &to, &["bob@example.org"])["bob@example.org"][0].clone()
    };
    assert_eq!(of(&ann)["id"], json!(planned.id));
    assert_eq!(of(&bob)["title"], "Budget");
    assert_eq!(
        of(&eve),
        json!({"id": null, "title": "Busy", "start_time": from, "end_time": to})
    );
    let body =
        json!({"start_time": from, "end_time": to, "participant_emails": ["bob@example.org"]});
    eve.nobody()
        .post("/api/meetings/check-conflicts/", body)
        .gives(401);
}

fn an_excluded_meeting_does_not_count(backend: Backend) {
    let server = Server::start(backend);
    let (ann, eve) = (server.person("ann"), server.person("eve"));
    let planned = ann.plan("09:00", &[]);
    let ask = |client: &Client, exclude: Value| {
        let body = json!({
            "start_time": day(1, "09:00"), "end_time": day(1, "10:00"),
            "participant_emails": ["ann@example.org"], "exclude_meeting_id": exclude,
        });
        client.post("/api/meetings/check-conflicts/", body).send()
    };
    let is_busy = |client: &Client, exclude: Value| {
        ask(client, exclude).is(200).json()["has_conflicts"]
            .as_bool()
            .unwrap()
    };
    assert!(!is_busy(&ann, json!(planned.id)));
    assert!(is_busy(&ann, Value::Null));
    assert!(is_busy(&ann, json!("00000000-0000-7000-8000-000000000000")));
    assert!(
        is_busy(&eve, json!(planned.id)),
        "a stranger learns nothing by excluding"
    );
    assert_eq!(ask(&ann, json!(7)).status, 400);
}

fn only_scheduled_meetings_make_somebody_busy(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let (called_off, gone, moved) = (
        ann.plan("09:00", &[]),
        ann.plan("09:00", &[]),
        ann.plan("09:00", &[]),
    );
    ann.call("POST", &called_off.at("cancel/")).gives(200);
    ann.delete(&gone.path).gives(204);
    let times = json!({"start_time": day(1, "15:00"), "end_time": day(1, "16:00")});
    ann.patch(&moved.path, times).gives(200);
    let found = check(
        &ann,
        &day(1, "09:00"),
        &day(1, "10:00"),
        &["ann@example.org"],
    );
    assert_eq!(found, json!({}));
    let found = check(
        &ann,
        &day(1, "15:00"),
        &day(1, "16:00"),
        &["ann@example.org"],
    );
    assert_eq!(found["ann@example.org"].as_array().unwrap().len(), 1);
}

fn twenty_clashes_at_most_and_the_earliest_first(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let first = day(1, "09:00");
    for number in (0..25).rev() {
        let start = later(&first, number);
        let body = json!({"title": "T", "start_time": start, "end_time": later(&first, 100)});
        ann.post("/api/meetings/", body).gives(201);
    }
    let found = check(&ann, &first, &later(&first, 100), &["ann@example.org"]);
    let starts: Vec<&str> = found["ann@example.org"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["start_time"].as_str().unwrap())
        .collect();
    let wanted: Vec<String> = (0..20).map(|number| later(&first, number)).collect();
    assert_eq!(starts, wanted);
}

fn bad_questions_name_every_field(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let ask = |body: Value| ann.post("/api/meetings/check-conflicts/", body);
    ask(json!({})).faulty(&["end_time", "participant_emails", "start_time"]);
    let good = |emails: Value| json!({"start_time": day(1, "09:00"), "end_time": day(1, "10:00"), "participant_emails": emails});
    ask(good(json!([]))).faulty(&["participant_emails"]);
    ask(good(json!("ann@example.org"))).faulty(&["participant_emails"]);
    let many = |count: usize| -> Value {
        (0..count)
            .map(|n| json!(format!("p{n}@example.org")))
            .collect()
    };
    ask(good(many(201))).faulty(&["participant_emails"]);
    ask(good(many(200))).gives(200);
    ask(good(json!(["x", 5, "ann@example.org", ""]))).gives(400);
    ask(json!({"start_time": day(1, "10:00"), "end_time": day(1, "10:00"), "participant_emails": ["a@b.org"]}))
        .faulty(&["end_time"]);
}
