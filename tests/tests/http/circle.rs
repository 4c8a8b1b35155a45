//! Whose busy time a caller may know, where addresses are verified.

use scheduler_tests::people::meeting;
use scheduler_tests::times::day;
use scheduler_tests::{Backend, Client, Server, on_both, within};
use serde_json::{Value, json};

use crate::verification::mailed_token;

on_both!(
    stranger_learns_nothing_about_busy_time,
    accepting_opens_the_circle_and_is_checked,
    internal_domain_opens_the_circle_of_verified_accounts,
);

const MET: [(&str, &str); 2] = [
    ("EMAIL_VERIFICATION", "on"),
    ("FREE_BUSY_VISIBILITY", "met"),
];

fn verified(server: &Server, name: &str) -> Client {
    let client = server.person(name);
    let token = mailed_token(&server.site, &format!("{name}@example.org"), 1);
    client.keep_secret(&token);
    client
        .post("/api/auth/verify-email/", json!({"token": token}))
        .gives(200);
    client
}

fn strict(clock: &str, invited: &[&str]) -> Value {
    let mut body = meeting(clock);
    body["conflict_policy"] = json!("forbid");
    body["participants"] = invited
        .iter()
        .map(|email| json!({"email": email}))
        .collect();
    body
}

fn check(client: &Client, email: &str) -> Value {
    let body = json!({
        "start_time": day(1, "09:00"), "end_time": day(1, "10:00"), "participant_emails": [email],
    });
    let answer = client.post("/api/meetings/check-conflicts/", body);
    answer.gives(200).json()
}

fn invited_id(meeting: &Value) -> String {
    let id = meeting["id"].as_str().unwrap();
    let participant = &meeting["participants"][0]["id"];
    format!("/api/meetings/{id}/participants/{participant}/status/")
}

fn stranger_learns_nothing_about_busy_time(backend: Backend) {
    let server = Server::with(backend, &MET);
    let (bob, eve) = (verified(&server, "bob"), verified(&server, "eve"));
    bob.plan("09:00", &[]);
    let found = check(&eve, "BOB@example.org");
    assert_eq!(
        found,
        json!({"has_conflicts": false, "conflicts": {}, "unknown": ["BOB@example.org"]})
    );
    let planned = eve.post("/api/meetings/", strict("09:00", &["Bob@example.org"]));
    let planned = planned.gives(201).json();
    assert_eq!(planned["conflicts"], json!({}));
    assert_eq!(planned["unknown"], json!(["Bob@example.org"]));
    let status = invited_id(&planned);
    for answer in ["accepted", "tentative"] {
        eve.patch(&status, json!({"status": answer}))
            .refused(403, "forbidden");
    }
    for answer in ["declined", "pending"] {
        eve.patch(&status, json!({"status": answer})).gives(200);
    }

    // Eve's own conflict refuses; the refusal still says nothing of Bob.
    let refused = eve.post("/api/meetings/", strict("09:30", &["bob@example.org"]));
    let refused = refused.refused(409, "scheduling_conflict").json();
    let busy: Vec<&String> = refused["conflicts"].as_object().unwrap().keys().collect();
    assert_eq!(busy, ["eve@example.org"]);
    assert_eq!(refused["unknown"], json!(["bob@example.org"]));

    // Neither an invitation nor a move tells more.
    let other = eve.post("/api/meetings/", strict("14:00", &[])).gives(201);
    let path = format!("/api/meetings/{}/", other.str("id"));
    let invited = eve.post(
        &format!("{path}participants/"),
        json!({"email": "BOB@example.org"}),
    );
    let invited = invited.gives(201).json();
    assert_eq!(invited["unknown"], json!(["BOB@example.org"]));
    let moved = json!({"start_time": day(1, "08:00"), "end_time": day(1, "09:00")});
    let moved = eve.patch(&path, moved).gives(200).json();
    assert_eq!(
        (&moved["conflicts"], &moved["unknown"]),
        (&json!({}), &json!(["bob@example.org"]))
    );
    assert_eq!(check(&eve, "bob@example.org")["has_conflicts"], false);
}

fn accepting_opens_the_circle_and_is_checked(backend: Backend) {
    let server = Server::with(backend, &MET);
    let (bob, eve) = (verified(&server, "bob"), verified(&server, "eve"));
    bob.plan("09:00", &[]);
    let clash = eve.post("/api/meetings/", strict("09:00", &["bob@example.org"]));
    let clash = clash.gives(201).json();
    let busy = within(6, "Bob sees the invitation", || {
        let reply = bob
            .patch(&invited_id(&clash), json!({"status": "accepted"}))
            .send();
        (reply.status == 409).then_some(reply)
    });
    let busy = busy.json();
    assert_eq!(busy["code"], "scheduling_conflict");
    assert_eq!(busy["conflicts"]["bob@example.org"][0]["title"], "Budget");
    assert_eq!(check(&eve, "bob@example.org")["has_conflicts"], false);

    let free = eve.post("/api/meetings/", strict("14:00", &["bob@example.org"]));
    let free = free.gives(201).json();
    // The invitation alone takes nothing of Bob's time.
    let own = bob.post("/api/meetings/", strict("14:00", &[])).gives(201);
    bob.delete(&format!("/api/meetings/{}/", own.str("id")))
        .gives(204);
    bob.patch(&invited_id(&free), json!({"status": "accepted"}))
        .gives(200);
    bob.post("/api/meetings/", strict("14:30", &[]))
        .refused(409, "scheduling_conflict");
    let known = check(&eve, "bob@example.org");
    assert_eq!(
        (&known["has_conflicts"], &known["unknown"]),
        (&json!(true), &json!([]))
    );
    eve.post("/api/meetings/", strict("09:30", &["bob@example.org"]))
        .refused(409, "scheduling_conflict");
}

fn internal_domain_opens_the_circle_of_verified_accounts(backend: Backend) {
    let settings = [
        ("EMAIL_VERIFICATION", "on"),
        ("INTERNAL_DOMAINS", "Example.org"),
    ];
    let server = Server::with(backend, &settings);
    let bob = verified(&server, "bob");
    bob.plan("09:00", &[]);
    let eve = server.person("eve");
    assert_eq!(
        check(&eve, "bob@example.org")["unknown"],
        json!(["bob@example.org"])
    );
    let ann = verified(&server, "ann");
    within(6, "Ann's address counts", || {
        (check(&ann, "bob@example.org")["has_conflicts"] == true).then_some(())
    });
    assert_eq!(
        check(&ann, "eve@example.org")["unknown"],
        json!(["eve@example.org"])
    );
}
