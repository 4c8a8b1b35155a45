//! PUT and PATCH of a meeting.

use scheduler_tests::people::meeting;
use scheduler_tests::times::{day, from_now};
use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    only_the_organiser_changes_a_meeting,
    news_reaches_everybody_and_answers_to_old_times_end,
    a_change_of_words_alone_is_no_news,
    the_result_as_a_whole_must_be_valid,
    a_meeting_that_has_begun_can_get_a_new_description,
    status_follows_its_rules,
    moving_into_a_clash_is_refused_where_that_is_forbidden,
);

fn only_the_organiser_changes_a_meeting(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    for method in ["PUT", "PATCH"] {
        let change = |client: &scheduler_tests::Client| {
            client
                .call(method, &planned.path)
                .json(&meeting("11:00"))
                .send()
                .status
        };
        assert_eq!(change(&eve.nobody()), 401);
        assert_eq!(change(&eve), 404);
        assert_eq!(change(&bob), 403);
    }
    let before = ann.read(&planned);
    assert_eq!(before["start_time"], day(1, "09:00"));
    let mut full = meeting("11:00");
    full["participants"] = json!([{"email": "x@example.org"}]);
    full["id"] = json!("another");
    full["created_by"] = json!(bob.id);
    full["sequence"] = json!(99);
    let after = ann.put(&planned.path, full).gives(200).json();
    assert_eq!(after["start_time"], day(1, "11:00"));
    assert_eq!(
        (&after["id"], &after["created_by"]),
        (&before["id"], &before["created_by"])
    );
    assert_eq!(after["participants"].as_array().unwrap().len(), 1);
    assert_eq!(after["sequence"], 1);
    ann.put(&planned.path, json!({"title": "Alone"}))
        .faulty(&["end_time", "start_time"]);
    ann.patch(
        &planned.path,
        json!({"title": 1, "location": [], "start_time": "x", "time_zone": "Y"}),
    )
    .faulty(&["location", "start_time", "time_zone", "title"]);
    assert_eq!(ann.read(&planned), after_without_conflicts(&after));
}

fn after_without_conflicts(body: &Value) -> Value {
    let mut body = body.clone();
    for added in ["conflicts", "unknown"] {
        body.as_object_mut().unwrap().shift_remove(added);
    }
    body
}

fn news_reaches_everybody_and_answers_to_old_times_end(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan(
        "09:00",
        &["bob@example.org", "cy@example.org", "ann@example.org"],
    );
    let accepted = bob.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "accepted"}),
    );
    accepted.gives(200);
    // What still waits takes the words of the next change.
    server.site.wait_for_mails();
    let renamed = ann
        .patch(&planned.path, json!({"title": "New"}))
        .gives(200)
        .json();
    assert_eq!(renamed["sequence"], 1);
    assert_eq!(
        renamed["participants"][0]["status"], "accepted",
        "an answer to the same times"
    );
    server.site.wait_for_mails();
    let times =
        json!({"start_time": day(2, "09:00"), "end_time": day(2, "10:00"), "location": "B"});
    let moved = ann.patch(&planned.path, times).gives(200).json();
    assert_eq!(moved["sequence"], 2);
    assert_eq!(moved["participants"][0]["status"], "pending");
    assert_eq!(moved["participants"][0]["responded_at"], Value::Null);
    assert_eq!(
        moved["participants"][2]["status"], "accepted",
        "who organises comes"
    );

    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    let updates: Vec<&Value> = log["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["notification_type"] == "update")
        .collect();
    assert_eq!(updates.len(), 4, "two changes, two people: {log}");
    assert!(updates.iter().all(|one| one["email"] != "ann@example.org"));
    let newest = updates[0]["message"].as_str().unwrap();
    assert!(
        newest.contains('B') && newest.contains("New"),
        "the new facts: {newest}"
    );
}

fn a_change_of_words_alone_is_no_news(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let quiet = ann
        .patch(&planned.path, json!({"description": "more"}))
        .gives(200)
        .json();
    assert_eq!(
        (&quiet["sequence"], &quiet["description"]),
        (&json!(0), &json!("more"))
    );
    ann.patch(&planned.path, json!({})).gives(200);
    ann.patch(&planned.path, json!({"title": "Budget"}))
        .gives(200);
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    assert_eq!(log["count"], 1, "the invitation alone");
}

