//! Contract §2 over the memory store.

use scheduler_domain::notifications::OutboxDepth;
use serde_json::{Value, json};
use time::Duration;

use crate::testing::{Reply, World, tight_limits};

const PASSWORD: &str = "correct horse battery";

fn registration(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "password2": PASSWORD })
}

async fn register(world: &World, body: &Value) -> Reply {
    world.post("/api/auth/register/").json(body).send().await
}

async fn log_in(world: &World, email: &str, password: &str) -> Reply {
    let body = json!({ "email": email, "password": password });
    world.post("/api/auth/login/").json(&body).send().await
}

async fn refresh(world: &World, token: &Value) -> Reply {
    let body = json!({ "refresh": token });
    world
        .post("/api/auth/token/refresh/")
        .json(&body)
        .send()
        .await
}

async fn me(world: &World, access: &str) -> Reply {
    world.get("/api/auth/me/").bearer(access).send().await
}

/// A new account and its tokens.
async fn join(world: &World, email: &str) -> (String, Value) {
    register(world, &registration(email)).await.expect(201);
    let tokens = log_in(world, email, PASSWORD).await.expect(200);
    (
        tokens["access"].as_str().unwrap().to_owned(),
        tokens["refresh"].clone(),
    )
}

#[actix_web::test]
async fn nobody_gets_in_without_a_valid_access_token() {
    let world = World::new();
    let member = world.member("ann");
    let (_, refresh) = join(&world, "bob@example.org").await;
    for path in ["/api/auth/me/", "/api/meetings/"] {
        let reply = world.get(path).send().await;
        reply.expect_problem(401, "token_missing");
        assert_eq!(
            reply.header("WWW-Authenticate"),
            Some("Bearer realm=\"api\"")
        );
        for (header, code) in [
            ("Basic YTpi".to_owned(), "token_invalid"),
            ("Bearer".to_owned(), "token_invalid"),
            ("Bearer ".to_owned(), "token_invalid"),
            (member.access.clone(), "token_invalid"),
            ("Bearer garbage".to_owned(), "token_invalid"),
            (
                format!("Bearer {}", refresh.as_str().unwrap()),
                "token_wrong_type",
            ),
        ] {
            let reply = world
                .get(path)
                .header("Authorization", &header)
                .send()
                .await;
            reply.expect_problem(401, code);
        }
    }
    world.pass(Duration::minutes(15));
    me(&world, &member.access)
        .await
        .expect_problem(401, "token_expired");
}

#[actix_web::test]
async fn registering_answers_the_account() {
    let world = World::new();
    let body = json!({
        "email": " Ann@Example.ORG ", "password": PASSWORD, "password2": PASSWORD,
        "username": " Ann ", "first_name": " Ann ", "last_name": "Lee",
        "time_zone": "europe/berlin", "is_staff": true, "id": 7,
    });
    let reply = register(&world, &body).await;
    let user = reply.expect(201);
    let id = user["id"].as_str().unwrap();
    assert_eq!(id.as_bytes()[14], b'7');
    assert_eq!(
        user,
        json!({
            "id": id, "email": "ann@example.org", "username": "Ann", "first_name": "Ann",
            "last_name": "Lee", "time_zone": "Europe/Berlin", "is_active": true,
            "is_staff": false, "date_joined": "2030-06-01T12:00:00Z",
        })
    );
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    let user = register(&world, &registration("bob@example.org"))
        .await
        .expect(201);
    assert_eq!(user["username"], Value::Null);
    assert_eq!(user["time_zone"], "UTC");
}

