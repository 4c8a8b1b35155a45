//! Co-organisers, handing over, and the history of a meeting.

use serde_json::{Value, json};
use time::Duration;

use crate::world::{MEETINGS, Person, World, plan, with};

/// The path of a participant, as `reader` sees the meeting.
async fn participant(reader: &Person, path: &str, name: &str) -> String {
    let meeting = reader.get(path).await.good(200);
    let all = meeting["participants"].as_array().unwrap();
    let email = format!("{name}@example.org");
    let found = all.iter().find(|one| one["email"] == email).unwrap();
    format!("{path}participants/{}/", found["id"])
}

fn is_co_organiser(is: bool) -> Value {
    json!({ "is_co_organiser": is })
}

#[actix_web::test]
async fn the_organiser_alone_names_co_organisers() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob", "cy", "ann"]).await;
    let (one, cy) = (
        participant(&ann, &path, "bob").await,
        participant(&ann, &path, "cy").await,
    );
    let yes = is_co_organiser(true);
    eve.patch(&one, &yes).await.problem(404, "not_found");
    bob.patch(&one, &yes).await.problem(403, "forbidden");
    world
        .nobody()
        .patch(&one, &yes)
        .await
        .problem(401, "token_missing");
    ann.patch(&one, &json!({}))
        .await
        .faulty(&["is_co_organiser"]);
    ann.patch(&one, &json!({"is_co_organiser": "yes"}))
        .await
        .faulty(&["is_co_organiser"]);
    assert_eq!(bob.get(&path).await.good(200)["can_edit"], false);

    let named = ann.patch(&one, &yes).await.good(200);
    assert_eq!(named["is_co_organiser"], true);
    assert_eq!(bob.get(&path).await.good(200)["can_edit"], true);
    let listed = bob.get(MEETINGS).await.good(200)["results"][0].clone();
    assert_eq!(
        (&listed["can_edit"], &listed["is_organiser"]),
        (&json!(true), &json!(false))
    );
    // Which side of it somebody is on stays what it was.
    for (role, count) in [("organiser", 0), ("participant", 1)] {
        let page = bob.get(&format!("{MEETINGS}?role={role}")).await.good(200);
        assert_eq!(page["count"], count, "{role}");
    }
    bob.patch(&cy, &yes).await.problem(403, "forbidden");
    let own = participant(&ann, &path, "ann").await;
    ann.patch(&own, &yes).await.faulty(&["is_co_organiser"]);

    // Who declines is none any more.
    let no = json!({"status": "declined"});
    let declined = bob.patch(&format!("{one}status/"), &no).await.good(200);
    assert_eq!(declined["is_co_organiser"], false);
    assert_eq!(bob.get(&path).await.good(200)["can_edit"], false);
    ann.patch(&one, &yes).await.faulty(&["is_co_organiser"]);
}