fn the_result_as_a_whole_must_be_valid(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[]);
    let before = ann.read(&planned);
    ann.patch(&planned.path, json!({"end_time": day(1, "08:00")}))
        .faulty(&["end_time"]);
    ann.patch(&planned.path, json!({"end_time": day(1, "09:00")}))
        .faulty(&["end_time"]);
    ann.patch(&planned.path, json!({"end_time": day(40, "09:00")}))
        .faulty(&["end_time"]);
    assert_eq!(
        ann.patch(&planned.path, json!({"start_time": day(1, "11:00")}))
            .send()
            .status,
        400
    );
    ann.patch(&planned.path, json!({"start_time": from_now(-600)}))
        .faulty(&["start_time"]);
    assert_eq!(ann.read(&planned), before);
    ann.patch(&planned.path, json!({"end_time": day(1, "12:00")}))
        .gives(200);
}

fn a_meeting_that_has_begun_can_get_a_new_description(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[]);
    let begun = from_now(-3600);
    let stored = server.site.stored(&begun);
    server
        .site
        .execute(&format!("update meetings set starts_at = '{stored}'"));
    let change = json!({"description": "late", "start_time": begun});
    let body = ann.patch(&planned.path, change).gives(200).json();
    assert_eq!(
        (&body["description"], &body["is_upcoming"]),
        (&json!("late"), &json!(false))
    );
}

fn status_follows_its_rules(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let set = |status: &str| ann.patch(&planned.path, json!({"status": status})).send();
    assert_eq!(set("nonsense").status, 400);
    assert_eq!(set("completed").status, 400);
    server.site.wait_for_mails();
    let called_off = set("cancelled").is(200).json();
    assert_eq!(
        (&called_off["status"], &called_off["sequence"]),
        (&json!("cancelled"), &json!(1))
    );
    assert_eq!(set("cancelled").is(200).json()["sequence"], 1);
    assert_eq!(set("completed").status, 400);
    ann.post(
        &planned.at("participants/"),
        json!({"email": "cy@example.org"}),
    )
    .gives(400);
    server.site.wait_for_mails();
    let again = set("scheduled").is(200).json();
    assert_eq!(
        (&again["status"], &again["sequence"]),
        (&json!("scheduled"), &json!(2))
    );
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    let kinds: Vec<&Value> = log["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["notification_type"])
        .collect();
    assert_eq!(
        kinds,
        ["update", "cancellation", "invitation"],
        "newest first"
    );
}

fn moving_into_a_clash_is_refused_where_that_is_forbidden(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    bob.plan("09:00", &[]);
    let planned = ann.plan("11:00", &["bob@example.org"]);
    ann.patch(&planned.path, json!({"conflict_policy": "forbid"}))
        .gives(200);
    let before = ann.read(&planned);
    let into = json!({"start_time": day(1, "09:30"), "end_time": day(1, "10:30")});
    let problem = ann
        .patch(&planned.path, into.clone())
        .refused(409, "scheduling_conflict")
        .json();
    assert_eq!(
        problem["conflicts"]["bob@example.org"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(ann.read(&planned), before);
    let mut warned = into;
    warned["conflict_policy"] = json!("warn");
    let body = ann.patch(&planned.path, warned).gives(200).json();
    assert_eq!(
        body["conflicts"]["bob@example.org"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    ann.patch(&planned.path, json!({"conflict_policy": "forbid"}))
        .refused(409, "scheduling_conflict");
    let touching = json!({"start_time": day(1, "10:00"), "end_time": day(1, "10:30"), "conflict_policy": "forbid"});
    ann.patch(&planned.path, touching).gives(200);
    ann.call("POST", &planned.at("cancel/")).gives(200);
    bob.plan("10:00", &[]);
    ann.patch(&planned.path, json!({"status": "scheduled"}))
        .refused(409, "scheduling_conflict");
}
