//! Every operation of the document × nobody, stranger, participant, organiser. An operation that
//! is in the document and not in the table fails.

use std::collections::BTreeSet;

use scheduler_tests::people::meeting;
use scheduler_tests::times::day;
use scheduler_tests::{Backend, Client, Server, on_both};
use serde_json::{Value, json};

on_both!(
    each_operation_lets_in_whom_it_should,
    the_table_knows_every_operation_of_the_document,
    what_may_not_be_seen_looks_like_what_is_not_there,
    reading_changes_nothing,
);

/// Method, path below the meeting, body, and what stranger, participant and organiser get.
type Row = (&'static str, &'static str, Value, [u16; 3]);

fn of_a_meeting() -> Vec<Row> {
    vec![
        ("GET", "", Value::Null, [404, 200, 200]),
        ("GET", "export-ics/", Value::Null, [404, 200, 200]),
        ("GET", "participants/", Value::Null, [404, 200, 200]),
        ("GET", "notifications/", Value::Null, [404, 403, 200]),
        ("POST", "notify/", json!({}), [404, 403, 200]),
        (
            "POST",
            "participants/",
            json!({"email": "new@example.org"}),
            [404, 403, 201],
        ),
        (
            "PATCH",
            "participants/{pid}/status/",
            json!({"status": "accepted"}),
            [404, 200, 200],
        ),
        ("PUT", "", meeting("15:00"), [404, 403, 200]),
        ("PATCH", "", json!({"title": "New"}), [404, 403, 200]),
        (
            "DELETE",
            "participants/{pid}/",
            Value::Null,
            [404, 204, 204],
        ),
        ("POST", "cancel/", Value::Null, [404, 403, 200]),
        ("DELETE", "", Value::Null, [404, 403, 204]),
    ]
}

/// Method, path, body, and what a user gets; nobody gets 401.
fn of_a_user() -> Vec<(&'static str, &'static str, Value, u16)> {
    let check = json!({"start_time": day(1, "09:00"), "end_time": day(1, "10:00"), "participant_emails": ["a@b.org"]});
    vec![
        ("GET", "/api/auth/me/", Value::Null, 200),
        ("PUT", "/api/auth/me/", json!({}), 200),
        ("PATCH", "/api/auth/me/", json!({}), 200),
        ("POST", "/api/auth/change-password/", json!({}), 400),
        ("POST", "/api/auth/resend-verification/", json!({}), 200),
        ("GET", "/api/meetings/", Value::Null, 200),
        ("POST", "/api/meetings/", meeting("09:00"), 201),
        ("GET", "/api/meetings/my-calendar/", Value::Null, 200),
        ("GET", "/api/meetings/summary/", Value::Null, 200),
        ("POST", "/api/meetings/check-conflicts/", check, 200),
    ]
}

