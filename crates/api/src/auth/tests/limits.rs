//! How often one may try.

use std::num::NonZeroU32;

use serde_json::json;

use super::{me, registration};
use crate::middleware::RateLimits;
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
