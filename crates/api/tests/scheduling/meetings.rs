//! Planning and reading one meeting.

use serde_json::{Value, json};

use crate::world::{MEETINGS, World, plan, with};

#[actix_web::test]
async fn a_new_meeting_is_shown_as_a_whole() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let body = json!({
        "title": "  Plan  ",
        "description": "Figures",
        "location": "Room 4",
        "start_time": "2030-06-03T09:00:00+02:00",
        "end_time": "2030-06-03T10:30:00.250000Z",
        "time_zone": "europe/berlin",
        "status": "scheduled",
        "participants": [{"email": " Bob@Example.org ", "name": "Bob"}, {"email": "cy@example.org"}],
        "id": "ignored",
        "unknown": {"also": "ignored"},
    });
    let reply = ann.post(MEETINGS, &body).await;
    let location = reply.header("location").unwrap().to_owned();
    let etag = reply.header("etag").unwrap().to_owned();
    let made = reply.good(201);
    let id = made["id"].clone();
    assert_eq!(location, format!("{MEETINGS}{}/", id.as_str().unwrap()));
    let participant = |index: usize, user: Value, email: &str, name: &str| {
        json!({
            "id": made["participants"][index]["id"], "meeting": id, "user": user, "email": email,
            "name": name, "status": "pending", "invited_at": "2030-06-01T12:00:00Z",
            "responded_at": null, "note": "", "sequence": null, "is_co_organiser": false,
            "is_opted_out": false,
        })
    };
    let detail = json!({
        "id": id,
        "title": "Plan",
        "description": "Figures",
        "location": "Room 4",
        "start_time": "2030-06-03T07:00:00Z",
        "end_time": "2030-06-03T10:30:00.250000Z",
        "time_zone": "Europe/Berlin",
        "status": "scheduled",
        "conflict_policy": "warn",
        "hide_guest_list": false,
        "created_by": ann.id,
        "created_by_email": "ann@example.org",
        "participants": [
            participant(0, json!(bob.id), "bob@example.org", "Bob"),
            participant(1, Value::Null, "cy@example.org", ""),
        ],
        "can_edit": true,
        "duration_minutes": 210,
        "is_upcoming": true,
        "created_at": "2030-06-01T12:00:00Z",
        "updated_at": "2030-06-01T12:00:00Z",
        "sequence": 0,
        "are_mails_held": false,
        "transfer": null,
    });
    let checked = json!({"conflicts": {}, "unknown": []});
    assert_eq!(made, with(&detail, &checked));

    let read = ann.get(&location).await;
    assert_eq!(read.header("etag"), Some(etag.as_str()));
    assert_eq!(read.good(200), detail);
    let read = bob.get(&location).await.good(200);
    assert_eq!(read, with(&detail, &json!({"can_edit": false})));
}

#[actix_web::test]
async fn who_may_not_see_a_meeting_is_told_that_there_is_none() {
    let world = World::new().await;
    let (ann, eve) = (world.join("ann"), world.join("eve"));
    let unverified = world.join_as("uma", false, "UTC");
    let path = ann.plans("Plan", 3, &["bob", "uma"]).await;
    let nowhere = format!("{MEETINGS}0193b0a9-51f3-7c44-8f0e-5d1e6a7b8c21/");
    let none = eve.get(&nowhere).await.problem(404, "not_found");
    for person in [&eve, &unverified] {
        assert_eq!(person.get(&path).await.problem(404, "not_found"), none);
        assert_eq!(
            person
                .patch(&path, &json!({}))
                .await
                .problem(404, "not_found"),
            none
        );
        assert_eq!(person.delete(&path).await.problem(404, "not_found"), none);
        let cancel = format!("{path}cancel/");
        assert_eq!(
            person
                .post(&cancel, &json!({}))
                .await
                .problem(404, "not_found"),
            none
        );
    }
    for id in ["1", "nonsense", "0193b0a951f37c448f0e5d1e6a7b8c21", "%00"] {
        let reply = ann.get(&format!("{MEETINGS}{id}/")).await;
        assert_eq!(reply.problem(404, "not_found"), none, "{id}");
    }
    let detail = ann.get(&path).await.good(200);
    assert_eq!(
        detail["participants"][1]["user"],
        Value::Null,
        "not before uma is verified"
    );
}