#[actix_web::test]
async fn all_that_is_wrong_with_a_registration_is_told_at_once() {
    let world = World::new();
    let reply = register(&world, &json!({})).await;
    reply.expect_faults(&["email", "password", "password2"]);
    let body = json!({
        "email": 7, "password": [], "password2": true, "username": "x".repeat(151),
        "first_name": {}, "last_name": "a\u{0}b", "time_zone": "Mars/Olympus",
    });
    let every = [
        "email",
        "password",
        "password2",
        "username",
        "first_name",
        "last_name",
        "time_zone",
    ];
    let errors = register(&world, &body).await.expect_faults(&every);
    assert_eq!(errors["email"], json!(["Not a valid string."]));
    assert_eq!(
        errors["last_name"],
        json!(["Null characters are not allowed."])
    );

    let body = json!({ "email": "ann", "password": "1234567", "password2": "1234568" });
    let reply = register(&world, &body).await;
    let errors = reply.expect_faults(&["email", "password"]);
    assert_eq!(
        errors["password"],
        json!([
            "The two passwords do not match.",
            "This password is too short. It must contain at least 8 characters.",
            "This password is entirely numeric.",
        ])
    );
    assert_eq!(
        reply.json()["detail"],
        "password: The two passwords do not match."
    );

    for (password, fault) in [
        ("password1".to_owned(), "This password is too common."),
        (
            "ann@example.org".to_owned(),
            "The password is too similar to the email.",
        ),
        (
            "annabella-9".to_owned(),
            "The password is too similar to the username.",
        ),
        (
            "é".repeat(36),
            "This password is too long. It must not exceed 71 bytes.",
        ),
        (
            "12345678901".to_owned(),
            "This password is entirely numeric.",
        ),
        (
            "nul \u{0} inside".to_owned(),
            "Null characters are not allowed.",
        ),
    ] {
        let body = json!({
            "email": "ann@example.org", "username": "annabella-8",
            "password": password, "password2": password,
        });
        let errors = register(&world, &body).await.json()["errors"]["password"].clone();
        assert!(
            errors.as_array().unwrap().contains(&fault.into()),
            "{errors}"
        );
    }
}

#[actix_web::test]
async fn a_password_is_not_trimmed() {
    let world = World::new();
    let password = "  spaced out twice  ";
    let body = json!({ "email": "ann@example.org", "password": password, "password2": password });
    register(&world, &body).await.expect(201);
    log_in(&world, "ann@example.org", password.trim())
        .await
        .expect_problem(401, "invalid_credentials");
    log_in(&world, " ANN@example.org ", password)
        .await
        .expect(200);
}

#[actix_web::test]
async fn addresses_and_user_names_are_unique_ignoring_case() {
    let world = World::new();
    let mut body = registration("ann@example.org");
    body["username"] = "ann".into();
    register(&world, &body).await.expect(201);
    body["email"] = "ANN@example.org".into();
    body["username"] = "ANN".into();
    register(&world, &body)
        .await
        .expect_faults(&["email", "username"]);
    body["email"] = "other@example.org".into();
    register(&world, &body).await.expect_faults(&["username"]);
    for email in ["one@example.org", "two@example.org"] {
        body["email"] = email.into();
        body["username"] = "  ".into();
        register(&world, &body).await.expect(201);
    }
}

#[actix_web::test]
async fn a_registration_sent_again_is_answered_again() {
    let world = World::new();
    let send = |body: Value, key: &'static str| {
        let request = world.post("/api/auth/register/").json(&body);
        request.header("Idempotency-Key", key).send()
    };
    let first = send(registration("ann@example.org"), "k1").await;
    let again = send(registration("ann@example.org"), "k1").await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(first.header("Idempotency-Replayed"), None);
    assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
    send(registration("bob@example.org"), "k1")
        .await
        .expect_problem(422, "idempotency_key_reused");
    send(registration("ann@example.org"), "k2")
        .await
        .expect_faults(&["email"]);
    // A refusal is not kept.
    send(registration("eve@example.org"), "k2")
        .await
        .expect(201);
    let long = Box::leak("x".repeat(256).into_boxed_str());
    for bad in ["", "a b", "é", long] {
        send(registration("zoe@example.org"), bad)
            .await
            .expect_problem(400, "invalid_idempotency_key");
    }
}