#[actix_web::test]
async fn a_co_organiser_edits_by_the_same_calls() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let one = participant(&ann, &path, "bob").await;
    let calls = [
        ("PATCH", "", json!({"title": "New"}), 200),
        ("PUT", "", plan("Newer", 4, &[]), 200),
        (
            "POST",
            "participants/",
            json!({"email": "dan@example.org"}),
            201,
        ),
        ("POST", "notify/", json!({}), 200),
        ("GET", "notifications/", Value::Null, 200),
        ("GET", "history/", Value::Null, 200),
        ("POST", "cancel/", json!({}), 200),
    ];
    let send = |method: &'static str, rest: &'static str, body: Value| {
        let (bob, path) = (&bob, format!("{path}{rest}"));
        async move {
            let body = (!body.is_null()).then_some(body);
            bob.send(method, &path, &[], body.as_ref()).await
        }
    };
    for (method, rest, body, _) in calls.clone() {
        let refusal = send(method, rest, body).await.problem(403, "forbidden");
        assert_eq!(
            refusal["detail"],
            "Only the organiser and co-organisers may do this."
        );
    }
    ann.patch(&one, &is_co_organiser(true)).await.good(200);
    for (method, rest, body, status) in calls {
        send(method, rest, body).await.good(status);
    }
    bob.delete(&path).await.problem(403, "forbidden");
    let heir = json!({"email": "bob@example.org"});
    let hand_over = format!("{path}hand-over/");
    bob.post(&hand_over, &heir).await.problem(403, "forbidden");
    bob.delete(&hand_over).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn offer_is_made_shown_and_accepted_once() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    world.join_as("dora", false, "UTC");
    let path = ann.plans("Plan", 3, &["cy"]).await;
    let hand_over = format!("{path}hand-over/");
    let accept = format!("{hand_over}accept/");
    let to = |name: &str| json!({ "email": format!("{name}@example.org") });
    for call in [&hand_over, &accept, &format!("{hand_over}decline/")] {
        eve.post(call, &to("eve")).await.problem(404, "not_found");
    }
    ann.post(&hand_over, &json!({})).await.faulty(&["email"]);
    let unknown = ann.post(&hand_over, &to("nobody")).await.faulty(&["email"]);
    // An account that does not own the address is as good as none.
    let unproved = ann.post(&hand_over, &to("dora")).await.faulty(&["email"]);
    assert_eq!(unknown["errors"], unproved["errors"]);
    ann.post(&hand_over, &to("ann")).await.faulty(&["email"]);
    let stale = [("If-Match", "\"7-x\"")];
    ann.send("POST", &hand_over, &stale, Some(&to("bob")))
        .await
        .problem(412, "stale");
    let before = ann.get(&path).await;
    let etag = before.header("etag").unwrap().to_owned();

    let headers = [("Idempotency-Key", "once")];
    let reply = ann
        .send("POST", &hand_over, &headers, Some(&to("BOB")))
        .await;
    let offer = reply.good(202);
    assert_eq!(
        offer,
        json!({
            "to": "bob@example.org",
            "offered_at": "2030-06-01T12:00:00Z",
            "expires_at": "2030-06-15T12:00:00Z",
        })
    );
    let again = ann
        .send("POST", &hand_over, &headers, Some(&to("BOB")))
        .await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.good(202), offer);
    let shown = ann.get(&path).await;
    assert_ne!(shown.header("etag"), Some(etag.as_str()));
    let shown = shown.good(200);
    assert_eq!(shown["transfer"], offer);
    assert_eq!(
        (&shown["sequence"], &shown["can_edit"]),
        (&json!(0), &json!(true))
    );
    let seen = bob.get(&path).await.good(200);
    assert_eq!(seen["transfer"], offer);
    assert_eq!(seen["can_edit"], false);
    for rest in ["participants/", "history/", "export-ics/", "notifications/"] {
        bob.get(&format!("{path}{rest}"))
            .await
            .problem(404, "not_found");
    }
    eve.get(&path).await.problem(404, "not_found");

    let key = [("Idempotency-Key", "accepted")];
    bob.post(&accept, &json!({"keep_co_organisers": 1}))
        .await
        .faulty(&["keep_co_organisers"]);
    let reply = bob.send("POST", &accept, &key, None).await;
    let etag = reply.header("etag").unwrap().to_owned();
    let accepted = reply.good(200);
    assert_eq!(accepted["created_by"], bob.id);
    assert_eq!(accepted["transfer"], Value::Null);
    assert_eq!(
        (&accepted["sequence"], &accepted["can_edit"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(accepted["conflicts"], json!({}));
    assert_eq!(accepted["participants"][1]["email"], "ann@example.org");
    assert_eq!(bob.get(&path).await.header("etag"), Some(etag.as_str()));
    let again = bob.send("POST", &accept, &key, None).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.good(200), accepted);
    bob.post(&accept, &json!({}))
        .await
        .problem(409, "transfer_not_offered");
    ann.post(&hand_over, &to("ann"))
        .await
        .problem(403, "forbidden");
    ann.delete(&path).await.problem(403, "forbidden");
    bob.patch(&path, &json!({"title": "Mine"})).await.good(200);
}

#[actix_web::test]
async fn ended_offer_is_a_conflict_for_the_offered_user_alone() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["cy"]).await;
    let hand_over = format!("{path}hand-over/");
    let (accept, decline) = (
        format!("{hand_over}accept/"),
        format!("{hand_over}decline/"),
    );
    let heir = json!({"email": "bob@example.org"});
    ann.delete(&hand_over)
        .await
        .problem(409, "transfer_not_offered");
    for ends_by_bob in [true, false] {
        ann.post(&hand_over, &heir).await.good(202);
        bob.delete(&hand_over).await.problem(404, "not_found");
        if ends_by_bob {
            bob.post(&decline, &json!({})).await.good(204);
        } else {
            ann.delete(&hand_over).await.good(204);
        }
        for call in [&accept, &decline] {
            bob.post(call, &json!({}))
                .await
                .problem(409, "transfer_not_offered");
            eve.post(call, &json!({})).await.problem(404, "not_found");
        }
        bob.get(&path).await.problem(404, "not_found");
        assert_eq!(ann.get(&path).await.good(200)["transfer"], Value::Null);
    }
    ann.post(&hand_over, &heir).await.good(202);
    world.wait(Duration::days(14));
    bob.post(&accept, &json!({}))
        .await
        .problem(401, "token_expired");
}

