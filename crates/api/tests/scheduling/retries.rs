//! Requests that are sent again.

use serde_json::{Value, json};
use time::Duration;

use crate::world::{MEETINGS, Person, Reply, World, plan};

async fn keyed(person: &Person, path: &str, key: &str, body: &Value) -> Reply {
    person
        .send("POST", path, &[("Idempotency-Key", key)], Some(body))
        .await
}

#[actix_web::test]
async fn the_same_request_is_answered_the_same_and_done_once() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let body = plan("Plan", 1, &["bob"]);
    let body = crate::world::with(
        &body,
        &json!({"start_time": "2030-06-01T12:00:00Z", "end_time": "2030-06-01T13:00:00Z"}),
    );
    let first = keyed(&ann, MEETINGS, "k1", &body).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    // The answer is kept even when the meeting would be refused by now.
    world.wait(Duration::minutes(2));
    let second = keyed(&ann, MEETINGS, "k1", &body).await;
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    for header in ["location", "etag", "content-type"] {
        assert_eq!(first.header(header), second.header(header), "{header}");
    }
    assert_eq!((first.status, &first.text), (201, &second.text));
    assert_eq!(
        (
            second.status,
            ann.get(MEETINGS).await.good(200)["count"].clone()
        ),
        (201, json!(1))
    );

    let other = plan("Other", 3, &[]);
    keyed(&ann, MEETINGS, "k1", &other)
        .await
        .problem(422, "idempotency_key_reused");
    keyed(&bob, MEETINGS, "k1", &other).await.good(201);

    let path = first.header("location").unwrap().to_owned();
    let invite = json!({"email": "cy@example.org"});
    let people = format!("{path}participants/");
    let invited = keyed(&ann, &people, "k2", &invite).await;
    let again = keyed(&ann, &people, "k2", &invite).await;
    assert_eq!((again.status, &again.text), (201, &invited.text));
    assert_eq!(again.header("location"), invited.header("location"));
    let notify = format!("{path}notify/");
    let sent = keyed(&ann, &notify, "k3", &json!({})).await.good(200);
    assert_eq!(keyed(&ann, &notify, "k3", &json!({})).await.good(200), sent);
    let log = ann.get(&format!("{path}notifications/")).await.good(200);
    assert_eq!(log["count"], 4, "two invitations and one reminder for each");
}

#[actix_web::test]
async fn a_refusal_is_not_kept() {
    let world = World::new().await;
    let ann = world.join("ann");
    keyed(&ann, MEETINGS, "k1", &json!({}))
        .await
        .faulty(&["title", "start_time", "end_time"]);
    keyed(&ann, MEETINGS, "k1", &plan("Plan", 3, &[]))
        .await
        .good(201);
    for key in ["", "two words", "ä", &"k".repeat(256)] {
        let reply = keyed(&ann, MEETINGS, key, &plan("Plan", 3, &[])).await;
        reply.problem(400, "invalid_idempotency_key");
    }
}