#[actix_web::test]
async fn nobody_gets_anywhere() {
    let world = World::new().await;
    let id = "0193b0a9-51f3-7c44-8f0e-5d1e6a7b8c21";
    for (method, path) in [
        ("GET", ""),
        ("POST", ""),
        ("GET", "summary/"),
        ("GET", "my-calendar/"),
        ("POST", "check-conflicts/"),
        ("GET", "{id}/"),
        ("PUT", "{id}/"),
        ("PATCH", "{id}/"),
        ("DELETE", "{id}/"),
        ("POST", "{id}/cancel/"),
        ("GET", "{id}/export-ics/"),
        ("POST", "{id}/notify/"),
        ("GET", "{id}/notifications/"),
        ("GET", "{id}/participants/"),
        ("POST", "{id}/participants/"),
        ("DELETE", "{id}/participants/1/"),
        ("PATCH", "{id}/participants/1/status/"),
    ] {
        let path = format!("{MEETINGS}{}", path.replace("{id}", id));
        let reply = world
            .nobody()
            .send(method, &path, &[], Some(&json!({})))
            .await;
        assert_eq!(
            reply.header("www-authenticate"),
            Some("Bearer realm=\"api\""),
            "{path}"
        );
        reply.problem(401, "token_missing");
    }
}

#[actix_web::test]
async fn another_method_is_told_which_there_are() {
    let world = World::new().await;
    let ann = world.join("ann");
    let path = ann.plans("Plan", 3, &[]).await;
    for (method, path, allow) in [
        ("DELETE", MEETINGS.to_owned(), "GET, HEAD, POST"),
        ("POST", path.clone(), "GET, HEAD, PUT, PATCH, DELETE"),
        ("POST", format!("{MEETINGS}summary/"), "GET, HEAD"),
        ("GET", format!("{MEETINGS}check-conflicts/"), "POST"),
        ("PUT", format!("{path}participants/"), "GET, HEAD, POST"),
    ] {
        let reply = ann.send(method, &path, &[], None).await;
        assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
        reply.problem(405, "method_not_allowed");
    }
}

#[actix_web::test]
async fn all_that_is_wrong_is_said_at_once() {
    let world = World::new().await;
    let ann = world.join("ann");
    ann.post(MEETINGS, &json!({}))
        .await
        .faulty(&["title", "start_time", "end_time"]);
    let all = json!({
        "title": 5, "description": ["x"], "location": "x".repeat(256), "start_time": "tomorrow",
        "end_time": null, "time_zone": "Mars/Olympus", "status": "completed",
        "conflict_policy": "perhaps", "participants": {"email": "bob@example.org"},
    });
    let problem = ann.post(MEETINGS, &all).await.faulty(&[
        "title",
        "description",
        "location",
        "start_time",
        "end_time",
        "time_zone",
        "status",
        "conflict_policy",
        "participants",
    ]);
    assert_eq!(problem["detail"], "title: Not a valid string.");

    let people = json!({"participants": [
        {"email": "bob@example.org"}, {"email": "bob"}, null, 7, ["cy@example.org"],
        {"name": "n".repeat(151)}, {"email": "dan@example.org", "name": {}},
    ]});
    ann.post(MEETINGS, &with(&plan("Plan", 3, &[]), &people))
        .await
        .faulty(&[
            "participants[1].email",
            "participants[2]",
            "participants[3]",
            "participants[4]",
            "participants[5].email",
            "participants[5].name",
            "participants[6].name",
        ]);

    let late = json!({"title": "", "start_time": "2030-06-01T11:00:00Z"});
    let problem = ann.post(MEETINGS, &with(&plan("", 3, &[]), &late)).await;
    problem.faulty(&["title", "start_time"]);
    let listed = ann.get(MEETINGS).await.good(200);
    assert_eq!(listed["count"], 0, "nothing of all this was stored");
}

#[actix_web::test]
async fn every_rule_of_a_new_meeting_names_its_field() {
    let world = World::new().await;
    let ann = world.join("ann");
    let base = plan("Plan", 3, &[]);
    for (field, change) in [
        ("title", json!({"title": "   "})),
        ("title", json!({"title": null})),
        ("title", json!({"title": "x".repeat(256)})),
        ("title", json!({"title": "a\u{0}b"})),
        ("description", json!({"description": "x".repeat(10_001)})),
        ("end_time", json!({"end_time": "2030-06-03T09:00:00Z"})),
        ("end_time", json!({"end_time": "2030-07-04T09:00:01Z"})),
        ("start_time", json!({"start_time": "2030-06-01T11:59:59Z"})),
        ("start_time", json!({"start_time": "0001-01-01T00:00:00Z"})),
        ("status", json!({"status": "cancelled"})),
        ("status", json!({"status": "planned"})),
        ("participants[0].email", json!({"participants": [{}]})),
    ] {
        ann.post(MEETINGS, &with(&base, &change))
            .await
            .faulty(&[field]);
    }
    let backwards = with(&base, &json!({"end_time": "2030-06-03T08:00:00Z"}));
    let problem = ann.post(MEETINGS, &backwards).await.faulty(&["end_time"]);
    assert_eq!(
        problem["detail"],
        "end_time: End time must be after start time."
    );
}

