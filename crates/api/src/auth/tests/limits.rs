//! How often one may try.

use std::num::NonZeroU32;

use serde_json::{Value, json};

use super::{me, registration};
use crate::middleware::{RateLimits, TrustedProxy};
use crate::testing::{World, tight_limits};

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
async fn wrong_passwords_from_elsewhere_lock_no_owner_out() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            log_in_per_account: NonZeroU32::new(2).unwrap(),
            ..RateLimits::default()
        });
    });
    let email = world.member("ann").user.email.to_string();
    let attempt = |from: &'static str, password: &str| {
        let body = json!({ "email": email, "password": password });
        world.post("/api/auth/login/").json(&body).from(from).send()
    };
    let first = attempt("192.0.2.1:1", "secret of ann").await;
    let access = first.expect(200)["access"].as_str().unwrap().to_owned();
    for from in ["198.51.100.1:1", "198.51.100.2:1", "198.51.100.3:1"] {
        attempt(from, "guess").await;
    }
    attempt("198.51.100.4:1", "secret of ann")
        .await
        .expect_problem(429, "rate_limited");
    attempt("192.0.2.1:1", "secret of ann").await.expect(200);
    attempt("192.0.2.1:1", "secret of ann")
        .await
        .expect_problem(429, "rate_limited");
    // Changing the password has an allowance of its own.
    let change = json!({ "old_password": "wrong", "new_password": "long enough 1",
        "new_password2": "long enough 1" });
    for status in [400, 400, 429] {
        let request = world.post("/api/auth/change-password/").json(&change);
        let reply = request.bearer(&access).send().await;
        assert_eq!(reply.status, status);
    }
}

#[actix_web::test]
async fn log_ins_are_limited_by_wider_networks() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            log_in_per_address: NonZeroU32::new(2).unwrap(),
            ..RateLimits::default()
        });
    });
    let mut addresses = Vec::new();
    // Each from a /64 of its own; six of them in one /56, then each in a /56 of its own.
    for number in 0..6 {
        addresses.push(format!("2001:db8:0:{number:x}::1"));
    }
    for number in 1..8 {
        addresses.push(format!("2001:db8:0:{number:x}00::1"));
    }
    let mut refused = Vec::new();
    for (number, address) in addresses.into_iter().enumerate() {
        let body = json!({ "email": format!("a{number}@example.org"), "password": "x" });
        let request = world.post("/api/auth/login/").json(&body);
        let request = request.from(&format!("[{address}]:1"));
        if request.send().await.status == 429 {
            refused.push(number);
        }
    }
    assert_eq!(refused, [4, 5, 10, 11, 12]);
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
async fn who_gets_mail_because_of_one_account_is_counted() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            recipients_per_account: NonZeroU32::new(4).unwrap(),
            ..RateLimits::default()
        });
    });
    let ann = world.member("ann");
    let plan = |people: &[&str]| {
        let people: Vec<_> = people
            .iter()
            .map(|name| json!({ "email": format!("{name}@example.org") }))
            .collect();
        json!({
            "title": "Plan",
            "start_time": "2030-06-02T09:00:00Z",
            "end_time": "2030-06-02T10:00:00Z",
            "participants": people,
        })
    };
    let post = |path: &str, body: Value| world.post(path).json(&body).bearer(&ann.access).send();
    let all = "/api/meetings/";
    let made = post(all, plan(&["a", "b", "ann"])).await;
    assert_eq!(made.status, 201, "the organiser gets none");
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let faulty = plan(&["c", "not an address"]);
    assert_eq!(post(all, faulty).await.status, 400, "nobody was invited");
    let refused = post(all, plan(&["c", "d", "e"])).await;
    refused.expect_problem(429, "rate_limited");
    let seconds: u64 = refused.header("Retry-After").unwrap().parse().unwrap();
    assert!((60..=3600).contains(&seconds), "{seconds}");
    let page = world.get(all).bearer(&ann.access).send().await;
    assert_eq!(page.json()["count"], 1, "nothing was planned");
    let invite = format!("/api/meetings/{id}/participants/");
    assert_eq!(
        post(&invite, json!({"email": "c@example.org"}))
            .await
            .status,
        201
    );
    let notify = format!("/api/meetings/{id}/notify/");
    post(&notify, json!({}))
        .await
        .expect_problem(429, "rate_limited");
    assert_eq!(
        post(&invite, json!({"email": "d@example.org"}))
            .await
            .status,
        201
    );
    post(&invite, json!({"email": "e@example.org"}))
        .await
        .expect_problem(429, "rate_limited");
    assert_eq!(post(all, plan(&[])).await.status, 201, "nobody gets mail");
    let bob = world.member("bob");
    let others = world.post(all).json(&plan(&["c"])).bearer(&bob.access);
    assert_eq!(others.send().await.status, 201);
}

#[actix_web::test]
async fn the_forwarded_address_counts_only_behind_a_trusted_proxy() {
    for (trust_proxy, third) in [(true, 401), (false, 429)] {
        let world = World::with(|settings| {
            settings.rate_limits = Some(tight_limits(2));
            settings.trust_proxy = trust_proxy.then(TrustedProxy::default);
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

#[actix_web::test]
async fn exports_are_limited_by_account() {
    let world = World::with(|settings| {
        settings.rate_limits = Some(RateLimits {
            per_user: NonZeroU32::MAX,
            ..tight_limits(2)
        });
    });
    let (ann, bob) = (world.member("ann"), world.member("bob"));
    for (member, expected) in [(&ann, 200), (&ann, 200), (&ann, 429), (&bob, 200)] {
        let export = world.get("/api/auth/export/").by(member).send().await;
        assert_eq!(export.status, expected);
    }
    me(&world, &ann.access).await.expect(200);
}
