//! Register, log in, the own account.

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    registering_gives_the_user_and_stores_no_more_than_that,
    addresses_and_user_names_are_unique_ignoring_case,
    both_spellings_are_one_person,
    international_local_part_is_refused_with_that_reason,
    every_faulty_field_of_a_registration_is_named,
    any_number_of_users_go_without_a_user_name,
    nobody_learns_why_a_log_in_failed,
    the_own_account_is_read_and_changed_by_its_owner_alone,
);

fn registering_gives_the_user_and_stores_no_more_than_that(backend: Backend) {
    let server = Server::start(backend);
    let nobody = server.client();
    nobody.keep_secret(PASSWORD);
    let body = json!({
        "email": "  Ann.LEE@Example.ORG ", "password": PASSWORD, "password2": PASSWORD,
        "username": " Annie ", "first_name": " Ann ", "last_name": "Lee",
        "time_zone": "Europe/Berlin", "is_staff": true, "id": "mine", "colour": {"deep": [1]},
    });
    let reply = nobody.post("/api/auth/register/", body).gives(201);
    let user = reply.json();
    let fields: Vec<&String> = user.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "id",
            "email",
            "username",
            "first_name",
            "last_name",
            "time_zone",
            "reminder_minutes",
            "is_active",
            "is_staff",
            "date_joined"
        ]
    );
    assert_eq!(user["email"], "ann.lee@example.org");
    assert_eq!(user["username"], "Annie");
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&json!("Ann"), &json!("Lee"))
    );
    assert_eq!(user["time_zone"], "Europe/Berlin");
    assert_eq!(
        (&user["is_active"], &user["is_staff"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        user["id"].as_str().unwrap().as_bytes()[14],
        b'7',
        "a UUID v7"
    );
    assert!(user["date_joined"].as_str().unwrap().ends_with('Z'));
    assert!(!reply.text().contains("password"));

    let ann = server.log_in("ANN.lee@example.org", PASSWORD);
    assert_eq!(ann.get("/api/auth/me/").gives(200).json(), user);
}

fn addresses_and_user_names_are_unique_ignoring_case(backend: Backend) {
    let server = Server::start(backend);
    let register = |email: &str, username: &str| {
        let body = json!({"email": email, "username": username, "password": PASSWORD, "password2": PASSWORD});
        server.client().post("/api/auth/register/", body)
    };
    register("ann@example.org", "Ännie").gives(201);
    register("ANN@example.org", "other").faulty(&["email"]);
    register("bob@example.org", "äNNIE").faulty(&["username"]);
    register("Ann@Example.org", "ännie").faulty(&["email", "username"]);
    register("bob@example.org", "bob").gives(201);
}

fn both_spellings_are_one_person(backend: Backend) {
    const STORED: &str = "zoe@xn--mller-kva.example";
    const TYPED: &str = "Zoe@Müller.example";
    let server = Server::start(backend);
    let ann = server.person("ann");
    let body = json!({"email": TYPED, "password": PASSWORD, "password2": PASSWORD});
    let made = server.client().post("/api/auth/register/", body.clone());
    assert_eq!(made.gives(201).json()["email"], STORED);
    server
        .client()
        .post("/api/auth/register/", body)
        .faulty(&["email"]);
    assert_eq!(server.client().register(STORED).status, 400);
    for spelling in [TYPED, STORED, "zoe@mu\u{308}ller。example"] {
        server.log_in(spelling, PASSWORD);
    }
    let zoe = server.log_in(STORED, PASSWORD);
    let planned = ann.plan("09:00", &[TYPED]);
    let participant = &planned.body["participants"][0];
    assert_eq!(
        (&participant["email"], &participant["user"]),
        (&json!(STORED), &json!(zoe.id))
    );
    assert_eq!(zoe.read(&planned)["id"], planned.body["id"]);
    for spelling in [TYPED, STORED] {
        let again = json!({"email": spelling});
        ann.post(&planned.at("participants/"), again)
            .refused(409, "already_invited");
    }
    for word in ["m%C3%BCller.example", "xn--mller-kva", "zoe%40m%C3%BCller"] {
        let path = format!("/api/meetings/?search={word}");
        assert_eq!(ann.get(&path).gives(200).json()["count"], 1, "{word}");
    }
    let clash = json!({
        "start_time": planned.body["start_time"], "end_time": planned.body["end_time"],
        "participant_emails": [TYPED],
    });
    let found = ann.post("/api/meetings/check-conflicts/", clash).gives(200);
    assert_eq!(
        found.json()["conflicts"][TYPED].as_array().unwrap().len(),
        1
    );
}

fn international_local_part_is_refused_with_that_reason(backend: Backend) {
    let server = Server::start(backend);
    for (email, said) in [
        (
            "jürgen@example.org",
            "Only ASCII characters can stand before the @.",
        ),
        ("jürgen@example", "Enter a valid email address."),
        ("ann@xn--a.example", "Enter a valid email address."),
    ] {
        let problem = server.client().register(email).is(400).json();
        assert_eq!(problem["errors"]["email"], json!([said]), "{email}");
    }
    let (ann, path) = (server.person("ann"), "/api/meetings/");
    let mut body = scheduler_tests::people::meeting("09:00");
    body["participants"] = json!([{"email": "jürgen@example.org"}]);
    ann.post(path, body).faulty(&["participants[0].email"]);
}

fn every_faulty_field_of_a_registration_is_named(backend: Backend) {
    let server = Server::start(backend);
    let nobody = server.client();
    let register = |body: Value| nobody.post("/api/auth/register/", body);
    register(json!({})).faulty(&["email", "password", "password2"]);
    register(json!({
        "email": "nonsense", "password": "short", "password2": "short", "username": "x".repeat(151),
        "first_name": "a\u{0}b", "last_name": "y".repeat(151), "time_zone": "Mars/Olympus",
    }))
    .faulty(&[
        "email",
        "first_name",
        "last_name",
        "password",
        "time_zone",
        "username",
    ]);
    register(
        json!({"email": 1, "password": [], "password2": {}, "username": 3, "time_zone": false}),
    )
    .faulty(&["email", "password", "password2", "time_zone", "username"]);
    register(json!({"email": format!("{}@{}.org", "a".repeat(60), "b.".repeat(100)), "password": PASSWORD, "password2": PASSWORD}))
        .faulty(&["email"]);
    for email in [
        "ann@127.0.0.1",
        "a@b",
        "ann@example.org\r\nBcc: x@y.z",
        "<a@example.org>",
        "",
    ] {
        register(json!({"email": email, "password": PASSWORD, "password2": PASSWORD}))
            .faulty(&["email"]);
    }
    let differs = json!({"email": "ann@example.org", "password": PASSWORD, "password2": "other"});
    let problem = register(differs).faulty(&["password"]).json();
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with("password: "),
        "{problem}"
    );
    assert_eq!(server.site.number("select count(*) as n from users"), 0);
}

