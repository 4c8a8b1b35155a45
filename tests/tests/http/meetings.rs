//! Planning, reading, calling off, deleting.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::times::{day, from_now, later};
use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::{Value, json};

on_both!(
    a_meeting_comes_back_as_it_was_planned,
    the_same_person_twice_is_one_participant,
    every_faulty_field_of_a_meeting_is_named,
    a_meeting_completes_by_time_alone,
    only_the_organiser_cancels_and_only_once,
    only_the_organiser_deletes_and_participants_are_told,
    forbidden_clashes_store_nothing,
);

fn a_meeting_comes_back_as_it_was_planned(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let (start, end) = (day(1, "09:00"), day(1, "10:30"));
    let reply = ann
        .post(
            "/api/meetings/",
            json!({
                "title": "  Plan é \u{1F600}\u{202E}\u{2028} ", "description": "a\r\nb;c,\"d\"",
                "location": "Room 1", "start_time": start, "end_time": end,
                "time_zone": "Europe/Berlin", "status": "scheduled", "unknown": 1,
                "participants": [{"email": " Bob@Example.org", "name": "Bob B"}, {"email": "cy@example.org"}],
            }),
        )
        .gives(201);
    let planned = Meeting::of(&reply);
    assert!(
        reply.header("Location").ends_with(&planned.path),
        "{reply:?}"
    );
    assert!(planned.etag.starts_with('"'), "{reply:?}");
    let body = &planned.body;
    for (name, value) in [
        ("title", json!("Plan é \u{1F600}\u{202E}")),
        ("description", json!("a\r\nb;c,\"d\"")),
        ("location", json!("Room 1")),
        ("start_time", json!(start)),
        ("end_time", json!(end)),
        ("time_zone", json!("Europe/Berlin")),
        ("status", json!("scheduled")),
        ("created_by", json!(ann.id)),
        ("created_by_email", json!("ann@example.org")),
        ("duration_minutes", json!(90)),
        ("is_upcoming", json!(true)),
        ("sequence", json!(0)),
        ("conflicts", json!({})),
    ] {
        assert_eq!(body[name], value, "{name}: {body}");
    }
    let people = body["participants"].as_array().unwrap();
    assert_eq!(people.len(), 2);
    let fields: Vec<&String> = people[0].as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "id",
            "meeting",
            "user",
            "email",
            "name",
            "status",
            "invited_at",
            "responded_at",
            "note",
            "sequence",
            "is_co_organiser",
            "is_opted_out"
        ]
    );
    assert_eq!(people[0]["meeting"], json!(planned.id));
    assert_eq!(people[0]["user"], json!(bob.id));
    assert_eq!(
        (&people[0]["email"], &people[0]["name"]),
        (&json!("bob@example.org"), &json!("Bob B"))
    );
    assert_eq!(
        (&people[1]["user"], &people[1]["status"]),
        (&Value::Null, &json!("pending"))
    );
    assert_eq!(people[1]["responded_at"], Value::Null);

    let detail = ann.read(&planned);
    for (name, value) in detail.as_object().unwrap() {
        assert_eq!(value, &body[name], "{name}");
    }
    for name in [
        "id",
        "title",
        "description",
        "location",
        "start_time",
        "end_time",
        "time_zone",
        "status",
        "created_by",
        "created_by_email",
        "participants",
        "duration_minutes",
        "is_upcoming",
        "created_at",
        "updated_at",
        "sequence",
    ] {
        assert!(detail.get(name).is_some(), "{name}");
    }
    let mut for_bob = detail;
    for_bob["can_edit"] = json!(false);
    assert_eq!(bob.read(&planned), for_bob);
    assert_eq!(
        eve.get(&planned.path).gives(404).json()["code"],
        "not_found"
    );
    eve.nobody().get(&planned.path).gives(401);
}

fn the_same_person_twice_is_one_participant(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan(
        "09:00",
        &["bob@example.org", "BOB@example.org", " bob@EXAMPLE.org "],
    );
    assert_eq!(planned.body["participants"].as_array().unwrap().len(), 1);
}

