//! Making an account, and proving that its address is real.

use scheduler_domain::notifications::OutboxDepth;
use serde_json::{Value, json};
use time::Duration;

use super::{PASSWORD, join, log_in, me, register, registration};
use crate::testing::World;

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
            "last_name": "Lee", "time_zone": "Europe/Berlin", "reminder_minutes": null,
            "is_active": true, "is_staff": false, "date_joined": "2030-06-01T12:00:00Z",
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
            "This password is too common.",
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
            "83649502817".to_owned(),
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
    let ann = world.write(|store| store.glance(|tx| tx.users().find(user_id)));
    let ann = ann.unwrap();
    let ctx = world.app.ctx();
    let token =
        scheduler_domain::auth::verification_token(&ctx, world.app.tokens.as_ref(), &ann).unwrap();
    let alone = verify(token.clone()).await;
    alone.expect_problem(401, "proof_required");
    let body = json!({"token": token, "password": "not the password"});
    let wrong = world.post("/api/auth/verify-email/").json(&body).send();
    wrong.await.expect_problem(401, "proof_required");
    let proved = world.post("/api/auth/verify-email/").bearer(&access);
    let proved = proved.json(&json!({ "token": token })).send().await;
    proved.expect(200);
    let body = json!({ "token": token });
    let late = world.post("/api/auth/disown/").json(&body).send().await;
    late.expect_problem(409, "conflict");
    verify(token.clone()).await.expect(200);
    resend().await.expect(200);
    assert_eq!(depth(&world).queued, 2);
    world.pass(Duration::days(3));
    verify(token).await.expect_faults(&["token"]);
}
