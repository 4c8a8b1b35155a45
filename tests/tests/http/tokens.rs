//! Broken access tokens: none is accepted.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use scheduler_tests::people::PASSWORD;
use scheduler_tests::server::JWT_SECRET;
use scheduler_tests::times::unix;
use scheduler_tests::{Backend, Client, Server, on_both};
use serde_json::{Value, json};

on_both!(
    a_broken_access_token_lets_nobody_in,
    the_header_must_be_a_bearer_token,
    every_process_signs_with_the_same_key_that_the_first_one_made,
);

/// What a token says.
pub(crate) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&from_base64(part)).unwrap()
}

fn from_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for symbol in text.bytes() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let value = alphabet.iter().position(|one| *one == symbol).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}

fn signed(claims: &Value, algorithm: Algorithm, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::new(algorithm), claims, &key).unwrap()
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut changed = claims.clone();
    changed[name] = value;
    changed
}

fn a_broken_access_token_lets_nobody_in(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let good = claims(&ann.access);
    let sign = |claims: &Value| signed(claims, Algorithm::HS256, JWT_SECRET);
    ann.bearing(&sign(&good)).get("/api/auth/me/").gives(200);
    for name in ["token_type", "sub", "user_id", "jti", "iat", "exp", "iss"] {
        assert!(!good[name].is_null(), "the claim {name}");
    }
    assert_eq!(good["sub"], json!(ann.id));
    assert_eq!(good["user_id"], json!(ann.id));
    assert_eq!(
        good["exp"].as_i64().unwrap() - good["iat"].as_i64().unwrap(),
        15 * 60
    );
    let refresh = claims(&ann.refresh);
    let life = refresh["exp"].as_i64().unwrap() - refresh["iat"].as_i64().unwrap();
    assert_eq!(life, 14 * 24 * 3600);

    for broken in broken_tokens(&good, &ann, &bob) {
        let reply = ann.bearing(&broken).get("/api/auth/me/").gives(401);
        assert!(!reply.str("code").is_empty());
    }
    ann.get("/api/auth/me/").gives(200);
    let renew = |token: &str| {
        ann.nobody()
            .post("/api/auth/token/refresh/", json!({"refresh": token}))
    };
    for broken in broken_tokens(&refresh, &ann, &bob) {
        if broken != ann.refresh {
            let status = renew(&broken).send().status;
            assert!(matches!(status, 400 | 401), "{status} for {broken}");
        }
    }
    renew(&server.log_in("ann@example.org", PASSWORD).refresh).gives(200);
    let past = with(&good, "exp", json!(unix() - 1));
    let expired = ann
        .bearing(&sign(&past))
        .get("/api/auth/me/")
        .gives(401)
        .str("code");
    let wrong = ann
        .bearing(&ann.refresh)
        .get("/api/auth/me/")
        .gives(401)
        .str("code");
    let malformed = ann
        .bearing("a.b.c")
        .get("/api/auth/me/")
        .gives(401)
        .str("code");
    let missing = ann.nobody().get("/api/auth/me/").gives(401).str("code");
    let mut codes = vec![&expired, &wrong, &malformed, &missing];
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 4, "each fault has its own code: {codes:?}");
}

fn broken_tokens(good: &Value, ann: &Client, bob: &Client) -> Vec<String> {
    let sign = |claims: &Value| signed(claims, Algorithm::HS256, JWT_SECRET);
    let own = sign(good);
    let parts: Vec<&str> = own.split('.').collect();
    let bobs: Vec<&str> = bob.access.split('.').collect();
    let (head, body, tail) = (parts[0], parts[1], parts[2]);
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let mut broken = vec![
        format!("{none}.{body}."),
        format!("{none}.{body}.{tail}"),
        format!("{none}.{body}"),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{head}.{body}.{}", &tail[..tail.len() - 2]),
        format!("{head}.{body}.{tail}AA"),
        format!("{head}.{body}.{tail}.{tail}"),
        format!("{head}.{}.{tail}", bobs[1]),
        format!("{head}.{body}.{}", bobs[2]),
        format!("..{tail}"),
        "...".to_owned(),
        "null".to_owned(),
        "x".repeat(4_000),
        signed(good, Algorithm::HS512, JWT_SECRET),
        signed(good, Algorithm::HS384, JWT_SECRET),
        signed(
            good,
            Algorithm::HS256,
            "another-secret-of-some-length-0123456789",
        ),
        signed(good, Algorithm::HS256, "secret"),
        ann.refresh.clone(),
    ];
    let spoiled = [
        ("token_type", json!("Access")),
        ("token_type", json!("verify_email")),
        ("token_type", json!(7)),
        ("iss", json!("somebody-else")),
        ("iss", json!(["meeting-scheduler"])),
        ("exp", json!(unix() - 1)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!("tomorrow")),
        ("exp", json!(1e300)),
        ("user_id", json!(bob.id)),
        ("user_id", json!("00000000-0000-7000-8000-000000000000")),
        ("user_id", json!("' or 1=1 --")),
        ("user_id", json!(1)),
        ("sub", json!(bob.id)),
        ("sub", json!(1)),
        ("sid", json!("00000000-0000-7000-8000-000000000000")),
        ("sid", json!(claims(&bob.access)["sid"])),
        ("jti", json!(5)),
    ];
    broken.extend(
        spoiled
            .iter()
            .map(|(name, value)| sign(&with(good, name, value.clone()))),
    );
    for name in [
        "token_type",
        "sub",
        "user_id",
        "jti",
        "iat",
        "exp",
        "iss",
        "sid",
    ] {
        let mut cut = good.clone();
        cut.as_object_mut().unwrap().remove(name);
        broken.push(sign(&cut));
    }
    broken
}

fn the_header_must_be_a_bearer_token(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic YW5uOnB3",
        "Token x",
        "Bearer a b",
        "\u{7f}",
    ] {
        let call = ann.nobody();
        let reply = call
            .get("/api/auth/me/")
            .header("Authorization", value)
            .try_send();
        if let Ok(reply) = reply {
            assert_eq!(reply.status, 401, "{value:?}");
        }
    }
    let lower = format!("bearer {}", ann.access);
    ann.nobody()
        .get("/api/auth/me/")
        .header("Authorization", &lower)
        .gives(200);
    let in_query = format!("/api/auth/me/?access_token={}", ann.access);
    ann.nobody().get(&in_query).gives(401);
}

fn every_process_signs_with_the_same_key_that_the_first_one_made(backend: Backend) {
    let mut server = Server::with(backend, &[("JWT_SECRET", "")]);
    let ann = server.person("ann");
    if backend == Backend::Postgres {
        let second = server.sibling();
        ann.at(&second).get("/api/auth/me/").gives(200);
    }
    server.kill_and_restart();
    ann.at(&server).get("/api/auth/me/").gives(200);
    let other = Server::with(backend, &[("JWT_SECRET", "")]);
    ann.at(&other).get("/api/auth/me/").gives(401);
}