fn every_faulty_field_of_a_meeting_is_named(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let plan = |change: Value| {
        let mut body = meeting("09:00");
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        ann.post("/api/meetings/", body)
    };
    ann.post("/api/meetings/", json!({}))
        .faulty(&["end_time", "start_time", "title"]);
    plan(json!({"title": " "})).faulty(&["title"]);
    plan(json!({"title": "x".repeat(256)})).faulty(&["title"]);
    plan(
        json!({"title": "a\u{0}b", "location": "y".repeat(256), "description": "z".repeat(10_001)}),
    )
    .faulty(&["description", "location", "title"]);
    plan(json!({
        "title": 5, "description": [], "location": {}, "start_time": 12, "end_time": true,
        "time_zone": 1, "status": 0, "participants": "bob", "conflict_policy": []
    }))
    .faulty(&[
        "conflict_policy",
        "description",
        "end_time",
        "location",
        "participants",
        "start_time",
        "status",
        "time_zone",
        "title",
    ]);
    plan(json!({"start_time": "tomorrow", "end_time": "2026-13-45T99:00:00Z"}))
        .faulty(&["end_time", "start_time"]);
    let problem = plan(json!({"end_time": day(1, "09:00")}))
        .faulty(&["end_time"])
        .json();
    assert_eq!(
        problem["detail"],
        "end_time: End time must be after start time."
    );
    plan(json!({"end_time": day(1, "08:00")})).faulty(&["end_time"]);
    plan(json!({"end_time": day(33, "09:00")})).faulty(&["end_time"]);
    plan(json!({"start_time": from_now(-120)})).faulty(&["start_time"]);
    plan(json!({"time_zone": "Nowhere"})).faulty(&["time_zone"]);
    plan(json!({"status": "cancelled"})).faulty(&["status"]);
    plan(json!({"status": "nonsense"})).faulty(&["status"]);
    plan(json!({"conflict_policy": "maybe"})).faulty(&["conflict_policy"]);
    let problem =
        plan(json!({"participants": [{"email": "bob@example.org"}, {"email": "x"}, {}, 5]}));
    let problem = problem.gives(400).json();
    assert!(
        problem["errors"].get("participants[1].email").is_some(),
        "{problem}"
    );
    plan(json!({"end_time": later(&day(1, "09:00"), 31 * 24 * 60)})).gives(201);
    plan(json!({"title": "é".repeat(255), "location": "", "description": null, "time_zone": null}))
        .gives(201);
    assert_eq!(server.site.number("select count(*) as n from meetings"), 2);
    ann.nobody()
        .post("/api/meetings/", meeting("09:00"))
        .gives(401);
}

fn a_meeting_completes_by_time_alone(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let mut body = meeting("09:00");
    (body["start_time"], body["end_time"]) = (json!(from_now(0)), json!(from_now(2)));
    body["participants"] = json!([{"email": "bob@example.org"}]);
    let brief = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    assert_eq!(brief.body["status"], "scheduled");
    within(5, "the meeting ends", || {
        (ann.read(&brief)["status"] == "completed").then_some(())
    });
    let listed = |query: &str| {
        ann.get(&format!("/api/meetings/?{query}"))
            .gives(200)
            .json()
    };
    assert_eq!(listed("status=completed")["count"], 1);
    assert_eq!(listed("status=scheduled")["count"], 0);
    assert_eq!(listed("")["results"][0]["status"], "completed");
    let summary = ann.get("/api/meetings/summary/").gives(200).json();
    assert_eq!(
        (&summary["completed"], &summary["upcoming"]),
        (&json!(1), &json!(0))
    );
    ann.call("POST", &brief.at("cancel/"))
        .refused(400, "already_ended");
    ann.post(
        &brief.at("participants/"),
        json!({"email": "cy@example.org"}),
    )
    .gives(400);
    let described = ann
        .patch(&brief.path, json!({"description": "minutes"}))
        .gives(200)
        .json();
    assert_eq!(
        (&described["description"], &described["status"]),
        (&json!("minutes"), &json!("completed"))
    );
    let corrected = ann
        .patch(&brief.path, json!({"start_time": from_now(-3600)}))
        .gives(200)
        .json();
    assert_eq!(
        (&corrected["status"], &corrected["sequence"]),
        (&json!("completed"), &described["sequence"]),
        "a correction asks nobody again"
    );
    ann.delete(&brief.path).gives(204);
    let told = "select count(*) as n from notifications where kind = 'cancellation'";
    assert_eq!(
        server.site.number(told),
        0,
        "nobody hears that the past was deleted"
    );
}