/// For everybody.
const OPEN: [(&str, &str); 9] = [
    ("POST", "/api/auth/register/"),
    ("POST", "/api/auth/login/"),
    ("POST", "/api/auth/token/refresh/"),
    ("POST", "/api/auth/logout/"),
    ("POST", "/api/auth/verify-email/"),
    ("GET", "/api/schema/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
];

fn call(client: &Client, method: &str, path: &str, body: &Value) -> u16 {
    let call = client.call(method, path);
    let call = if body.is_null() {
        call
    } else {
        call.json(body)
    };
    call.send().status
}

fn each_operation_lets_in_whom_it_should(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    // Staff are strangers to other people's meetings.
    let staff = server.person("staff");
    server
        .site
        .execute("update users set is_staff = (1 = 1) where email = 'staff@example.org'");
    assert_eq!(
        staff.get("/api/auth/me/").gives(200).json()["is_staff"],
        true
    );
    for (method, rest, body, [stranger, participant, organiser]) in of_a_meeting() {
        for (client, wanted) in [
            (&eve.nobody(), 401),
            (&eve, stranger),
            (&staff, stranger),
            (&bob, participant),
            (&ann, organiser),
        ] {
            let planned = ann.plan("12:00", &["bob@example.org"]);
            let pid = planned.participant_id("bob@example.org").to_string();
            let path = planned.at(&rest.replace("{pid}", &pid));
            assert_eq!(
                call(client, method, &path, &body),
                wanted,
                "{method} {rest} for {}",
                client.email
            );
            let kept = if wanted < 300 {
                0
            } else {
                ann.read(&planned)["participants"].as_array().unwrap().len()
            };
            assert!(
                wanted < 300 || kept == 1,
                "{method} {rest}: a refused call changed something"
            );
            let there = call(&ann, "DELETE", &planned.path, &Value::Null);
            assert!(matches!(there, 204 | 404));
        }
    }
    for (method, path, body, wanted) in of_a_user() {
        assert_eq!(
            call(&eve.nobody(), method, path, &body),
            401,
            "{method} {path}"
        );
        assert_eq!(call(&eve, method, path, &body), wanted, "{method} {path}");
    }
    for (method, path) in OPEN {
        let status = call(&eve.nobody(), method, path, &Value::Null);
        assert!(!matches!(status, 403..=405), "{method} {path}: {status}");
    }
}

fn the_table_knows_every_operation_of_the_document(backend: Backend) {
    let server = Server::start(backend);
    let document = server.client().get("/api/schema/").gives(200).json();
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "patch", "delete"] {
            if item.get(method).is_some() {
                documented.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let known: BTreeSet<String> = of_a_meeting()
        .iter()
        .map(|(method, rest, ..)| format!("{method} /api/meetings/{{id}}/{rest}"))
        .chain(
            of_a_user()
                .iter()
                .map(|(method, path, ..)| format!("{method} {path}")),
        )
        .chain(OPEN.iter().map(|(method, path)| format!("{method} {path}")))
        .collect();
    let unknown: Vec<_> = documented.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "in the document, not in the table: {unknown:?}"
    );
    let missing: Vec<_> = known.difference(&documented).collect();
    assert!(
        missing.is_empty(),
        "in the table, not in the document: {missing:?}"
    );
}

fn what_may_not_be_seen_looks_like_what_is_not_there(backend: Backend) {
    let server = Server::start(backend);
    let (ann, eve) = (server.person("ann"), server.person("eve"));
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let pid = planned.participant_id("bob@example.org").to_string();
    for (method, rest, body, _) in of_a_meeting() {
        let answer = |path: &str| {
            let call = eve.call(method, path);
            let call = if body.is_null() {
                call
            } else {
                call.json(&body)
            };
            let mut answer = call.gives(404).json();
            if let Some(members) = answer.as_object_mut() {
                members.remove("instance");
                members.remove("request_id");
            }
            answer
        };
        let rest = rest.replace("{pid}", &pid);
        let there = answer(&planned.at(&rest));
        for id in [
            "00000000-0000-7000-8000-000000000000",
            "not-an-id",
            "1",
            "%00",
            "%F0%9F%98%80",
            "..%2f",
        ] {
            assert_eq!(
                answer(&format!("/api/meetings/{id}/{rest}")),
                there,
                "{method} {id}/{rest}"
            );
        }
    }
}

fn reading_changes_nothing(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    scheduler_tests::within(10, "the mail is out", || {
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        (log["results"][0]["is_sent"] == true).then_some(())
    });
    let before = contents(&server);
    let pid = planned.participant_id("bob@example.org").to_string();
    let below = of_a_meeting()
        .into_iter()
        .map(|(_, rest, ..)| planned.at(&rest.replace("{pid}", &pid)));
    let others = of_a_user().into_iter().map(|(_, path, ..)| path.to_owned());
    let open = OPEN.iter().map(|(_, path)| (*path).to_owned());
    for path in below.chain(others).chain(open) {
        for method in ["GET", "HEAD", "OPTIONS"] {
            ann.call(method, &path).send();
        }
    }
    assert_eq!(contents(&server), before);
}

/// All rows of what users own.
fn contents(server: &Server) -> Vec<String> {
    [
        "users",
        "sessions",
        "meetings",
        "participants",
        "busy",
        "notifications",
        "answers",
    ]
    .iter()
    .flat_map(|table| server.site.rows(table))
    .collect()
}