#[actix_web::test]
async fn a_wrong_password_an_unknown_address_and_an_inactive_user_look_the_same() {
    let world = World::new();
    let mut ann = world.member("ann");
    ann.user.is_active = false;
    world.member("bob");
    world.write(|store| store.write(|tx| tx.users().update(&ann.user)));
    let mut bodies = Vec::new();
    for (email, password) in [
        ("bob@example.org", "secret of ann"),
        ("nobody@example.org", "secret of nobody"),
        ("not an address", "x"),
        ("bob@example.org", ""),
        ("ann@example.org", "secret of ann"),
    ] {
        let reply = log_in(&world, email, password).await;
        reply.expect_problem(401, "invalid_credentials");
        bodies.push(reply.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    log_in(&world, "bob@example.org", "secret of bob")
        .await
        .expect(200);
    let reply = world
        .post("/api/auth/login/")
        .json(&json!({ "email": null }))
        .send()
        .await;
    reply.expect_faults(&["email", "password"]);
}

#[actix_web::test]
async fn a_log_in_gives_tokens_that_work() {
    let world = World::new();
    let user = register(&world, &registration("ann@example.org"))
        .await
        .expect(201);
    let tokens = log_in(&world, "ann@example.org", PASSWORD)
        .await
        .expect(200);
    assert_eq!(tokens["user"], user);
    assert_eq!(tokens.as_object().unwrap().len(), 3);
    let seen = me(&world, tokens["access"].as_str().unwrap())
        .await
        .expect(200);
    assert_eq!(seen, user);
}

#[actix_web::test]
async fn a_refresh_token_rotates_and_a_stolen_one_ends_the_family() {
    let world = World::new();
    let (_, first) = join(&world, "ann@example.org").await;
    world.pass(Duration::minutes(1));
    let pair = refresh(&world, &first).await.expect(200);
    assert_ne!(pair["refresh"], first);
    me(&world, pair["access"].as_str().unwrap())
        .await
        .expect(200);

    world.pass(Duration::seconds(10));
    assert_eq!(refresh(&world, &first).await.expect(200), pair);
    world.pass(Duration::seconds(1));
    refresh(&world, &first)
        .await
        .expect_problem(401, "session_ended");
    refresh(&world, &pair["refresh"])
        .await
        .expect_problem(401, "session_ended");
    me(&world, pair["access"].as_str().unwrap())
        .await
        .expect_problem(401, "session_ended");
}

#[actix_web::test]
async fn what_is_no_refresh_token_gives_no_pair() {
    let world = World::new();
    let (access, token) = join(&world, "ann@example.org").await;
    for path in ["/api/auth/token/refresh/", "/api/auth/logout/"] {
        for (sent, code) in [("garbage", "token_invalid"), (&access, "token_wrong_type")] {
            let body = json!({ "refresh": sent });
            let reply = world.post(path).json(&body).send().await;
            reply.expect_problem(401, code);
            assert_eq!(
                reply.header("WWW-Authenticate"),
                Some("Bearer realm=\"api\"")
            );
        }
        for body in [
            json!({}),
            json!({ "refresh": null }),
            json!({ "refresh": 7 }),
        ] {
            world
                .post(path)
                .json(&body)
                .send()
                .await
                .expect_faults(&["refresh"]);
        }
    }
    world.pass(Duration::days(14));
    refresh(&world, &token)
        .await
        .expect_problem(401, "token_expired");
}

#[actix_web::test]
async fn a_log_out_ends_the_session_at_once() {
    let world = World::new();
    let (access, token) = join(&world, "ann@example.org").await;
    me(&world, &access).await.expect(200);
    let body = json!({ "refresh": token });
    let log_out = || world.post("/api/auth/logout/").json(&body).send();
    assert_eq!(log_out().await.expect(200), json!({}));
    me(&world, &access)
        .await
        .expect_problem(401, "session_ended");
    log_out().await.expect_problem(401, "session_ended");
    refresh(&world, &token)
        .await
        .expect_problem(401, "session_ended");
}

#[actix_web::test]
async fn what_another_process_ends_is_noticed_within_five_seconds() {
    let world = World::new();
    let mut ann = world.member("ann");
    me(&world, &ann.access).await.expect(200);
    ann.user.is_active = false;
    world.write(|store| store.write(|tx| tx.users().update(&ann.user)));
    world.pass(Duration::seconds(3));
    me(&world, &ann.access)
        .await
        .expect_problem(401, "session_ended");
}

#[actix_web::test]
async fn a_profile_changes_only_where_it_says_so() {
    let world = World::new();
    let ann = world.member("ann");
    world.member("bob");
    let patch = |body: Value| world.patch("/api/auth/me/").by(&ann).json(&body).send();
    let user = patch(json!({
        "username": " Ann9 ", "last_name": " Lee ", "time_zone": "Europe/Berlin",
        "email": "other@example.org", "is_staff": true,
    }))
    .await
    .expect(200);
    assert_eq!(user["username"], "Ann9");
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&"ann".into(), &"Lee".into())
    );
    assert_eq!(
        (&user["email"], &user["is_staff"]),
        (&"ann@example.org".into(), &false.into())
    );
    assert_eq!(patch(json!({})).await.expect(200), user);
    for blank in [json!(null), json!(" ")] {
        patch(json!({ "username": "x" })).await.expect(200);
        let user = patch(json!({ "username": blank })).await.expect(200);
        assert_eq!(user["username"], Value::Null);
    }
    let bad =
        json!({ "username": 1, "first_name": null, "last_name": "x".repeat(151), "time_zone": "" });
    patch(bad)
        .await
        .expect_faults(&["username", "first_name", "last_name", "time_zone"]);
    let put = world.request(actix_web::http::Method::PUT, "/api/auth/me/");
    let user = put
        .by(&ann)
        .json(&json!({ "first_name": "" }))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&"".into(), &"Lee".into())
    );
    let cara = world.member("cara");
    let body = json!({ "username": "ANN10" });
    patch(json!({ "username": "ann10" })).await.expect(200);
    let reply = world
        .patch("/api/auth/me/")
        .by(&cara)
        .json(&body)
        .send()
        .await;
    reply.expect_faults(&["username"]);
}