fn only_the_organiser_cancels_and_only_once(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let path = planned.at("cancel/");
    eve.nobody().call("POST", &path).gives(401);
    eve.call("POST", &path).gives(404);
    bob.call("POST", &path).gives(403);
    let body = ann.call("POST", &path).gives(200).json();
    assert_eq!(
        (&body["status"], &body["is_upcoming"]),
        (&json!("cancelled"), &json!(false))
    );
    assert_eq!(body["sequence"], 1);
    ann.call("POST", &path).refused(400, "already_cancelled");
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    assert_eq!(log["results"][0]["notification_type"], "cancellation");
    ann.plan("09:00", &["bob@example.org"]);
    let free = json!({"start_time": day(1, "09:00"), "end_time": day(1, "10:00"), "participant_emails": ["bob@example.org"]});
    let clashes = ann
        .post("/api/meetings/check-conflicts/", free)
        .gives(200)
        .json();
    assert_eq!(
        clashes["conflicts"]["bob@example.org"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

fn only_the_organiser_deletes_and_participants_are_told(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    eve.nobody().delete(&planned.path).gives(401);
    eve.delete(&planned.path).gives(404);
    bob.delete(&planned.path).gives(403);
    assert!(ann.delete(&planned.path).gives(204).body.is_empty());
    ann.delete(&planned.path).gives(404);
    ann.get(&planned.path).gives(404);
    bob.get(&planned.path).gives(404);
    within(10, "the cancellation goes out", || {
        let mails = server.site.mails();
        mails
            .iter()
            .any(|mail| mail.to_lowercase().contains("cancel"))
            .then_some(())
    });
    assert_eq!(
        server.site.number("select count(*) as n from participants"),
        0
    );
    assert_eq!(server.site.number("select count(*) as n from busy"), 0);
}

fn forbidden_clashes_store_nothing(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let first = bob.plan("09:00", &[]);
    let mut body = meeting("09:30");
    body["participants"] = json!([{"email": "Bob@example.org"}]);
    body["conflict_policy"] = json!("forbid");
    let problem = ann
        .post("/api/meetings/", body.clone())
        .refused(409, "scheduling_conflict")
        .json();
    let clash = &problem["conflicts"]["Bob@example.org"][0];
    assert_eq!(
        (&clash["id"], &clash["title"]),
        (&Value::Null, &json!("Busy"))
    );
    assert_eq!(clash["start_time"], first.body["start_time"]);
    for table in ["meetings", "busy"] {
        assert_eq!(
            server
                .site
                .number(&format!("select count(*) as n from {table}")),
            1
        );
    }
    for table in ["participants", "notifications"] {
        assert_eq!(
            server
                .site
                .number(&format!("select count(*) as n from {table}")),
            0
        );
    }
    body["conflict_policy"] = json!("warn");
    let warned = ann.post("/api/meetings/", body.clone()).gives(201).json();
    assert_eq!(
        warned["conflicts"]["Bob@example.org"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    (body["start_time"], body["end_time"]) = (json!(day(1, "08:00")), json!(day(1, "09:00")));
    body["conflict_policy"] = json!("forbid");
    ann.post("/api/meetings/", body).gives(201);
}