fn any_number_of_users_go_without_a_user_name(backend: Backend) {
    let server = Server::start(backend);
    for (name, username) in [("a", json!("")), ("b", json!("  ")), ("c", Value::Null)] {
        let email = format!("{name}@example.org");
        let body = json!({"email": email, "username": username, "password": PASSWORD, "password2": PASSWORD});
        let user = server
            .client()
            .post("/api/auth/register", body)
            .gives(201)
            .json();
        assert_eq!(user["username"], Value::Null);
        assert_eq!(user["time_zone"], "UTC");
    }
}

fn nobody_learns_why_a_log_in_failed(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    server.person("off");
    server
        .site
        .execute("update users set is_active = false where email = 'off@example.org'");
    let nobody = server.client();
    let mut answers: Vec<Value> = [
        ("ann@example.org", "wrong password"),
        ("unknown@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        ("off@example.org", PASSWORD),
        ("ann@example.org", ""),
        ("ann@example.org", &PASSWORD.repeat(20)),
    ]
    .iter()
    .map(|(email, password)| nobody.log_in(email, password))
    .filter(|reply| reply.status != 400)
    .map(|reply| {
        let reply = reply.is(401);
        assert_eq!(reply.json()["code"], "invalid_credentials", "{reply:?}");
        reply.json()
    })
    .collect();
    assert!(answers.len() >= 4);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    nobody
        .post("/api/auth/login/", json!({}))
        .faulty(&["email", "password"]);
    nobody
        .post("/api/auth/login/", json!({"email": 1, "password": null}))
        .faulty(&["email", "password"]);
}

fn the_own_account_is_read_and_changed_by_its_owner_alone(backend: Backend) {
    let server = Server::start(backend);
    server.client().get("/api/auth/me/").gives(401);
    server
        .client()
        .patch("/api/auth/me/", json!({"first_name": "X"}))
        .gives(401);
    let (ann, bob) = (server.person("ann"), server.person("bob"));

    let changed = json!({"username": "annie", "first_name": "Ann", "time_zone": "Asia/Kathmandu"});
    let user = ann.patch("/api/auth/me/", changed).gives(200).json();
    assert_eq!(user["username"], "annie");
    assert_eq!(user["time_zone"], "Asia/Kathmandu");
    let fixed =
        json!({"email": "x@y.org", "is_staff": true, "is_active": false, "last_name": "Lee"});
    let user = ann.put("/api/auth/me/", fixed).gives(200).json();
    assert_eq!(
        (&user["email"], &user["is_staff"]),
        (&json!("ann@example.org"), &json!(false))
    );
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&json!("Ann"), &json!("Lee"))
    );
    assert_eq!(ann.get("/api/auth/me").gives(200).json(), user);

    bob.patch("/api/auth/me/", json!({"username": "ANNIE"}))
        .faulty(&["username"]);
    bob.patch(
        "/api/auth/me/",
        json!({"username": 5, "first_name": [], "time_zone": "X"}),
    )
    .faulty(&["first_name", "time_zone", "username"]);
    bob.patch("/api/auth/me/", json!({"last_name": "\u{0}"}))
        .faulty(&["last_name"]);
    ann.patch("/api/auth/me/", json!({"username": null}))
        .gives(200);
    let user = bob
        .patch("/api/auth/me/", json!({"username": "ANNIE"}))
        .gives(200)
        .json();
    assert_eq!(user["username"], "ANNIE");
}
