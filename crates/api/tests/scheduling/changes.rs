//! Changing, calling off and deleting.

use serde_json::{Value, json};
use time::Duration;

use crate::world::{MEETINGS, Person, World, plan, with};

/// Kinds of the mails about a meeting that this person organises, newest first.
async fn mails(organiser: &Person, path: &str) -> Vec<String> {
    let log = organiser
        .get(&format!("{path}notifications/"))
        .await
        .good(200);
    let kind = |one: &Value| one["notification_type"].as_str().unwrap().to_owned();
    log["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(kind)
        .collect()
}

#[actix_web::test]
async fn put_needs_a_whole_meeting_and_patch_does_not() {
    let world = World::new().await;
    let ann = world.join("ann");
    let body = json!({"title": "Plan", "description": "Figures", "location": "Room 4",
        "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z",
        "time_zone": "Europe/Berlin", "conflict_policy": "forbid"});
    let made = ann.post(MEETINGS, &body).await.good(201);
    let path = format!("{MEETINGS}{}/", made["id"].as_str().unwrap());

    ann.put(&path, &json!({"location": 5})).await.faulty(&[
        "title",
        "start_time",
        "end_time",
        "location",
    ]);
    let put = json!({"title": "New", "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T11:00:00Z"});
    let after = ann.put(&path, &put).await.good(200);
    let changed = json!({"title": "New", "end_time": "2030-06-03T11:00:00Z",
        "duration_minutes": 120, "sequence": 1});
    assert_eq!(
        after,
        with(&made, &changed),
        "absent optional fields stay as they are"
    );

    let same = ann
        .patch(
            &path,
            &json!({"description": null, "location": null, "id": 5}),
        )
        .await;
    assert_eq!(
        same.good(200),
        after,
        "null is absent, and nothing else changed"
    );
    for change in [json!({"title": null}), json!({"title": " "})] {
        ann.patch(&path, &change).await.faulty(&["title"]);
    }
    for change in [json!({"start_time": null}), json!({"start_time": "soon"})] {
        ann.patch(&path, &change).await.faulty(&["start_time"]);
    }
    let blank = ann
        .patch(&path, &json!({"description": "", "location": " "}))
        .await
        .good(200);
    assert_eq!(
        (&blank["description"], &blank["location"]),
        (&json!(""), &json!(""))
    );
    let all = json!({"title": "", "status": "gone", "conflict_policy": 1, "time_zone": "x",
        "start_time": "2030-06-03T11:00:00Z", "end_time": "2030-06-03T11:00:00Z"});
    ann.patch(&path, &all).await.faulty(&[
        "title",
        "status",
        "conflict_policy",
        "time_zone",
        "end_time",
    ]);
}

#[actix_web::test]
async fn new_times_are_news_and_ask_everybody_again() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let before = ann.get(&path).await.good(200);
    let pid = before["participants"][0]["id"].as_i64().unwrap();
    let status = format!("{path}participants/{pid}/status/");
    bob.patch(&status, &json!({"status": "accepted"}))
        .await
        .good(200);

    let change = json!({"description": "Quiet", "participants": [{"email": "eve@example.org"}]});
    let after = ann.patch(&path, &change).await.good(200);
    assert_eq!(after["sequence"], 0, "a description is no news");
    assert_eq!(
        after["participants"].as_array().unwrap().len(),
        2,
        "participants are ignored"
    );
    assert_eq!(after["participants"][0]["status"], "accepted");
    assert_eq!(
        mails(&ann, &path).await,
        ["reply", "invitation", "invitation"]
    );

    let after = ann
        .patch(&path, &json!({"end_time": "2030-06-03T09:30:00Z"}))
        .await
        .good(200);
    assert_eq!(after["sequence"], 1);
    assert_eq!(after["participants"][0]["status"], "pending");
    assert_eq!(after["participants"][0]["responded_at"], Value::Null);
    let waiting = ["reply", "update", "update"];
    assert_eq!(
        mails(&ann, &path).await,
        waiting,
        "in the place of the invitations"
    );

    let detail = ann
        .patch(&path, &json!({"end_time": "2030-06-03T09:00:00Z"}))
        .await
        .faulty(&["end_time"]);
    assert_eq!(
        detail["detail"],
        "end_time: End time must be after start time."
    );
    ann.patch(&path, &json!({"start_time": "2030-06-03T09:45:00Z"}))
        .await
        .faulty(&["end_time"]);
    ann.patch(&path, &json!({"start_time": "2030-06-01T11:00:00Z"}))
        .await
        .faulty(&["start_time"]);
}

#[actix_web::test]
async fn a_meeting_that_has_begun_can_still_be_described() {
    let world = World::new().await;
    let ann = world.join("ann");
    let soon = json!({"title": "Now", "start_time": "2030-06-01T12:00:00Z", "end_time": "2030-06-01T13:00:00Z"});
    let made = ann.post(MEETINGS, &soon).await.good(201);
    let path = format!("{MEETINGS}{}/", made["id"].as_str().unwrap());
    world.wait(Duration::minutes(30));
    let after = ann
        .patch(&path, &json!({"description": "Late"}))
        .await
        .good(200);
    assert_eq!(
        (&after["description"], &after["is_upcoming"]),
        (&json!("Late"), &json!(false))
    );
    ann.put(&path, &with(&soon, &json!({"title": "Still"})))
        .await
        .good(200);
    world.wait(Duration::hours(1));
    assert_eq!(
        ann.patch(&path, &json!({"location": "X"})).await.good(200)["status"],
        "completed"
    );
    ann.patch(&path, &json!({"status": "cancelled"}))
        .await
        .faulty(&["status"]);
    let cancel = format!("{path}cancel/");
    ann.post(&cancel, &json!({}))
        .await
        .problem(400, "already_ended");
}

