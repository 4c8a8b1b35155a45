//! Another address for an account.

use std::num::NonZeroU32;

use scheduler_domain::auth::{change_token, undo_token};
use scheduler_testkit::fakes::PlainTokens;
use serde_json::{Value, json};

use super::{log_in, me, registration};
use crate::middleware::RateLimits;
use crate::testing::{Member, Reply, World, tight_limits};

async fn ask(world: &World, who: &Member, email: &str, password: &str) -> Reply {
    let body = json!({ "email": email, "password": password });
    let call = world.post("/api/auth/me/email/").bearer(&who.access);
    call.json(&body).send().await
}

async fn send(world: &World, path: &str, body: &Value) -> Reply {
    world.post(path).json(body).send().await
}

async fn confirm(world: &World, token: &str, password: &str) -> Reply {
    let body = json!({ "token": token, "password": password });
    send(world, "/api/auth/me/email/confirm/", &body).await
}

async fn undo(world: &World, token: &str) -> Reply {
    let body = json!({ "token": token });
    send(world, "/api/auth/me/email/undo/", &body).await
}

/// What the links of the newest change carry.
fn links(world: &World, who: &Member) -> (String, String) {
    let id = who.user.id;
    let (user, changes) = world.write(|store| {
        store.read::<_, scheduler_domain::store::StoreError>(|tx| {
            Ok((
                tx.users().find(id)?.unwrap(),
                tx.address_changes().list(id)?,
            ))
        })
    });
    let change = changes.last().unwrap();
    let ctx = world.app.ctx();
    (
        change_token(&ctx, &PlainTokens, &user, change).unwrap(),
        undo_token(&ctx, &PlainTokens, change).unwrap(),
    )
}

#[actix_web::test]
async fn every_new_address_gets_the_same_answer() {
    let world = World::new();
    let ann = world.member("ann");
    world.member("bob");
    let mut answers = Vec::new();
    for email in [
        "bob@example.org",
        "nobody@example.org",
        " ANNA@example.org ",
    ] {
        answers.push(ask(&world, &ann, email, "secret of ann").await.expect(202));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let refused = ask(&world, &ann, "anna@example.org", "guess").await;
    refused.expect_faults(&["password"]);
    let refused = ask(&world, &ann, "ANN@example.org", "secret of ann").await;
    refused.expect_faults(&["email"]);
    ask(&world, &ann, "no address", "")
        .await
        .expect_faults(&["email"]);
}

#[actix_web::test]
async fn new_address_logs_in_once_it_is_confirmed() {
    let world = World::new();
    let ann = world.member("ann");
    let asked = ask(&world, &ann, "anna@example.org", "secret of ann").await;
    asked.expect(202);
    assert_eq!(
        me(&world, &ann.access).await.json()["email"],
        "ann@example.org"
    );
    let (token, _) = links(&world, &ann);
    for bad in ["garbage", &ann.access] {
        confirm(&world, bad, "secret of ann")
            .await
            .expect_faults(&["token"]);
    }
    let alone = json!({ "token": token });
    let alone = send(&world, "/api/auth/me/email/confirm/", &alone).await;
    alone.expect_problem(401, "proof_required");
    confirm(&world, &token, "guess")
        .await
        .expect_problem(401, "proof_required");
    let proved = world
        .post("/api/auth/me/email/confirm/")
        .bearer(&ann.access);
    let proved = proved.json(&json!({ "token": token })).send().await;
    proved.expect(200);
    // Not after a few seconds: this process forgets the account of the session.
    assert_eq!(
        me(&world, &ann.access).await.json()["email"],
        "anna@example.org"
    );
    log_in(&world, "anna@example.org", "secret of ann")
        .await
        .expect(200);
    log_in(&world, "ann@example.org", "secret of ann")
        .await
        .expect_problem(401, "invalid_credentials");
}

#[actix_web::test]
async fn undone_change_ends_sessions_and_the_password() {
    let world = World::new();
    let ann = world.member("ann");
    ask(&world, &ann, "thief@example.org", "secret of ann")
        .await
        .expect(202);
    let (token, _) = links(&world, &ann);
    confirm(&world, &token, "secret of ann").await.expect(200);
    let session = log_in(&world, "thief@example.org", "secret of ann")
        .await
        .expect(200);
    let (_, link) = links(&world, &ann);
    undo(&world, &link).await.expect(200);
    let access = session["access"].as_str().unwrap();
    me(&world, access)
        .await
        .expect_problem(401, "session_ended");
    for email in ["ann@example.org", "thief@example.org"] {
        log_in(&world, email, "secret of ann")
            .await
            .expect_problem(401, "invalid_credentials");
    }
    undo(&world, &link).await.expect_faults(&["token"]);
}

#[actix_web::test]
async fn account_asks_for_few_addresses_in_a_day() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            account_mails_per_day: NonZeroU32::new(2).unwrap(),
            ..tight_limits(100)
        });
    });
    let ann = world.member("ann");
    let mut answers = Vec::new();
    for number in 0..3 {
        let email = format!("stranger{number}@example.org");
        answers.push(ask(&world, &ann, &email, "secret of ann").await.status);
    }
    assert_eq!(answers, [202, 202, 429]);
}

#[actix_web::test]
async fn address_that_others_ask_for_can_still_reset_and_register() {
    let world = World::with(|settings| {
        settings.email_verification = true;
        settings.rate_limits = Some(RateLimits {
            account_mails_per_day: NonZeroU32::new(2).unwrap(),
            ..tight_limits(100)
        });
    });
    let strangers = ["ann", "bob", "cleo"].map(|name| world.member(name));
    let victim = world.member("victim").user.email.to_string();
    for email in [victim.as_str(), "new@example.org"] {
        let mut answers = Vec::new();
        for stranger in &strangers {
            answers.push(
                ask(&world, stranger, email, &password_of(stranger))
                    .await
                    .status,
            );
        }
        assert_eq!(answers.iter().filter(|status| **status == 429).count(), 1);
    }
    let reset = json!({ "email": victim });
    let path = "/api/auth/password-reset/";
    assert_eq!(send(&world, path, &reset).await.status, 200);
    let path = "/api/auth/register/";
    let account = registration("new@example.org");
    assert_eq!(send(&world, path, &account).await.status, 201);
}

fn password_of(member: &Member) -> String {
    member.user.password_hash.replacen("plain$", "", 1)
}
