//! Inviting, answering, leaving.

use scheduler_tests::times::day;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    only_the_organiser_invites,
    a_clash_keeps_somebody_out_unless_that_is_allowed,
    everybody_who_sees_the_meeting_sees_who_is_invited,
    a_person_answers_for_itself_and_the_organiser_for_all,
    a_person_leaves_and_the_organiser_removes,
    five_hundred_are_enough,
    who_declined_is_free_and_must_be_free_to_come_after_all,
);

fn only_the_organiser_invites(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let path = planned.at("participants/");
    let cy = json!({"email": " Cy@Example.org ", "name": " Cy "});
    eve.nobody().post(&path, cy.clone()).gives(401);
    eve.post(&path, cy.clone()).gives(404);
    bob.post(&path, cy.clone()).gives(403);
    let made = ann.post(&path, cy.clone()).gives(201).json();
    assert_eq!(
        (&made["email"], &made["name"]),
        (&json!("cy@example.org"), &json!("Cy"))
    );
    assert_eq!(
        (&made["status"], &made["meeting"]),
        (&json!("pending"), &json!(planned.id))
    );
    assert_eq!(
        (&made["user"], &made["responded_at"]),
        (&Value::Null, &Value::Null)
    );
    assert!(made["id"].is_i64() && made["invited_at"].is_string());
    ann.post(&path, cy).refused(409, "already_invited");
    ann.post(&path, json!({"email": "BOB@example.org"}))
        .refused(409, "already_invited");
    ann.post(&path, json!({})).faulty(&["email"]);
    ann.post(&path, json!({"email": "x", "name": "n".repeat(151)}))
        .faulty(&["email", "name"]);
    ann.post(
        &path,
        json!({"email": 5, "name": 6, "allow_conflicts": "x"}),
    )
    .faulty(&["allow_conflicts", "email", "name"]);
    let own = ann
        .post(&path, json!({"email": "ann@example.org"}))
        .gives(201)
        .json();
    assert_eq!(own["status"], "accepted");
    server.site.wait_for_mails();
    ann.call("POST", &planned.at("cancel/")).gives(200);
    ann.post(&path, json!({"email": "dee@example.org"}))
        .gives(400);
    let log = ann
        .get(&planned.at("notifications/?page_size=500"))
        .gives(200)
        .json();
    let invited = |email: &str| {
        let all = log["results"].as_array().unwrap();
        all.iter()
            .filter(|one| one["email"] == email && one["notification_type"] == "invitation")
            .count()
    };
    assert_eq!(
        (invited("cy@example.org"), invited("ann@example.org")),
        (1, 0)
    );
}

fn a_clash_keeps_somebody_out_unless_that_is_allowed(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    bob.plan("09:30", &[]);
    let planned = ann.plan("09:00", &[]);
    let path = planned.at("participants/");
    let body = json!({"email": "BOB@example.org"});
    let problem = ann
        .post(&path, body)
        .refused(409, "scheduling_conflict")
        .json();
    assert_eq!(problem["conflicts"]["BOB@example.org"][0]["title"], "Busy");
    assert_eq!(ann.get(&path).gives(200).json()["count"], 0);
    let allowed = json!({"email": "bob@example.org", "allow_conflicts": true});
    ann.post(&path, allowed).gives(201);
    let free = json!({"email": "cy@example.org", "allow_conflicts": false});
    ann.post(&path, free).gives(201);
}