#[actix_web::test]
async fn a_status_leads_to_cancelled_and_back() {
    let world = World::new().await;
    let ann = world.join("ann");
    let path = ann.plans("Plan", 3, &["bob"]).await;
    ann.patch(&path, &json!({"status": "completed"}))
        .await
        .faulty(&["status"]);
    let off = ann
        .patch(&path, &json!({"status": "cancelled"}))
        .await
        .good(200);
    assert_eq!(
        (&off["status"], &off["sequence"]),
        (&json!("cancelled"), &json!(1))
    );
    ann.plans("Other", 3, &["bob"]).await;
    let again = ann
        .patch(&path, &json!({"status": "scheduled"}))
        .await
        .good(200);
    assert_eq!(
        (&again["status"], &again["sequence"]),
        (&json!("scheduled"), &json!(2))
    );
    assert_eq!(again["conflicts"]["bob@example.org"][0]["title"], "Other");
    assert_eq!(
        mails(&ann, &path).await,
        ["update"],
        "one waits, with the last state"
    );

    ann.patch(&path, &json!({"status": "cancelled"}))
        .await
        .good(200);
    let strict = json!({"status": "scheduled", "conflict_policy": "forbid"});
    let problem = ann
        .patch(&path, &strict)
        .await
        .problem(409, "scheduling_conflict");
    assert_eq!(problem["conflicts"]["bob@example.org"][0]["title"], "Other");
    assert_eq!(problem["conflicts"]["ann@example.org"][0]["title"], "Other");
    assert_eq!(ann.get(&path).await.good(200)["status"], "cancelled");
}

#[actix_web::test]
async fn cancelling_happens_once_and_tells_everybody() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let cancel = format!("{path}cancel/");
    bob.post(&cancel, &json!({}))
        .await
        .problem(403, "forbidden");
    let reply = ann.send("POST", &cancel, &[], None).await;
    let etag = reply.header("etag").unwrap().to_owned();
    let off = reply.good(200);
    assert_eq!(
        (&off["status"], &off["sequence"]),
        (&json!("cancelled"), &json!(1))
    );
    assert_eq!(off["is_upcoming"], false);
    assert_eq!(ann.get(&path).await.header("etag"), Some(etag.as_str()));
    assert_eq!(mails(&ann, &path).await, ["cancellation"]);
    ann.post(&cancel, &json!({}))
        .await
        .problem(400, "already_cancelled");
}

#[actix_web::test]
async fn only_the_organiser_changes_a_meeting() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let before = ann.get(&path).await.good(200);
    bob.patch(&path, &json!({"title": "Mine"}))
        .await
        .problem(403, "forbidden");
    bob.put(&path, &plan("Mine", 3, &[]))
        .await
        .problem(403, "forbidden");
    bob.delete(&path).await.problem(403, "forbidden");
    assert_eq!(ann.get(&path).await.good(200), before);
}

#[actix_web::test]
async fn deleting_leaves_nothing() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let reply = ann.delete(&path).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    ann.delete(&path).await.problem(404, "not_found");
    bob.get(&path).await.problem(404, "not_found");
    let check = json!({"start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z",
        "participant_emails": ["bob@example.org"]});
    let free = ann
        .post(&format!("{MEETINGS}check-conflicts/"), &check)
        .await
        .good(200);
    assert_eq!(free["has_conflicts"], false);
}

#[actix_web::test]
async fn a_stale_tag_stops_every_change() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let cancel = format!("{path}cancel/");
    let detail = ann.get(&path).await;
    let tag = detail.header("etag").unwrap().to_owned();
    let pid = detail.good(200)["participants"][0]["id"].as_i64().unwrap();
    let status = format!("{path}participants/{pid}/status/");
    bob.patch(&status, &json!({"status": "accepted"}))
        .await
        .good(200);
    assert_ne!(ann.get(&path).await.header("etag"), Some(tag.as_str()));

    let fresh = [("If-Match", tag.as_str())];
    let renamed = json!({"title": "New"});
    let reply = ann.send("PATCH", &path, &fresh, Some(&renamed)).await;
    let newest = reply.header("etag").unwrap().to_owned();
    reply.good(200);
    assert_eq!(ann.get(&path).await.header("etag"), Some(newest.as_str()));

    let put = plan("Put", 3, &[]);
    for stale in [tag.as_str(), "\"nonsense\"", "nonsense", ""] {
        let header = [("If-Match", stale)];
        for (method, at, body) in [
            ("PATCH", &path, Some(&renamed)),
            ("PUT", &path, Some(&put)),
            ("POST", &cancel, None),
            ("DELETE", &path, None),
        ] {
            ann.send(method, at, &header, body)
                .await
                .problem(412, "stale");
        }
    }
    let any = [("If-Match", "*")];
    assert_eq!(
        ann.send("PUT", &path, &any, Some(&put)).await.good(200)["title"],
        "Put"
    );
    let newest = ann.get(&path).await.header("etag").unwrap().to_owned();
    let gone = ann
        .send("DELETE", &path, &[("If-Match", newest.as_str())], None)
        .await;
    assert_eq!(gone.status, 204);
}
