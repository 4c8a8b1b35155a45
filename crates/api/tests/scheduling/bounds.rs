//! What a request may hold, and what an answer names at most.

use serde_json::{Value, json};

use crate::world::{MEETINGS, World, plan, with};

const CHECK: &str = "/api/meetings/check-conflicts/";
const LARGEST_KEPT: usize = 512_000;

fn zeros(count: usize) -> Value {
    vec![0; count].into()
}

fn people(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("p{number}@example.org"))
        .collect()
}

#[actix_web::test]
async fn long_list_is_refused_before_its_elements() {
    let world = World::new().await;
    let ann = world.join("ann");
    for (count, message) in [
        (501, "Ensure this list has no more than 500 elements."),
        (100_000, "Ensure this list has no more than 500 elements."),
    ] {
        let body = with(
            &plan("Plan", 3, &[]),
            &json!({ "participants": zeros(count) }),
        );
        let problem = ann.post(MEETINGS, &body).await.faulty(&["participants"]);
        assert_eq!(problem["errors"]["participants"], json!([message]));
        assert_eq!(problem["errors_truncated"], Value::Null);
    }
}

#[actix_web::test]
async fn faults_are_named_up_to_a_hundred() {
    let world = World::new().await;
    let ann = world.join("ann");
    let body = json!({ "participants": zeros(500) });
    let problem = ann.post(MEETINGS, &body).await.problem(400, "invalid");
    assert_eq!(problem["errors"].as_object().unwrap().len(), 100);
    assert_eq!(problem["errors_truncated"], true);
}

#[actix_web::test]
async fn message_does_not_repeat_a_long_value() {
    let world = World::new().await;
    let ann = world.join("ann");
    let body = with(
        &plan("Plan", 3, &[]),
        &json!({ "status": "x".repeat(500_000) }),
    );
    let reply = ann.post(MEETINGS, &body).await;
    assert!(reply.text.len() < 1_000, "{} bytes", reply.text.len());
    reply.faulty(&["status"]);
}

#[actix_web::test]
async fn body_of_too_many_values_is_malformed() {
    let world = World::new().await;
    let ann = world.join("ann");
    let list = vec![json!([[[], []]]); 400];
    for (unknown, is_taken) in [
        (json!(list), true),
        (zeros(200_000), true),
        (json!(vec![json!(zeros(400)); 400]), false),
    ] {
        let body = with(&plan("Plan", 3, &[]), &json!({ "unknown": unknown }));
        let reply = ann.post(MEETINGS, &body).await;
        if is_taken {
            reply.good(201);
        } else {
            reply.problem(400, "malformed_body");
        }
    }
}

#[actix_web::test]
async fn entries_count_before_spellings_are_merged() {
    let world = World::new().await;
    let ann = world.join("ann");
    let spellings = |count| -> Vec<String> {
        let padded = |number: usize| format!("{}bob@example.org", " ".repeat(number));
        (0..count).map(padded).collect()
    };
    let times = plan("Plan", 3, &[]);
    let body = |count| with(&times, &json!({ "participant_emails": spellings(count) }));
    ann.post(CHECK, &body(200)).await.good(200);
    ann.post(CHECK, &body(201))
        .await
        .faulty(&["participant_emails"]);
    let invitees = |count| -> Vec<Value> {
        let spellings = spellings(count).into_iter();
        spellings.map(|email| json!({ "email": email })).collect()
    };
    let body = |count| with(&times, &json!({ "participants": invitees(count) }));
    ann.post(MEETINGS, &body(501))
        .await
        .faulty(&["participants"]);
    let made = ann.post(MEETINGS, &body(500)).await.good(201);
    assert_eq!(made["participants"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn search_has_ten_words_and_two_hundred_characters() {
    let world = World::new().await;
    let ann = world.join("ann");
    let words = |count: usize| -> String {
        let words = (0..count).map(|number| format!("w{number}"));
        words.collect::<Vec<_>>().join("+")
    };
    for (search, is_taken) in [
        (words(10), true),
        (words(11), false),
        (["Same", "same"].repeat(20).join("+"), true),
        ("x".repeat(200), true),
        ("x".repeat(201), false),
        ("%C3%A9".repeat(200), true),
    ] {
        let reply = ann.get(&format!("{MEETINGS}?search={search}")).await;
        if is_taken {
            reply.good(200);
        } else {
            reply.faulty(&["search"]);
        }
    }
}

#[actix_web::test]
async fn conflicts_are_named_up_to_two_hundred() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let everyone = people(70);
    let invitees: Vec<Value> = everyone.iter().map(|one| json!({ "email": one })).collect();
    let body = with(&plan("Plan", 3, &[]), &json!({ "participants": invitees }));
    for _ in 0..3 {
        bob.post(MEETINGS, &body).await.good(201);
    }
    let question = with(&body, &json!({ "participant_emails": everyone }));
    let forbidden = with(&body, &json!({ "conflict_policy": "forbid" }));
    for answer in [
        ann.post(CHECK, &question).await.good(200),
        ann.post(MEETINGS, &forbidden)
            .await
            .problem(409, "scheduling_conflict"),
        ann.post(MEETINGS, &body).await.good(201),
    ] {
        let named = answer["conflicts"].as_object().unwrap();
        let entries = named.values().map(|list| list.as_array().unwrap().len());
        assert_eq!(entries.sum::<usize>(), 200);
        assert_eq!(answer["conflicts_truncated"], true);
        assert_eq!(named.len(), 70, "each person is named before one is twice");
    }
    let few = with(&question, &json!({ "participant_emails": &everyone[..50] }));
    let answer = ann.post(CHECK, &few).await.good(200);
    assert_eq!(answer["conflicts_truncated"], Value::Null);
}

#[actix_web::test]
async fn kept_response_stays_small() {
    let world = World::new().await;
    let ann = world.join("ann");
    // The worst: each character takes six octets in JSON, or every name is as long as it may be.
    let long_title = "\u{1}x".repeat(127);
    for _ in 0..20 {
        let body = with(&plan("Plan", 3, &["p0"]), &json!({ "title": long_title }));
        ann.post(MEETINGS, &body).await.good(201);
    }
    let invitees = |count: usize, name: &str| -> Vec<Value> {
        let local = "x".repeat(50);
        let email = |number| format!("{local}{number}@{}.example.org", "y".repeat(60));
        (0..count)
            .map(|number| json!({ "email": email(number), "name": name }))
            .collect()
    };
    let with_people = |list: Vec<Value>| {
        let description = "\u{1}x".repeat(5_000);
        let change = json!({ "participants": list, "description": description });
        with(&plan("Plan", 3, &[]), &change)
    };
    let too_much = with_people(invitees(500, &"é".repeat(150)));
    ann.post(MEETINGS, &too_much)
        .await
        .faulty(&["participants"]);
    let largest = with_people(invitees(500, &"é".repeat(60)));
    let headers = [("Idempotency-Key", "one")];
    let first = ann.send("POST", MEETINGS, &headers, Some(&largest)).await;
    assert_eq!(first.status, 201, "{}", first.text);
    assert!(first.text.len() < LARGEST_KEPT, "{}", first.text.len());
    let again = ann.send("POST", MEETINGS, &headers, Some(&largest)).await;
    assert_eq!(again.text, first.text);
}
