//! Every operation once, with what can go wrong on the way.

use scheduler_domain::opt_out::opt_out_token;
use scheduler_domain::text::Email;
use scheduler_testkit::fakes::PlainTokens;
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, accounts, addresses, join, sessions};
use crate::admin::administration;
use crate::client::{Client, Got, METRICS_TOKEN, Sent};
use crate::oversight::oversight;

pub(crate) async fn post(client: &Client, path: &str, token: &str, body: Value) -> Got {
    let sent = Sent {
        token: Some(token),
        body: Some(body),
        header: None,
    };
    client.call("POST", path, sent).await
}

pub(crate) async fn get(client: &Client, path: &str, token: &str) -> Got {
    let sent = Sent {
        token: Some(token),
        ..Sent::default()
    };
    client.call("GET", path, sent).await
}

pub(crate) async fn send(
    client: &Client,
    method: &str,
    path: &str,
    token: &str,
    body: Value,
) -> Got {
    let sent = Sent {
        token: Some(token),
        body: Some(body),
        header: None,
    };
    client.call(method, path, sent).await
}

/// The example that the document gives for this body.
pub(crate) fn example(client: &Client, schema: &str) -> Value {
    client.document["components"]["schemas"][schema]["example"].clone()
}

#[actix_web::test]
async fn every_operation_answers_what_the_document_says() {
    let client = Client::new().await;
    for path in [
        "/healthz",
        "/readyz",
        "/api/schema/",
        "/api/schema/?format=yaml",
    ] {
        assert_eq!(client.call("GET", path, Sent::default()).await.status, 200);
    }
    for (token, status) in [(Some(METRICS_TOKEN), 200), (None, 404)] {
        let sent = Sent {
            token,
            ..Sent::default()
        };
        assert_eq!(client.call("GET", "/metrics", sent).await.status, status);
    }
    let (ann, _) = join(&client, "ann@example.com").await;
    let (bob, refresh) = join(&client, "bob@example.com").await;
    let (busy, _) = join(&client, "busy@example.com").await;
    accounts(&client, &ann).await;
    addresses(&client).await;
    let meeting = meetings(&client, &ann).await;
    participants(&client, &ann, &bob, &meeting).await;
    organisers(&client, &ann, &bob, &meeting).await;
    clashes(&client, &ann).await;
    endings(&client, &ann, &bob, &meeting).await;
    sessions(&client, &bob, &refresh).await;
    let (root, _) = join(&client, "root@example.com").await;
    administration(&client, &root).await;
    oversight(&client, &ann, &root).await;
    long_deletion(&client, &busy, &root).await;
    let path = "/api/auth/export/";
    assert_eq!(get(&client, path, &ann).await.status, 200);
    let wrong = json!({ "password": "wrong" });
    let path = "/api/auth/me/";
    assert_eq!(send(&client, "DELETE", path, &ann, wrong).await.status, 400);
    let right = example(&client, "PasswordChange")["new_password"].clone();
    let right = json!({ "password": right });
    assert_eq!(send(&client, "DELETE", path, &ann, right).await.status, 204);
    assert_eq!(get(&client, path, &ann).await.status, 401);
    assert_eq!(client.unseen(), Vec::<String>::new());
}

/// Of an account with so many meetings that it goes piece by piece.
async fn long_deletion(client: &Client, busy: &str, root: &str) {
    let mut meeting = new_meeting("One of many");
    meeting["participants"] = json!([]);
    for _ in 0..200 {
        let made = post(client, "/api/meetings/", busy, meeting.clone()).await;
        assert_eq!(made.status, 201);
    }
    let me = get(client, "/api/auth/me/", busy).await.body;
    let password = json!({ "password": PASSWORD });
    let begun = send(client, "DELETE", "/api/auth/me/", busy, password).await;
    assert_eq!(begun.status, 202);
    let seen = get(client, "/api/auth/me/deletion/", busy).await;
    assert_eq!(seen.body, begun.body);
    assert_eq!(seen.body["deletion"]["meetings"], 200);
    let path = format!("/api/admin/users/{}/", me["id"].as_str().unwrap());
    let cancel = json!({ "meetings": "cancel" });
    let again = send(client, "DELETE", &path, root, cancel).await;
    assert_eq!((again.status, again.body), (202, begun.body));
    let path = format!("{path}deletion/");
    assert_eq!(get(client, &path, root).await.body, seen.body);
}

