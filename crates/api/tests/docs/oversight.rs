//! What staff sees of everybody, and mends.

use serde_json::{Value, json};

use crate::client::{Client, Sent};
use crate::tour::{example, get, post, send};

/// As who organises this and as a superuser, on the way to every answer of these calls.
pub(crate) async fn oversight(client: &Client, ann: &str, boss: &str) {
    let body = json!({
        "title": "Overseen",
        "start_time": "2030-06-05T09:00:00Z",
        "end_time": "2030-06-05T10:00:00Z",
        "participants": [{ "email": "eve@example.com" }],
    });
    let made = post(client, "/api/meetings/", ann, body.clone()).await;
    let list = "/api/admin/meetings/";
    assert_eq!(get(client, list, ann).await.status, 404);
    assert_eq!(get(client, list, boss).await.status, 200);
    let wrong = get(client, "/api/admin/meetings/?status=x", boss).await;
    assert_eq!(wrong.status, 400);
    let one = format!("{list}{}/", made.body["id"].as_str().unwrap());
    let read = get(client, &one, boss).await;
    let etag = &read.headers["etag"];
    let known = Sent {
        token: Some(boss),
        header: Some(("If-None-Match", etag)),
        body: None,
    };
    assert_eq!(client.call("GET", &one, known).await.status, 304);
    assert_eq!(send(client, "PUT", &one, boss, body).await.status, 200);
    let part = json!({ "title": "Changed by staff" });
    let changed = send(client, "PATCH", &one, boss, part.clone()).await;
    assert_eq!(changed.status, 200);
    let stale = Sent {
        token: Some(boss),
        header: Some(("If-Match", etag)),
        body: Some(part),
    };
    assert_eq!(client.call("PATCH", &one, stale).await.status, 412);

    let people = format!("{one}participants/");
    let dora = json!({ "email": "dora@example.com" });
    let added = post(client, &people, boss, dora.clone()).await;
    assert_eq!(added.status, 201);
    assert_eq!(post(client, &people, boss, dora).await.status, 409);
    let dora = format!("{people}{}/", added.body["id"]);
    let answer = json!({ "status": "tentative" });
    assert_eq!(send(client, "PATCH", &dora, boss, answer).await.status, 200);
    let gone = send(client, "DELETE", &dora, boss, Value::Null).await;
    assert_eq!(gone.status, 204);
    let all = get(client, "/api/admin/participants/", boss).await;
    assert_eq!(all.status, 200);

    let hand_over = format!("{one}hand-over/");
    let nobody = example(client, "HandOver");
    assert_eq!(post(client, &hand_over, boss, nobody).await.status, 400);
    let heir = json!({ "email": "bob@example.com" });
    assert_eq!(post(client, &hand_over, boss, heir).await.status, 200);

    mails(client, boss).await;
    assert_eq!(get(client, "/api/admin/overview/", boss).await.status, 200);
    let cancel = format!("{one}cancel/");
    assert_eq!(post(client, &cancel, boss, json!({})).await.status, 200);
    assert_eq!(post(client, &cancel, boss, json!({})).await.status, 400);
    let gone = send(client, "DELETE", &one, boss, Value::Null).await;
    assert_eq!(gone.status, 204);
}

async fn mails(client: &Client, boss: &str) {
    let list = "/api/admin/notifications/";
    let all = get(client, list, boss).await;
    assert_eq!(all.status, 200);
    let of = |kind: &str| {
        let mails = all.body["results"].as_array().unwrap().iter();
        let mut found = mails.filter(|one| one["notification_type"] == kind);
        format!("{list}{}/", found.next().unwrap()["id"])
    };
    for kind in ["invitation", "email_verification"] {
        assert_eq!(get(client, &of(kind), boss).await.status, 200);
    }
    assert_eq!(get(client, &format!("{list}0/"), boss).await.status, 404);
    let (again, enough) = (
        format!("{}retry/", of("invitation")),
        format!("{}give-up/", of("invitation")),
    );
    assert_eq!(post(client, &again, boss, json!({})).await.status, 200);
    assert_eq!(post(client, &enough, boss, json!({})).await.status, 200);
    assert_eq!(post(client, &enough, boss, json!({})).await.status, 409);
}