fn everybody_who_sees_the_meeting_sees_who_is_invited(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan(
        "09:00",
        &["bob@example.org", "cy@example.org", "dee@example.org"],
    );
    let path = planned.at("participants/");
    eve.nobody().get(&path).gives(401);
    eve.get(&path).gives(404);
    let all = ann.get(&path).gives(200).json();
    assert_eq!((&all["count"], &all["next"]), (&json!(3), &Value::Null));
    assert_eq!(bob.get(&path).gives(200).json(), all);
    assert_eq!(all["results"], ann.read(&planned)["participants"]);
    let first = bob
        .get(&planned.at("participants/?page_size=2"))
        .gives(200)
        .json();
    assert_eq!(first["results"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = bob
        .get(&next[next.find("/api/").unwrap()..])
        .gives(200)
        .json();
    assert_eq!(second["results"][0]["email"], "dee@example.org");
    bob.get(&planned.at("participants/?page=3&page_size=2"))
        .gives(404);
    bob.get(&planned.at("participants/?page_size=501"))
        .faulty(&["page_size"]);
}

fn a_person_answers_for_itself_and_the_organiser_for_all(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
    let (own, other) = (
        planned.answer("bob@example.org"),
        planned.answer("cy@example.org"),
    );
    let yes = json!({"status": "accepted"});
    eve.nobody().patch(&own, yes.clone()).gives(401);
    eve.patch(&own, yes.clone()).gives(404);
    bob.patch(&other, yes.clone()).gives(403);
    for status in ["accepted", "tentative", "declined", "accepted"] {
        let answered = bob.patch(&own, json!({"status": status})).gives(200).json();
        assert_eq!(answered["status"], status);
        assert!(answered["responded_at"].is_string());
    }
    for pending in ["pending", "invited"] {
        let answered = bob
            .patch(&own, json!({"status": pending}))
            .gives(200)
            .json();
        assert_eq!(
            (&answered["status"], &answered["responded_at"]),
            (&json!("pending"), &Value::Null)
        );
    }
    assert_eq!(
        ann.patch(&other, yes.clone()).gives(200).json()["status"],
        "accepted"
    );
    let with_note = json!({"status": "accepted", "note": " Late by 5 minutes. "});
    let answered = bob.patch(&own, with_note).gives(200).json();
    assert_eq!(answered["note"], "Late by 5 minutes.");
    let answered = bob.patch(&own, yes.clone()).gives(200).json();
    assert_eq!(answered["note"], "Late by 5 minutes.");
    let taken_back = json!({"status": "accepted", "note": ""});
    assert_eq!(bob.patch(&own, taken_back).gives(200).json()["note"], "");
    let too_long = json!({"status": "accepted", "note": "x".repeat(1001)});
    bob.patch(&own, too_long).faulty(&["note"]);
    bob.patch(&own, json!({})).faulty(&["status"]);
    bob.patch(&own, json!({"status": "maybe"}))
        .faulty(&["status"]);
    bob.patch(&own, json!({"status": 1})).faulty(&["status"]);
    for id in ["0", "-1", "x", "1e3", "99999999", "99999999999999999999999"] {
        ann.patch(
            &planned.at(&format!("participants/{id}/status/")),
            yes.clone(),
        )
        .gives(404);
        ann.delete(&planned.at(&format!("participants/{id}/")))
            .gives(404);
    }
    let elsewhere = ann.plan("12:00", &["bob@example.org"]);
    let id = planned.participant_id("bob@example.org");
    bob.patch(
        &elsewhere.at(&format!("participants/{id}/status/")),
        yes.clone(),
    )
    .gives(404);
    ann.delete(&elsewhere.at(&format!("participants/{id}/")))
        .gives(404);
    ann.call("POST", &planned.at("cancel/")).gives(200);
    bob.patch(&own, yes).gives(400);
}

fn a_person_leaves_and_the_organiser_removes(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
    let (bobs, cys) = (
        planned.participant("bob@example.org"),
        planned.participant("cy@example.org"),
    );
    eve.nobody().delete(&bobs).gives(401);
    eve.delete(&bobs).gives(404);
    bob.delete(&cys).gives(403);
    bob.delete(&bobs).gives(204);
    bob.get(&planned.path).gives(404);
    ann.delete(&bobs).gives(404);
    ann.delete(&cys).gives(204);
    assert_eq!(
        ann.get(&planned.at("participants/")).gives(200).json()["count"],
        0
    );
    let log = ann.get(&planned.at("notifications/")).gives(200).json();
    let told = log["results"].as_array().unwrap();
    let mut heard: Vec<_> = told
        .iter()
        .map(|one| (&one["notification_type"], &one["email"]))
        .filter(|(kind, _)| **kind != "invitation")
        .collect();
    heard.sort_by_key(|(kind, _)| kind.as_str());
    let expected = [
        (&json!("cancellation"), &json!("cy@example.org")),
        (&json!("reply"), &json!("ann@example.org")),
    ];
    assert_eq!(heard, expected, "each of what the other did");
    let again = ann.post(
        &planned.at("participants/"),
        json!({"email": "bob@example.org"}),
    );
    again.gives(201);
}

fn five_hundred_are_enough(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let plan = |count: usize| {
        let mut body = scheduler_tests::people::meeting("09:00");
        body["participants"] = (0..count)
            .map(|number| json!({"email": format!("p{number}@example.org")}))
            .collect();
        ann.post("/api/meetings/", body)
    };
    plan(501).faulty(&["participants"]);
    assert_eq!(server.site.number("select count(*) as n from meetings"), 0);
    let full = scheduler_tests::people::Meeting::of(&plan(500).gives(201));
    assert_eq!(full.body["participants"].as_array().unwrap().len(), 500);
    let path = full.at("participants/");
    ann.post(&path, json!({"email": "late@example.org"}))
        .gives(400);
    ann.delete(&full.participant("p7@example.org")).gives(204);
    ann.post(&path, json!({"email": "late@example.org"}))
        .gives(201);
    let page = ann
        .get(&full.at("participants/?page_size=500"))
        .gives(200)
        .json();
    assert_eq!((&page["count"], &page["next"]), (&json!(500), &Value::Null));
}

fn who_declined_is_free_and_must_be_free_to_come_after_all(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let mut body = scheduler_tests::people::meeting("09:00");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    body["conflict_policy"] = json!("forbid");
    let planned = ann.post("/api/meetings/", body).gives(201);
    let planned = scheduler_tests::people::Meeting::of(&planned);
    let answer = planned.answer("bob@example.org");
    bob.patch(&answer, json!({"status": "declined"})).gives(200);
    let check = json!({"start_time": day(1, "09:00"), "end_time": day(1, "10:00"), "participant_emails": ["bob@example.org"]});
    let free = ann
        .post("/api/meetings/check-conflicts/", check)
        .gives(200)
        .json();
    assert_eq!(
        free,
        json!({"has_conflicts": false, "conflicts": {}, "unknown": []})
    );
    bob.plan("09:30", &[]);
    bob.patch(&answer, json!({"status": "accepted"}))
        .refused(409, "scheduling_conflict");
    bob.patch(&answer, json!({"status": "tentative"}))
        .refused(409, "scheduling_conflict");
    assert_eq!(ann.read(&planned)["participants"][0]["status"], "declined");
}
