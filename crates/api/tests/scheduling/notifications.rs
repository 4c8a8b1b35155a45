//! What the organiser sends, and sees of it.

use serde_json::{Value, json};

use crate::world::{MEETINGS, World};

#[actix_web::test]
async fn the_organiser_reminds_everybody() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob", "cy", "ann"]).await;
    let (notify, log) = (format!("{path}notify/"), format!("{path}notifications/"));
    let everybody = json!({"results": {"bob@example.org": true, "cy@example.org": true}});
    let without_body = ann.send("POST", &notify, &[], None).await;
    assert_eq!(without_body.good(200), everybody);
    for body in [
        json!({}),
        json!({"type": null}),
        json!({"type": ""}),
        json!({"type": "update"}),
        json!({"type": "cancellation"}),
        json!({"type": "invitation"}),
    ] {
        assert_eq!(ann.post(&notify, &body).await.good(200), everybody);
    }
    for bad in [
        json!({"type": "gossip"}),
        json!({"type": 5}),
        json!({"type": "email_verification"}),
    ] {
        ann.post(&notify, &bad).await.faulty(&["type"]);
    }
    for (method, path) in [("POST", &notify), ("GET", &log)] {
        bob.send(method, path, &[], None)
            .await
            .problem(403, "forbidden");
        eve.send(method, path, &[], None)
            .await
            .problem(404, "not_found");
    }
    let page = ann.get(&log).await.good(200);
    assert_eq!(
        page["count"], 10,
        "four times two reminders, and two of all the others"
    );
    let newest = &page["results"][8];
    let wanted = json!({
        "id": newest["id"], "meeting": path.trim_start_matches(MEETINGS).trim_end_matches('/'),
        "email": "cy@example.org", "notification_type": "invitation",
        "message": newest["message"], "is_sent": false, "sent_at": null, "attempts": 0,
        "last_error": null, "state": "queued", "response": null,
        "next_try_at": newest["next_try_at"],
    });
    assert_eq!(*newest, wanted);
    assert!(newest["message"].as_str().unwrap().contains("Plan"));
    let last = ann
        .get(&format!("{log}?page=5&page_size=2"))
        .await
        .good(200);
    assert_eq!(last["next"], Value::Null);
    assert_eq!(last["results"][1]["email"], "bob@example.org");
    ann.get(&format!("{log}?page_size=501"))
        .await
        .faulty(&["page_size"]);
}

#[actix_web::test]
async fn nobody_is_reminded_of_what_was_called_off() {
    let world = World::new().await;
    let ann = world.join("ann");
    let path = ann.plans("Plan", 3, &["bob"]).await;
    ann.post(&format!("{path}cancel/"), &json!({}))
        .await
        .good(200);
    let notify = format!("{path}notify/");
    ann.post(&notify, &json!({}))
        .await
        .problem(400, "already_cancelled");
    ann.post(&notify, &json!({"type": "cancellation"}))
        .await
        .good(200);
}
