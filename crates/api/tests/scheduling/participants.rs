//! Inviting, answering, leaving.

use serde_json::{Value, json};
use time::Duration;

use crate::world::{MEETINGS, Person, World, plan, with};

async fn ids(person: &Person, path: &str) -> Vec<i64> {
    let page = person.get(&format!("{path}participants/")).await.good(200);
    let id = |one: &Value| one["id"].as_i64().unwrap();
    page["results"].as_array().unwrap().iter().map(id).collect()
}

#[actix_web::test]
async fn whoever_sees_the_meeting_sees_who_is_invited() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let people = format!("{path}participants/");
    let page = ann.get(&people).await.good(200);
    assert_eq!(page["count"], 2);
    assert_eq!(page["results"][0]["user"], bob.id);
    assert_eq!(bob.get(&people).await.good(200), page);
    let second = bob
        .get(&format!("{people}?page=2&page_size=1"))
        .await
        .good(200);
    assert_eq!(second["results"][0]["email"], "cy@example.org");
    bob.get(&format!("{people}?page=3&page_size=1"))
        .await
        .problem(404, "not_found");
    bob.get(&format!("{people}?page=a&page_size=0"))
        .await
        .faulty(&["page", "page_size"]);
    eve.get(&people).await.problem(404, "not_found");
}

#[actix_web::test]
async fn the_organiser_invites() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let people = format!("{path}participants/");
    let cy = json!({"email": " Cy@Example.org ", "name": "Cy", "allow_conflicts": null});
    let reply = ann.post(&people, &cy).await;
    let location = reply.header("location").unwrap().to_owned();
    let made = reply.good(201);
    assert_eq!(location, format!("{people}{}/", made["id"]));
    let wanted = json!({
        "id": made["id"], "meeting": path.trim_start_matches(MEETINGS).trim_end_matches('/'),
        "user": null, "email": "cy@example.org", "name": "Cy", "status": "pending",
        "invited_at": "2030-06-01T12:00:00Z", "responded_at": null, "note": "",
        "sequence": null, "is_co_organiser": false, "is_opted_out": false,
    });
    let checked = json!({"conflicts": {}, "unknown": []});
    assert_eq!(made, with(&wanted, &checked));
    assert_eq!(ann.get(&path).await.good(200)["participants"][1], wanted);

    ann.post(&people, &json!({"email": "CY@example.org"}))
        .await
        .problem(409, "already_invited");
    ann.post(&people, &json!({})).await.faulty(&["email"]);
    let wrong = json!({"email": "cy", "name": 5, "allow_conflicts": "yes"});
    ann.post(&people, &wrong)
        .await
        .faulty(&["email", "name", "allow_conflicts"]);
    let dan = json!({"email": "dan@example.org"});
    bob.post(&people, &dan).await.problem(403, "forbidden");
    eve.post(&people, &dan).await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_busy_person_is_invited_only_on_demand() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    bob.plans("Secret", 3, &[]).await;
    let people = format!("{}participants/", ann.plans("Plan", 3, &[]).await);
    let invite = json!({"email": "BOB@example.org"});
    let problem = ann
        .post(&people, &invite)
        .await
        .problem(409, "scheduling_conflict");
    let busy = json!({"id": null, "title": "Busy", "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z"});
    assert_eq!(problem["conflicts"], json!({"BOB@example.org": [busy]}));
    ann.post(&people, &with(&invite, &json!({"allow_conflicts": true})))
        .await
        .good(201);
}