#[actix_web::test]
async fn optional_fields_may_be_null_or_blank() {
    let world = World::new().await;
    let ann = world.join_as("ann", true, "Asia/Kolkata");
    let body = json!({
        "title": "x".repeat(255), "description": null, "location": "", "time_zone": null,
        "status": null, "conflict_policy": null, "participants": null,
        "start_time": "2030-06-01T17:30", "end_time": "2030-06-01T18:30:00.5",
    });
    let made = ann.post(MEETINGS, &body).await.good(201);
    assert_eq!(
        made["start_time"], "2030-06-01T12:00:00Z",
        "the caller's wall time, this minute"
    );
    assert_eq!(made["end_time"], "2030-06-01T13:00:00.500000Z");
    assert_eq!(made["time_zone"], "Asia/Kolkata");
    assert_eq!(
        (&made["description"], &made["location"]),
        (&json!(""), &json!(""))
    );

    let other = json!({"time_zone": "America/New_York", "start_time": "2030-06-02T09:00:00", "end_time": "2030-06-02T15:00:00Z"});
    let made = ann.post(MEETINGS, &with(&body, &other)).await.good(201);
    let blank = json!({"time_zone": " ", "status": "", "conflict_policy": ""});
    let again = ann.post(MEETINGS, &with(&body, &blank)).await.good(201);
    assert_eq!(again["time_zone"], "Asia/Kolkata");
    assert_eq!(
        made["start_time"], "2030-06-02T13:00:00Z",
        "the body's zone comes first"
    );
}

#[actix_web::test]
async fn one_address_is_one_participant_and_the_organiser_has_accepted() {
    let world = World::new().await;
    let ann = world.join("ann");
    let people = json!({"participants": [
        {"email": "BOB@example.org", "name": "Bob"}, {"email": "bob@example.org", "name": "Robert"},
        {"email": "ann@example.org"},
    ]});
    let made = ann
        .post(MEETINGS, &with(&plan("Plan", 3, &[]), &people))
        .await
        .good(201);
    let participants = made["participants"].as_array().unwrap();
    assert_eq!(participants.len(), 2);
    assert_eq!(participants[0]["name"], "Bob");
    assert_eq!(participants[1]["status"], "accepted");
}

#[actix_web::test]
async fn a_clash_is_told_or_refused_in_the_callers_own_spelling() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let secret = bob.plans("Secret", 3, &["cy"]).await;
    let shared = bob.plans("Shared", 3, &["ann"]).await;
    let shared = shared.trim_start_matches(MEETINGS).trim_end_matches('/');
    assert!(secret != shared);
    let body = with(
        &plan("Plan", 3, &[]),
        &json!({"participants": [{"email": "Bob@Example.org"}, {"email": "dan@example.org"}]}),
    );
    let busy = |id: Value, title: &str| json!({"id": id, "title": title, "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z"});
    let clashes = json!({
        "Bob@Example.org": [busy(Value::Null, "Busy"), busy(json!(shared), "Shared")],
        "ann@example.org": [busy(json!(shared), "Shared")],
    });

    let strict = with(&body, &json!({"conflict_policy": "forbid"}));
    let problem = ann
        .post(MEETINGS, &strict)
        .await
        .problem(409, "scheduling_conflict");
    assert_eq!(problem["conflicts"], clashes);
    assert_eq!(
        ann.get(MEETINGS).await.good(200)["count"],
        1,
        "only the shared one"
    );

    let made = ann.post(MEETINGS, &body).await.good(201);
    assert_eq!(made["conflicts"], clashes);
    assert_eq!(made["conflict_policy"], "warn");
}

#[actix_web::test]
async fn who_has_the_newest_gets_no_body() {
    let world = World::new().await;
    let ann = world.join("ann");
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let etag = ann.get(&path).await.header("etag").unwrap().to_owned();
    for known in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".to_owned(),
    ] {
        let reply = ann
            .send("GET", &path, &[("If-None-Match", known.as_str())], None)
            .await;
        assert_eq!((reply.status, reply.text.as_str()), (304, ""), "{known}");
        assert_eq!(reply.header("etag"), Some(etag.as_str()));
    }
    let old = [("If-None-Match", "\"1-0123456789abcdef\"")];
    ann.send("GET", &path, &old, None).await.good(200);

    // Time alone changes what is shown, and so the tag.
    world.wait(time::Duration::days(2));
    let later = ann
        .send("GET", &path, &[("If-None-Match", etag.as_str())], None)
        .await;
    assert_eq!(later.good(200)["status"], "completed");
}