#[actix_web::test]
async fn a_new_password_ends_every_other_session() {
    let world = World::new();
    let ann = world.member("ann");
    let other = world.session(&ann.user);
    me(&world, &other).await.expect(200);
    let change = |old: &str, new: &str, new2: &str| {
        let body = json!({ "old_password": old, "new_password": new, "new_password2": new2 });
        world
            .post("/api/auth/change-password/")
            .by(&ann)
            .json(&body)
            .send()
    };
    change("wrong", PASSWORD, PASSWORD)
        .await
        .expect_faults(&["old_password"]);
    change("secret of ann", PASSWORD, "x")
        .await
        .expect_faults(&["new_password"]);
    let errors = change("secret of ann", "1234567", "1234567")
        .await
        .expect_faults(&["new_password"]);
    assert_eq!(errors["new_password"].as_array().unwrap().len(), 2);
    me(&world, &other).await.expect(200);
    let done = change("secret of ann", PASSWORD, PASSWORD)
        .await
        .expect(200);
    assert_eq!(done, json!({ "detail": "Password changed successfully." }));
    me(&world, &ann.access).await.expect(200);
    me(&world, &other)
        .await
        .expect_problem(401, "session_ended");
    log_in(&world, "ann@example.org", "secret of ann")
        .await
        .expect_problem(401, "invalid_credentials");
    log_in(&world, "ann@example.org", PASSWORD)
        .await
        .expect(200);
}

fn depth(world: &World) -> OutboxDepth {
    world.write(|store| store.glance(|tx| tx.outbox().count()))
}

