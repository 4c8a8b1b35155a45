//! Broken access tokens: none is accepted.

use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
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

    let document = ann.get("/api/schema/").gives(200).json().to_string();
    for code in [
        "token_missing",
        "token_invalid",
        "token_expired",
        "token_wrong_type",
        "session_ended",
    ] {
        assert!(document.contains(&format!("\"code\":\"{code}\"")), "{code}");
    }
    let before = server.site.contents();
    let me = |token: &str| ann.bearing(token).get("/api/auth/me/");
    for (broken, code) in broken_tokens(&good, &ann, &bob) {
        me(&broken).refused(401, code);
    }
    me(&ann.refresh).refused(401, "token_wrong_type");
    ann.nobody()
        .get("/api/auth/me/")
        .refused(401, "token_missing");
    ann.get("/api/auth/me/").gives(200);
    let renew = |token: &str| {
        ann.nobody()
            .post("/api/auth/token/refresh/", json!({"refresh": token}))
    };
    for (broken, code) in broken_tokens(&refresh, &ann, &bob) {
        renew(&broken).refused(401, code);
    }
    renew(&ann.access).refused(401, "token_wrong_type");
    assert_eq!(server.site.contents(), before);
    renew(&ann.refresh).gives(200);
}

/// A token with any header and payload, truly signed.
fn sealed(header: &str, payload: &str, secret: &str) -> String {
    let signed = format!(
        "{}.{}",
        to_base64(header.as_bytes()),
        to_base64(payload.as_bytes())
    );
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

fn to_base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = [0, 1, 2].map(|at| u32::from(*three.get(at).unwrap_or(&0)));
        let bits = bits[0] << 16 | bits[1] << 8 | bits[2];
        let symbols = (0..=three.len()).map(|at| bits >> (18 - 6 * at) & 63);
        text.extend(symbols.map(|at| char::from(alphabet[usize::try_from(at).unwrap()])));
    }
    text
}

/// Each with the code that says what is wrong with it.
fn broken_tokens(good: &Value, ann: &Client, bob: &Client) -> Vec<(String, &'static str)> {
    let sign = |claims: &Value| signed(claims, Algorithm::HS256, JWT_SECRET);
    let own = sign(good);
    let parts: Vec<&str> = own.split('.').collect();
    let bobs: Vec<&str> = bob.access.split('.').collect();
    let (head, body, tail) = (parts[0], parts[1], parts[2]);
    let none = to_base64(br#"{"alg":"none","typ":"JWT"}"#);
    let (other_key, text) = ("another-secret-of-some-length-0123456789", good.to_string());
    let mut invalid = vec![
        format!("{none}.{body}."),
        format!("{none}.{body}.{tail}"),
        format!("{none}.{body}"),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{head}.{body}.{}", &tail[..tail.len() - 2]),
        format!("{head}.{body}.{tail}AA"),
        format!("{head}.{body}.{tail}="),
        format!("{head}.{body}.{tail}.{tail}"),
        format!("{head}.{}.{tail}", bobs[1]),
        format!("{head}.{body}.{}", bobs[2]),
        format!("{head}.{}.{tail}", &body[..body.len() - 1]),
        format!("..{tail}"),
        "...".to_owned(),
        "a.b.c".to_owned(),
        "null".to_owned(),
        "x".repeat(4_000),
        signed(good, Algorithm::HS512, JWT_SECRET),
        signed(good, Algorithm::HS384, JWT_SECRET),
        signed(good, Algorithm::HS256, other_key),
        signed(good, Algorithm::HS256, "secret"),
        signed(good, Algorithm::HS256, ""),
        sign(&with(good, "padding", json!("x".repeat(4_000)))),
    ];
    let headers = [
        r#"{"alg":"HS256","typ":"JWT","kid":"../../dev/null"}"#,
        r#"{"alg":"HS256","typ":"JWT","kid":"' union select 'secret"}"#,
        r#"{"alg":"HS256","typ":"JWT","jku":"http://127.0.0.1:9/keys.json"}"#,
        r#"{"alg":"HS256","typ":"JWT","x5u":"http://127.0.0.1:9/key.pem"}"#,
        r#"{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"c2VjcmV0"}}"#,
        r#"{"alg":"HS256","typ":"JWT","crit":["exp"]}"#,
        r#"{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","alg":"none","typ":"JWT"}"#,
        r#"{"alg":"hs256","typ":"JWT"}"#,
        r#"{"alg":"RS256","typ":"JWT"}"#,
        r#"{"typ":"JWT"}"#,
    ];
    for header in headers {
        invalid.push(sealed(header, &text, JWT_SECRET));
        invalid.push(sealed(header, &text, other_key));
    }
    let plain = r#"{"alg":"HS256","typ":"JWT"}"#;
    for twice in ["sub", "user_id", "exp", "token_type"] {
        let doubled = format!("{{\"{twice}\":{},{}", good[twice], &text[1..]);
        invalid.push(sealed(plain, &doubled, JWT_SECRET));
    }
    for payload in ["", "{}", "[]", "null", "{\"exp\":"] {
        invalid.push(sealed(plain, payload, JWT_SECRET));
    }
    let spoiled = [
        ("token_type", json!("Access")),
        ("token_type", json!("verify_email")),
        ("token_type", json!(7)),
        ("iss", json!("somebody-else")),
        ("iss", json!(["meeting-scheduler"])),
        ("exp", json!("tomorrow")),
        ("exp", json!(1e300)),
        ("exp", json!(-1)),
        ("iat", json!(unix() + 3_600)),
        ("nbf", json!(unix() + 3_600)),
        ("user_id", json!(bob.id)),
        ("user_id", json!("00000000-0000-7000-8000-000000000000")),
        ("user_id", json!("' or 1=1 --")),
        ("user_id", json!(1)),
        ("sub", json!(bob.id)),
        ("sub", json!(1)),
        ("sid", json!(7)),
        ("sid", json!("x")),
        ("jti", json!(5)),
    ];
    invalid.extend(
        spoiled
            .into_iter()
            .map(|(name, value)| sign(&with(good, name, value))),
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
        invalid.push(sign(&cut));
    }
    let expired = [unix() - 1, 0].map(|exp| sign(&with(good, "exp", json!(exp))));
    let of_bob = with(&with(good, "sub", json!(bob.id)), "user_id", json!(bob.id));
    let ended = [
        sign(&of_bob),
        sign(&with(good, "sid", claims(&bob.access)["sid"].clone())),
        sign(&with(
            good,
            "sid",
            json!("00000000-0000-7000-8000-000000000000"),
        )),
    ];
    let told = |tokens: Vec<String>, code| tokens.into_iter().map(move |token| (token, code));
    ann.keep_secret(tail);
    told(invalid, "token_invalid")
        .chain(told(expired.into(), "token_expired"))
        .chain(told(ended.into(), "session_ended"))
        .collect()
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
