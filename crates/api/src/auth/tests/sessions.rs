//! Logging in, staying in, and being put out.

use serde_json::json;
use time::Duration;

use super::{PASSWORD, join, log_in, me, refresh, register, registration};
use crate::testing::World;

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
        let body = json!({ "refresh": 7 });
        let reply = world.post(path).json(&body).send().await;
        reply.expect_faults(&["refresh"]);
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