#[actix_web::test]
async fn a_meeting_has_room_for_five_hundred() {
    let world = World::new().await;
    let ann = world.join("ann");
    let names: Vec<String> = (0..501).map(|n| format!("p{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let full = plan("Full", 3, &names);
    ann.post(MEETINGS, &full).await.faulty(&["participants"]);
    let path = ann.plans("Full", 3, &names[1..]).await;
    let one_more = json!({"email": "p0@example.org"});
    let people = format!("{path}participants/");
    ann.post(&people, &one_more).await.faulty(&["email"]);
    let invited = json!({"email": "p1@example.org"});
    ann.post(&people, &invited)
        .await
        .problem(409, "already_invited");
}

#[actix_web::test]
async fn nobody_is_invited_to_what_does_not_take_place() {
    let world = World::new().await;
    let ann = world.join("ann");
    let (off, over) = (
        ann.plans("Off", 4, &["bob"]).await,
        ann.plans("Over", 3, &["bob"]).await,
    );
    let answers = [
        format!("{off}participants/1/status/"),
        format!("{over}participants/2/status/"),
    ];
    ann.post(&format!("{off}cancel/"), &json!({}))
        .await
        .good(200);
    world.wait(Duration::days(2));
    let cy = json!({"email": "cy@example.org"});
    ann.post(&format!("{off}participants/"), &cy)
        .await
        .problem(400, "already_cancelled");
    ann.post(&format!("{over}participants/"), &cy)
        .await
        .problem(400, "already_ended");
    let yes = json!({"status": "accepted"});
    ann.patch(&answers[0], &yes)
        .await
        .problem(400, "already_cancelled");
    ann.patch(&answers[1], &yes)
        .await
        .problem(400, "already_ended");
}

#[actix_web::test]
async fn people_answer_for_themselves_or_the_organiser_does() {
    let world = World::new().await;
    let (ann, bob, cy, eve) = (
        world.join("ann"),
        world.join("bob"),
        world.join("cy"),
        world.join("eve"),
    );
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let status = format!("{path}participants/{}/status/", ids(&ann, &path).await[0]);
    world.wait(Duration::minutes(1));
    let now = json!("2030-06-01T12:01:00Z");
    for (word, stored, responded_at) in [
        ("accepted", "accepted", &now),
        ("declined", "declined", &now),
        ("tentative", "tentative", &now),
        ("invited", "pending", &Value::Null),
        ("accepted", "accepted", &now),
        ("pending", "pending", &Value::Null),
    ] {
        let after = bob.patch(&status, &json!({"status": word})).await.good(200);
        assert_eq!(
            (&after["status"], &after["responded_at"]),
            (&json!(stored), responded_at)
        );
    }
    let yes = json!({"status": "accepted"});
    assert_eq!(
        ann.patch(&status, &yes).await.good(200)["status"],
        "accepted"
    );
    cy.patch(&status, &yes).await.problem(403, "forbidden");
    eve.patch(&status, &yes).await.problem(404, "not_found");
    for bad in [
        json!({}),
        json!({"status": null}),
        json!({"status": "maybe"}),
        json!({"status": 1}),
    ] {
        bob.patch(&status, &bad).await.faulty(&["status"]);
    }
    for pid in ["0", "99", "-1", "x", "99999999999999999999"] {
        let path = format!("{path}participants/{pid}/status/");
        ann.patch(&path, &yes).await.problem(404, "not_found");
    }
}

#[actix_web::test]
async fn who_declined_cannot_come_back_into_a_time_that_is_taken() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let strict = with(
        &plan("Strict", 3, &["bob"]),
        &json!({"conflict_policy": "forbid"}),
    );
    let made = ann.post(MEETINGS, &strict).await.good(201);
    let path = format!("{MEETINGS}{}/", made["id"].as_str().unwrap());
    let status = format!(
        "{path}participants/{}/status/",
        made["participants"][0]["id"]
    );
    bob.patch(&status, &json!({"status": "declined"}))
        .await
        .good(200);
    bob.plans("Mine", 3, &[]).await;
    let problem = bob.patch(&status, &json!({"status": "accepted"})).await;
    let problem = problem.problem(409, "scheduling_conflict");
    assert_eq!(problem["conflicts"]["bob@example.org"][0]["title"], "Mine");
}

#[actix_web::test]
async fn people_leave_or_are_taken_out() {
    let world = World::new().await;
    let (ann, bob, cy, eve) = (
        world.join("ann"),
        world.join("bob"),
        world.join("cy"),
        world.join("eve"),
    );
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let other = ann.plans("Other", 4, &["bob"]).await;
    let all = ids(&ann, &path).await;
    let (of_bob, of_cy) = (
        format!("{path}participants/{}/", all[0]),
        format!("{path}participants/{}/", all[1]),
    );
    cy.delete(&of_bob).await.problem(403, "forbidden");
    eve.delete(&of_bob).await.problem(404, "not_found");
    let elsewhere = format!("{other}participants/{}/", all[0]);
    ann.delete(&elsewhere).await.problem(404, "not_found");

    let tag = ann.get(&path).await.header("etag").unwrap().to_owned();
    assert_eq!(bob.delete(&of_bob).await.status, 204);
    bob.get(&path).await.problem(404, "not_found");
    assert_eq!(ann.delete(&of_cy).await.status, 204);
    ann.delete(&of_cy).await.problem(404, "not_found");
    assert!(ids(&ann, &path).await.is_empty());
    let stale = ann
        .send(
            "PATCH",
            &path,
            &[("If-Match", tag.as_str())],
            Some(&json!({})),
        )
        .await;
    stale.problem(412, "stale");
    let log = ann.get(&format!("{path}notifications/")).await.good(200);
    let kinds: Vec<&str> = log["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["notification_type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["reply", "cancellation", "invitation"]);
}

#[actix_web::test]
async fn a_reply_to_former_times_is_outdated() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let bobs = ids(&ann, &path).await[0];
    let status = format!("{path}participants/{bobs}/status/");
    let yes = |sequence: Value| json!({"status": "accepted", "sequence": sequence});
    eve.patch(&status, &yes(json!(9)))
        .await
        .problem(404, "not_found");
    for faulty in [json!(1), json!(-1), json!("0"), json!(1_i64 << 40)] {
        bob.patch(&status, &yes(faulty)).await.faulty(&["sequence"]);
    }
    let end = ann.get(&path).await.good(200)["end_time"].clone();
    let longer = json!({"end_time": end.as_str().unwrap().replace(":00Z", ":30Z")});
    let moved = ann.patch(&path, &longer).await.good(200);
    assert_eq!(moved["sequence"], 1);
    let refused = bob.patch(&status, &yes(json!(0))).await;
    let body = refused.problem(409, "reply_outdated");
    let wanted = json!({
        "start_time": moved["start_time"], "end_time": moved["end_time"],
        "time_zone": moved["time_zone"], "sequence": 1,
    });
    assert_eq!(body["meeting"], wanted);
    let taken = bob.patch(&status, &yes(json!(1))).await.good(200);
    assert_eq!(
        (&taken["status"], &taken["sequence"]),
        (&json!("accepted"), &json!(1))
    );
    let taken = bob
        .patch(&status, &json!({"status": "declined"}))
        .await
        .good(200);
    assert_eq!(taken["sequence"], 1, "as of now");
}