fn new_meeting(title: &str) -> Value {
    json!({
        "title": title,
        "start_time": "2030-06-03T09:00:00Z",
        "end_time": "2030-06-03T10:00:00Z",
        "participants": [{ "email": "bob@example.com" }],
    })
}

/// Plans, reads and changes a meeting, and answers its path.
async fn meetings(client: &Client, ann: &str) -> String {
    let list = "/api/meetings/";
    assert_eq!(
        post(client, list, ann, json!({ "title": 1 })).await.status,
        400
    );
    let sent = |key, title| Sent {
        token: Some(ann),
        header: Some(("Idempotency-Key", key)),
        body: Some(new_meeting(title)),
    };
    let made = client.call("POST", list, sent("one", "Planning")).await;
    assert_eq!(made.status, 201);
    let replayed = client.call("POST", list, sent("one", "Planning")).await;
    assert_eq!(replayed.headers["idempotency-replayed"], "true");
    assert_eq!(
        client.call("POST", list, sent("one", "Other")).await.status,
        422
    );
    assert_eq!(
        client.call("POST", list, sent("ü", "Other")).await.status,
        400
    );

    assert_eq!(get(client, list, ann).await.status, 200);
    assert_eq!(
        get(client, "/api/meetings/?page_size=0&role=x", ann)
            .await
            .status,
        400
    );
    assert_eq!(get(client, "/api/meetings/?page=9", ann).await.status, 404);
    assert_eq!(get(client, "/api/meetings/summary/", ann).await.status, 200);
    assert_eq!(get(client, "/api/meetings/none/", ann).await.status, 404);

    let path = format!("/api/meetings/{}/", made.body["id"].as_str().unwrap());
    let read = get(client, &path, ann).await;
    let known = Sent {
        token: Some(ann),
        header: Some(("If-None-Match", &read.headers["etag"])),
        body: None,
    };
    assert_eq!(client.call("GET", &path, known).await.status, 304);
    let whole = new_meeting("Planned anew");
    assert_eq!(send(client, "PUT", &path, ann, whole).await.status, 200);
    let part = json!({ "location": "Room 5" });
    assert_eq!(
        send(client, "PATCH", &path, ann, part.clone()).await.status,
        200
    );
    let stale = Sent {
        token: Some(ann),
        header: Some(("If-Match", &read.headers["etag"])),
        body: Some(part),
    };
    assert_eq!(client.call("PATCH", &path, stale).await.status, 412);
    assert_eq!(
        get(client, &format!("{path}export-ics/"), ann).await.status,
        200
    );
    assert_eq!(
        get(client, "/api/meetings/my-calendar/", ann).await.status,
        200
    );
    path
}

