//! Files to download.

use serde_json::json;
use time::Duration;

use crate::world::{MEETINGS, World, plan, with};

#[actix_web::test]
async fn a_meeting_is_a_file_with_a_safe_name() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let body = with(
        &plan("Plan", 3, &["bob"]),
        &json!({"title": "Größe \"1\"\r\nX: y"}),
    );
    let made = ann.post(MEETINGS, &body).await.good(201);
    let path = format!("{MEETINGS}{}/export-ics/", made["id"].as_str().unwrap());
    for person in [&ann, &bob] {
        let reply = person.get(&path).await;
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("content-type"),
            Some("text/calendar; charset=utf-8")
        );
        assert_eq!(
            reply.header("content-disposition"),
            Some(
                "attachment; filename=\"Gr__e _1___X_ y.ics\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20_1___X_%20y.ics"
            )
        );
        assert!(reply.text.starts_with("BEGIN:VCALENDAR\r\n"));
        let unfolded = reply.text.replace("\r\n ", "");
        assert!(unfolded.contains("ORGANIZER") && unfolded.contains("mailto:bob@example.org"));
        assert!(!unfolded.contains("\nX: y"));
    }
    eve.get(&path).await.problem(404, "not_found");
}

#[actix_web::test]
async fn my_calendar_holds_what_is_to_come() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    ann.plans("Over", 2, &[]).await;
    ann.plans("Mine", 10, &["bob"]).await;
    bob.plans("Asked", 11, &["ann"]).await;
    bob.plans("Elsewhere", 12, &[]).await;
    let off = ann.plans("Off", 13, &[]).await;
    ann.post(&format!("{off}cancel/"), &json!({}))
        .await
        .good(200);
    world.wait(Duration::days(3));
    let reply = ann.get("/api/meetings/my-calendar/").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    let disposition = "attachment; filename=\"my_meetings.ics\"";
    assert_eq!(reply.header("content-disposition"), Some(disposition));
    assert_eq!(reply.text.matches("BEGIN:VEVENT").count(), 2);
    assert!(reply.text.contains("SUMMARY:Mine") && reply.text.contains("SUMMARY:Asked"));

    let empty = world.join("eve").get("/api/meetings/my-calendar").await;
    assert_eq!((empty.status, empty.text.contains("VEVENT")), (200, false));
}