#[actix_web::test]
async fn an_address_is_verified_by_what_was_mailed_to_it() {
    let world = World::with(|settings| settings.email_verification = true);
    let (access, _) = join(&world, "ann@example.org").await;
    assert_eq!(depth(&world).queued, 1);
    let resend = || {
        world
            .post("/api/auth/resend-verification/")
            .bearer(&access)
            .send()
    };
    resend().await.expect(200);
    assert_eq!(depth(&world).queued, 2);

    let id = me(&world, &access).await.json()["id"].clone();
    let user_id = scheduler_domain::ids::UserId(id.as_str().unwrap().parse().unwrap());
    let verify = |token: String| {
        let body = json!({ "token": token });
        world.post("/api/auth/verify-email/").json(&body).send()
    };
    for bad in [String::new(), "garbage".into(), access.clone()] {
        verify(bad).await.expect_faults(&["token"]);
    }
    let ctx = world.app.ctx();
    let token =
        scheduler_domain::auth::verification_token(&ctx, world.app.tokens.as_ref(), user_id)
            .unwrap();
    verify(token.clone()).await.expect(200);
    verify(token.clone()).await.expect(200);
    resend().await.expect(200);
    assert_eq!(depth(&world).queued, 2);
    world.pass(Duration::days(3));
    verify(token).await.expect_faults(&["token"]);
}

#[actix_web::test]
async fn log_ins_are_limited_by_address_and_by_account() {
    let world = World::with(|settings| settings.rate_limits = Some(tight_limits(2)));
    let attempt = |from: &'static str, email: &str| {
        let body = json!({ "email": email, "password": "x" });
        world.post("/api/auth/login/").json(&body).from(from).send()
    };
    for account in ["a@example.org", "b@example.org"] {
        attempt("192.0.2.1:1", account)
            .await
            .expect_problem(401, "invalid_credentials");
    }
    let reply = attempt("192.0.2.1:2", "c@example.org").await;
    reply.expect_problem(429, "rate_limited");
    let seconds: u64 = reply.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=31).contains(&seconds));
    attempt("192.0.2.2:1", "D@example.org")
        .await
        .expect_problem(401, "invalid_credentials");
    attempt("192.0.2.3:1", "d@example.org")
        .await
        .expect_problem(401, "invalid_credentials");
    attempt("192.0.2.4:1", "d@Example.org")
        .await
        .expect_problem(429, "rate_limited");
    // An IPv6 client has a whole network of addresses to itself.
    attempt("[2001:db8::1]:1", "e@example.org")
        .await
        .expect_problem(401, "invalid_credentials");
    attempt("[2001:db8::2]:1", "f@example.org")
        .await
        .expect_problem(401, "invalid_credentials");
    attempt("[2001:db8::3]:1", "g@example.org")
        .await
        .expect_problem(429, "rate_limited");
}

#[actix_web::test]
async fn registrations_mails_and_users_are_limited() {
    let world = World::with(|settings| settings.rate_limits = Some(tight_limits(2)));
    for index in 0..3 {
        let body = registration(&format!("a{index}@example.org"));
        let request = world.post("/api/auth/register/").json(&body);
        let reply = request.from("192.0.2.1:1").send().await;
        assert_eq!(reply.status, if index < 2 { 201 } else { 429 });
    }
    let ann = world.member("ann");
    for expected in [200, 200, 429] {
        assert_eq!(me(&world, &ann.access).await.status, expected);
    }
}

#[actix_web::test]
async fn the_forwarded_address_counts_only_behind_a_trusted_proxy() {
    for (trust_proxy, third) in [(true, 401), (false, 429)] {
        let world = World::with(|settings| {
            settings.rate_limits = Some(tight_limits(2));
            settings.trust_proxy = trust_proxy;
        });
        let mut last = 0;
        for index in 0..3 {
            let body = json!({ "email": format!("a{index}@example.org"), "password": "x" });
            let request = world
                .post("/api/auth/login/")
                .json(&body)
                .from("192.0.2.1:1");
            let forwarded = format!("198.51.100.1, 203.0.113.{index}");
            last = request
                .header("X-Forwarded-For", &forwarded)
                .send()
                .await
                .status;
        }
        assert_eq!(last, third);
    }
}