async fn participants(client: &Client, ann: &str, bob: &str, meeting: &str) {
    let list = format!("{meeting}participants/");
    let cleo = json!({ "email": "cleo@example.com", "name": "Cleo" });
    assert_eq!(post(client, &list, ann, json!({})).await.status, 400);
    assert_eq!(post(client, &list, bob, cleo.clone()).await.status, 403);
    let invited = post(client, &list, ann, cleo.clone()).await;
    assert_eq!(invited.status, 201);
    assert_eq!(post(client, &list, ann, cleo).await.status, 409);

    let all = get(client, &list, bob).await;
    assert_eq!(all.status, 200);
    let status = format!("{list}{}/status/", all.body["results"][0]["id"]);
    let answer = json!({ "status": "accepted" });
    assert_eq!(
        send(client, "PATCH", &status, bob, answer).await.status,
        200
    );
    let wrong = json!({ "status": "perhaps" });
    assert_eq!(send(client, "PATCH", &status, bob, wrong).await.status, 400);

    by_link(client, ann, bob, &format!("{list}{}/", invited.body["id"])).await;
    let cleo = format!("{list}{}/", invited.body["id"]);
    assert_eq!(
        send(client, "DELETE", &cleo, bob, Value::Null).await.status,
        403
    );
    assert_eq!(
        send(client, "DELETE", &cleo, ann, Value::Null).await.status,
        204
    );

    let notify = format!("{meeting}notify/");
    assert_eq!(post(client, &notify, bob, json!({})).await.status, 403);
    assert_eq!(
        post(client, &notify, ann, json!({ "type": "party" }))
            .await
            .status,
        400
    );
    let body = example(client, "NotifyRequest");
    assert_eq!(post(client, &notify, ann, body).await.status, 200);
    let told = format!("{meeting}notifications/");
    assert_eq!(get(client, &told, bob).await.status, 403);
    let page = get(client, &told, ann).await;
    assert_eq!(page.status, 200);
    let of = |kind: &str| {
        let all = page.body["results"].as_array().unwrap().iter();
        let mut found = all.filter(|one| one["notification_type"] == kind);
        format!("{told}{}/resend/", found.next_back().unwrap()["id"])
    };
    assert_eq!(
        post(client, &of("reminder"), bob, json!({})).await.status,
        403
    );
    assert_eq!(
        post(client, &of("reminder"), ann, json!({})).await.status,
        200
    );
    assert_eq!(
        post(client, &format!("{told}0/resend/"), ann, json!({}))
            .await
            .status,
        404
    );
}

/// Cleo has no account.
async fn by_link(client: &Client, ann: &str, bob: &str, cleo: &str) {
    let link = format!("{cleo}answer-link/");
    assert_eq!(get(client, &link, bob).await.status, 403);
    let url = get(client, &link, ann).await.body["url"].clone();
    let path = url.as_str().unwrap().split_once("/rsvp/").unwrap().1;
    let path = format!("/api/rsvp/{path}");
    let nobody = |body| Sent {
        body,
        ..Sent::default()
    };
    assert_eq!(client.call("GET", &path, nobody(None)).await.status, 200);
    let answer = Some(example(client, "RsvpAnswer"));
    assert_eq!(client.call("POST", &path, nobody(answer)).await.status, 200);
    let pending = Some(json!({ "status": "pending" }));
    assert_eq!(
        client.call("POST", &path, nobody(pending)).await.status,
        400
    );
    let file = format!("{path}export-ics/");
    assert_eq!(client.call("GET", &file, nobody(None)).await.status, 200);
    let renewed = post(client, &link, ann, json!({})).await;
    assert_eq!(renewed.status, 200);
    assert_ne!(renewed.body["url"], url);
    assert_eq!(client.call("GET", &path, nobody(None)).await.status, 404);
    let address = Email::parse("bob@example.com").unwrap();
    let link = opt_out_token(&PlainTokens, &address).unwrap();
    for method in ["GET", "POST", "DELETE"] {
        for (link, status) in [(link.as_str(), 200), ("x", 404)] {
            let path = format!("/api/unsubscribe/{link}/");
            assert_eq!(
                client.call(method, &path, nobody(None)).await.status,
                status
            );
        }
    }
}

