//! Who is busy, asked beforehand.

use serde_json::{Value, json};

use crate::world::{MEETINGS, World, with};

const CHECK: &str = "/api/meetings/check-conflicts/";

fn question(emails: &[&str]) -> Value {
    json!({"start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z", "participant_emails": emails})
}

#[actix_web::test]
async fn a_person_is_named_once_by_the_first_spelling() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let shared = bob.plans("Shared", 3, &["ann"]).await;
    let clash = json!({"id": shared.trim_start_matches(MEETINGS).trim_end_matches('/'), "title": "Shared",
        "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z"});
    let emails = [
        " BOB@example.org",
        "bob@example.org",
        "cy@example.org",
        "bob@example.org",
    ];
    let report = ann.post(CHECK, &question(&emails)).await.good(200);
    let wanted = json!({"has_conflicts": true,
        "conflicts": {"BOB@example.org": [clash]}, "unknown": []});
    assert_eq!(report, wanted);

    let eve = world.join("eve");
    let report = eve
        .post(CHECK, &question(&["bob@example.org"]))
        .await
        .good(200);
    let hidden = with(&clash, &json!({"id": null, "title": "Busy"}));
    assert_eq!(report["conflicts"], json!({"bob@example.org": [hidden]}));
}

#[actix_web::test]
async fn touching_edges_declined_cancelled_and_excluded_meetings_are_free() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let asked = question(&["bob@example.org"]);
    for (start, end, is_busy) in [
        ("08:00", "09:00", false),
        ("10:00", "11:00", false),
        ("08:00", "09:01", true),
        ("09:59", "11:00", true),
    ] {
        let times = json!({"start_time": format!("2030-06-03T{start}"), "end_time": format!("2030-06-03T{end}")});
        let report = ann.post(CHECK, &with(&asked, &times)).await.good(200);
        assert_eq!(report["has_conflicts"], is_busy, "{start}");
    }
    let id = path.trim_start_matches(MEETINGS).trim_end_matches('/');
    let without = with(&asked, &json!({"exclude_meeting_id": id}));
    let free = json!({"has_conflicts": false, "conflicts": {}, "unknown": []});
    assert_eq!(ann.post(CHECK, &without).await.good(200), free);
    let eve = world.join("eve");
    let report = eve.post(CHECK, &without).await.good(200);
    assert_eq!(
        report["has_conflicts"], true,
        "a stranger cannot leave it out"
    );

    let pid = &ann.get(&path).await.good(200)["participants"][0]["id"];
    let status = format!("{path}participants/{pid}/status/");
    bob.patch(&status, &json!({"status": "declined"}))
        .await
        .good(200);
    assert_eq!(ann.post(CHECK, &asked).await.good(200), free);
    let of_ann = question(&["ann@example.org"]);
    assert_eq!(
        ann.post(CHECK, &of_ann).await.good(200)["has_conflicts"],
        true
    );
    ann.post(&format!("{path}cancel/"), &json!({}))
        .await
        .good(200);
    assert_eq!(ann.post(CHECK, &of_ann).await.good(200), free);
}

#[actix_web::test]
async fn a_wall_time_is_that_of_the_body_or_else_of_the_caller() {
    let world = World::new().await;
    let ann = world.join_as("ann", true, "Asia/Tokyo");
    ann.plans("Plan", 3, &[]).await;
    let wall = json!({"start_time": "2030-06-03T18:00", "end_time": "2030-06-03T18:30", "exclude_meeting_id": ""});
    let asked = with(&question(&["ann@example.org"]), &wall);
    assert_eq!(
        ann.post(CHECK, &asked).await.good(200)["has_conflicts"],
        true
    );
    let elsewhere = with(&asked, &json!({"time_zone": "UTC"}));
    assert_eq!(
        ann.post(CHECK, &elsewhere).await.good(200)["has_conflicts"],
        false
    );
}

#[actix_web::test]
async fn a_bad_question_is_refused_as_a_whole() {
    let world = World::new().await;
    let ann = world.join("ann");
    ann.post(CHECK, &json!({}))
        .await
        .faulty(&["start_time", "end_time", "participant_emails"]);
    let wrong = json!({"start_time": 5, "end_time": "x", "time_zone": "Mars", "exclude_meeting_id": "7",
        "participant_emails": ["ann@example.org", "ann", null, 5]});
    ann.post(CHECK, &wrong).await.faulty(&[
        "start_time",
        "end_time",
        "time_zone",
        "exclude_meeting_id",
        "participant_emails[1]",
        "participant_emails[2]",
        "participant_emails[3]",
    ]);
    let many: Vec<String> = (0..201).map(|n| format!("p{n}@example.org")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    ann.post(CHECK, &question(&many))
        .await
        .faulty(&["participant_emails"]);
    ann.post(CHECK, &question(&many[1..])).await.good(200);
    ann.post(CHECK, &question(&[]))
        .await
        .faulty(&["participant_emails"]);
    let backwards = json!({"end_time": "2030-06-03T09:00:00Z"});
    ann.post(CHECK, &with(&question(&["a@example.org"]), &backwards))
        .await
        .faulty(&["end_time"]);
}
