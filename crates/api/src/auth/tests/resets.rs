//! A forgotten password.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{log_in, me};
use crate::middleware::RateLimits;
use crate::testing::{Reply, World, tight_limits};
use scheduler_domain::auth::reset_token;
use scheduler_testkit::fakes::PlainTokens;

const NEW: &str = "staple battery horse";

async fn ask(world: &World, email: &Value) -> Reply {
    let body = json!({ "email": email });
    world
        .post("/api/auth/password-reset/")
        .json(&body)
        .send()
        .await
}

async fn choose(world: &World, token: &str, new: &str) -> Reply {
    let body = json!({ "token": token, "new_password": new, "new_password2": new });
    let call = world.post("/api/auth/password-reset/confirm/");
    call.json(&body).send().await
}

#[actix_web::test]
async fn every_address_gets_the_same_answer() {
    let world = World::new();
    let mut dora = world.member("dora").user;
    dora.is_active = false;
    world.write(|store| store.write(|tx| tx.users().update(&dora)));
    world.member("ann");
    let mut answers = Vec::new();
    for name in ["ann", "nobody", "dora", "ANN"] {
        let reply = ask(&world, &json!(format!("{name}@example.org"))).await;
        answers.push(reply.expect(200));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let queued = || {
        world
            .write(|store| store.glance(|tx| tx.outbox().count()))
            .queued
    };
    let began = Instant::now();
    while queued() == 0 && began.elapsed() < Duration::from_secs(10) {
        tokio::task::yield_now().await;
    }
    assert_eq!(queued(), 1, "for the only active account");
    for bad in [json!("x"), json!(7), Value::Null] {
        ask(&world, &bad).await.expect_faults(&["email"]);
    }
}

#[actix_web::test]
async fn a_link_gives_a_new_password_and_ends_every_session() {
    let world = World::new();
    let ann = world.member("ann");
    let token = reset_token(&world.app.ctx(), &PlainTokens, &ann.user).unwrap();
    assert_eq!(me(&world, &ann.access).await.status, 200);
    choose(&world, &token, NEW).await.expect(200);
    me(&world, &ann.access)
        .await
        .expect_problem(401, "session_ended");
    log_in(&world, "ann@example.org", NEW).await.expect(200);
    choose(&world, &token, NEW)
        .await
        .expect_problem(400, "reset_link_invalid");
}

#[actix_web::test]
async fn every_reason_against_a_password_is_told_at_once() {
    let world = World::new();
    let ann = world.member("ann");
    let token = reset_token(&world.app.ctx(), &PlainTokens, &ann.user).unwrap();
    let faults = choose(&world, &token, "1234567").await;
    let faults = faults.expect_faults(&["new_password"]);
    assert_eq!(faults["new_password"].as_array().unwrap().len(), 3);
    let differ = json!({ "new_password": NEW, "new_password2": "x" });
    let call = world.post("/api/auth/password-reset/confirm/");
    let reply = call.json(&differ).send().await;
    reply.expect_faults(&["token", "new_password"]);
    choose(&world, "garbage", NEW)
        .await
        .expect_problem(400, "reset_link_invalid");
}

#[actix_web::test]
async fn asking_is_limited_by_address_and_by_account() {
    let world = World::with(|settings| settings.rate_limits = Some(tight_limits(2)));
    let attempt = |from: &'static str, email: &'static str| {
        let body = json!({ "email": email });
        let call = world.post("/api/auth/password-reset/").json(&body);
        call.from(from).send()
    };
    for (from, email, status) in [
        ("192.0.2.1:1", "a@example.org", 200),
        ("192.0.2.1:1", "b@example.org", 200),
        ("192.0.2.1:1", "c@example.org", 429),
        ("192.0.2.2:1", "A@example.org", 200),
        ("192.0.2.3:1", "a@example.org", 429),
    ] {
        assert_eq!(attempt(from, email).await.status, status, "{from} {email}");
    }
}

#[actix_web::test]
async fn mails_about_an_account_are_limited_by_day() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            reset_per_account: NonZeroU32::new(100).unwrap(),
            account_mails_per_day: NonZeroU32::new(3).unwrap(),
            ..RateLimits::default()
        });
    });
    for status in [200, 200, 200, 429] {
        let reply = ask(&world, &json!("ann@example.org")).await;
        assert_eq!(reply.status, status);
    }
    let reply = ask(&world, &json!("ann+1@example.org")).await;
    assert_eq!(reply.status, 429, "the same mailbox");
    // Whether or not there is an account, and whatever others ask for.
    ask(&world, &json!("bob@example.org")).await.expect(200);
}