async fn organisers(client: &Client, ann: &str, bob: &str, meeting: &str) {
    let list = format!("{meeting}participants/");
    let all = get(client, &list, ann).await;
    let one = format!("{list}{}/", all.body["results"][0]["id"]);
    let yes = example(client, "ParticipantChange");
    let by_bob = send(client, "PATCH", &one, bob, yes.clone()).await;
    assert_eq!(by_bob.status, 403);
    let nothing = send(client, "PATCH", &one, ann, json!({})).await;
    assert_eq!(nothing.status, 400);
    assert_eq!(send(client, "PATCH", &one, ann, yes).await.status, 200);

    let history = format!("{meeting}history/");
    assert_eq!(get(client, &history, bob).await.status, 200);
    let no = json!({ "is_co_organiser": false });
    assert_eq!(send(client, "PATCH", &one, ann, no).await.status, 200);
    assert_eq!(get(client, &history, bob).await.status, 403);
    let past = get(client, &format!("{history}?page=9"), ann).await;
    assert_eq!(past.status, 404);

    let made = post(client, "/api/meetings/", ann, new_meeting("Given away")).await;
    let given = format!("/api/meetings/{}/", made.body["id"].as_str().unwrap());
    let hand_over = format!("{given}hand-over/");
    let heir = json!({ "email": "bob@example.com" });
    let nobody = example(client, "HandOver");
    assert_eq!(post(client, &hand_over, ann, nobody).await.status, 400);
    assert_eq!(
        post(client, &hand_over, bob, heir.clone()).await.status,
        403
    );
    let nothing = send(client, "DELETE", &hand_over, ann, Value::Null).await;
    assert_eq!(nothing.status, 409);
    let made = post(client, &hand_over, ann, heir.clone()).await;
    assert_eq!(made.status, 202);
    let withdrawn = send(client, "DELETE", &hand_over, ann, Value::Null).await;
    assert_eq!(withdrawn.status, 204);
    let (accept, decline) = (
        format!("{hand_over}accept/"),
        format!("{hand_over}decline/"),
    );
    let none = example(client, "TransferAcceptance");
    assert_eq!(post(client, &accept, bob, none.clone()).await.status, 409);
    assert_eq!(post(client, &decline, bob, json!({})).await.status, 409);
    assert_eq!(
        post(client, &hand_over, ann, heir.clone()).await.status,
        202
    );
    assert_eq!(get(client, &given, ann).await.status, 200);
    assert_eq!(post(client, &decline, bob, json!({})).await.status, 204);
    assert_eq!(post(client, &hand_over, ann, heir).await.status, 202);
    assert_eq!(post(client, &accept, bob, none).await.status, 200);
    assert_eq!(
        send(client, "DELETE", &given, bob, Value::Null)
            .await
            .status,
        204
    );
}

async fn clashes(client: &Client, ann: &str) {
    let mut forbidden = new_meeting("Clash");
    forbidden["conflict_policy"] = json!("forbid");
    let refused = post(client, "/api/meetings/", ann, forbidden).await;
    assert_eq!(refused.status, 409);
    assert_eq!(
        refused.body["conflicts"]["bob@example.com"][0]["title"],
        "Planned anew"
    );
    let warned = post(client, "/api/meetings/", ann, new_meeting("Clash")).await;
    assert_eq!(warned.status, 201);
    assert!(warned.body["conflicts"]["bob@example.com"].is_array());

    let path = "/api/meetings/check-conflicts/";
    let body = example(client, "ConflictCheck");
    assert_eq!(post(client, path, ann, body).await.status, 200);
    let mut busy = json!({ "participant_emails": ["Bob@Example.com"] });
    assert_eq!(post(client, path, ann, busy.clone()).await.status, 400);
    busy["start_time"] = json!("2030-06-03T09:00:00Z");
    busy["end_time"] = json!("2030-06-03T09:30:00Z");
    let report = post(client, path, ann, busy).await;
    assert_eq!(report.body["has_conflicts"], true);
}

async fn endings(client: &Client, ann: &str, bob: &str, meeting: &str) {
    let cancel = format!("{meeting}cancel/");
    assert_eq!(post(client, &cancel, bob, json!({})).await.status, 403);
    assert_eq!(post(client, &cancel, ann, json!({})).await.status, 200);
    assert_eq!(post(client, &cancel, ann, json!({})).await.status, 400);
    let list = format!("{meeting}participants/");
    let late = json!({ "email": "dora@example.com" });
    assert_eq!(post(client, &list, ann, late).await.status, 400);
    assert_eq!(
        send(client, "DELETE", meeting, bob, Value::Null)
            .await
            .status,
        403
    );
    assert_eq!(
        send(client, "DELETE", meeting, ann, Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(get(client, meeting, ann).await.status, 404);
}