#[actix_web::test]
async fn conflict_of_the_new_organiser_is_told_when_accepting() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let strict = with(
        &plan("Strict", 3, &[]),
        &json!({"conflict_policy": "forbid"}),
    );
    let made = ann.post(MEETINGS, &strict).await.good(201);
    let path = format!("{MEETINGS}{}/", made["id"].as_str().unwrap());
    bob.plans("Secret", 3, &[]).await;
    let hand_over = format!("{path}hand-over/");
    let offer = ann
        .post(&hand_over, &json!({"email": "bob@example.org"}))
        .await
        .good(202);
    assert!(offer.get("conflicts").is_none(), "Bob's time is not told");
    let accept = format!("{hand_over}accept/");
    let problem = bob
        .post(&accept, &json!({}))
        .await
        .problem(409, "scheduling_conflict");
    let clash = &problem["conflicts"]["bob@example.org"][0];
    assert_eq!(clash["title"], "Secret");
    ann.patch(&path, &json!({"conflict_policy": "warn"}))
        .await
        .good(200);
    let accepted = bob.post(&accept, &json!({})).await.good(200);
    assert_eq!(
        accepted["conflicts"]["bob@example.org"][0]["title"],
        "Secret"
    );
}

#[actix_web::test]
async fn the_history_tells_who_changed_what_to_what() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob"]).await;
    let history = format!("{path}history/");
    eve.get(&history).await.problem(404, "not_found");
    bob.get(&history).await.problem(403, "forbidden");
    world.wait(Duration::minutes(5));
    let id = path.trim_start_matches(MEETINGS).trim_end_matches('/');
    ann.patch(&path, &json!({"title": "Budget"}))
        .await
        .good(200);
    let one = participant(&ann, &path, "bob").await;
    let yes = json!({"status": "accepted", "note": "late"});
    bob.patch(&format!("{one}status/"), &yes).await.good(200);
    let page = ann.get(&history).await.good(200);
    assert_eq!(page["count"], 3);
    let change = |field: &str, before: Value, after: Value| json!({ "field": field, "before": before, "after": after });
    let pid = one.trim_end_matches('/').rsplit('/').next().unwrap();
    assert_eq!(
        page["results"][0],
        json!({
            "id": page["results"][0]["id"],
            "at": "2030-06-01T12:05:00Z",
            "by": {"kind": "user", "id": bob.id, "email": "bob@example.org", "name": "bob"},
            "action": "participant.answer",
            "target": {"kind": "participant", "id": pid, "meeting": id},
            "changes": [
                change("email", json!("bob@example.org"), json!("bob@example.org")),
                change("status", json!("pending"), json!("accepted")),
                change("note", json!(""), json!("late")),
            ],
        })
    );
    assert_eq!(
        page["results"][1]["changes"],
        json!([change("title", json!("Plan"), json!("Budget"))])
    );
    assert_eq!(
        page["results"][1]["target"],
        json!({"kind": "meeting", "id": id, "meeting": id})
    );
    assert_eq!(page["results"][2]["action"], "meeting.create");
    let second = ann
        .get(&format!("{history}?page=2&page_size=2"))
        .await
        .good(200);
    assert_eq!(second["results"], json!([page["results"][2]]));
    ann.get(&format!("{history}?page=4"))
        .await
        .problem(404, "not_found");
}
