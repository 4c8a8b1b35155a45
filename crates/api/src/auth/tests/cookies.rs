//! The refresh token in a cookie.

use serde_json::{Value, json};
use time::Duration;

use super::{PASSWORD, join, log_in, me, register, registration};
use crate::middleware::TrustedProxy;
use crate::testing::{Reply, World};

const REFRESH: &str = "/api/auth/token/refresh/";
const LOG_OUT: &str = "/api/auth/logout/";
const CLEARED: &str = "refresh_token=; HttpOnly; SameSite=Strict; Path=/api/auth/; Max-Age=0";

fn credentials() -> Value {
    json!({ "email": "ann@example.org", "password": PASSWORD, "session": "cookie" })
}

async fn enter(world: &World) -> Reply {
    register(world, &registration("ann@example.org")).await;
    world
        .post("/api/auth/login/")
        .json(&credentials())
        .send()
        .await
}

async fn send(world: &World, path: &str, cookie: &str) -> Reply {
    world
        .post(path)
        .header("Cookie", cookie)
        .json(&json!({}))
        .send()
        .await
}

/// `refresh_token=…`, as a browser sends it back.
fn cookie(reply: &Reply) -> String {
    let (pair, attributes) = reply
        .header("Set-Cookie")
        .and_then(|cookie| cookie.split_once(';'))
        .unwrap_or_else(|| panic!("no cookie: {reply:?}"));
    assert_eq!(
        attributes, " HttpOnly; SameSite=Strict; Path=/api/auth/; Max-Age=1209600",
        "{reply:?}"
    );
    pair.to_owned()
}

/// Every cookie that is set.
fn cookies(reply: &Reply) -> Vec<String> {
    reply
        .headers
        .get_all("Set-Cookie")
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

fn members(body: &Value) -> Vec<&str> {
    let mut members: Vec<_> = body
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    members.sort_unstable();
    members
}

#[actix_web::test]
async fn a_browser_keeps_the_refresh_token_and_no_body_tells_it() {
    let world = World::new();
    let reply = enter(&world).await;
    let body = reply.expect(200);
    assert_eq!(members(&body), ["access", "user"]);
    let first = cookie(&reply);
    me(&world, body["access"].as_str().unwrap())
        .await
        .expect(200);

    world.pass(Duration::minutes(1));
    let reply = send(&world, REFRESH, &first).await;
    let body = reply.expect(200);
    assert_eq!(members(&body), ["access", "user"]);
    let second = cookie(&reply);
    assert_ne!(second, first);
    let shown = me(&world, body["access"].as_str().unwrap()).await;
    assert_eq!(shown.expect(200), body["user"]);

    world.pass(Duration::seconds(10));
    let again = send(&world, REFRESH, &first).await;
    assert_eq!(again.expect(200), body, "two tabs get the same");
    assert_eq!(cookie(&again), second);
    let reply = send(&world, REFRESH, &second).await;
    reply.expect(200);
    cookie(&reply);
}

#[actix_web::test]
async fn a_cookie_that_is_worth_nothing_any_more_is_taken_away() {
    let world = World::new();
    let first = cookie(&enter(&world).await);
    send(&world, REFRESH, &first).await.expect(200);
    world.pass(Duration::seconds(11));
    let (access, _) = join(&world, "bob@example.org").await;
    let strange = format!("refresh_token={access}");
    for path in [REFRESH, LOG_OUT] {
        for (sent, code) in [
            (first.as_str(), "session_ended"),
            ("refresh_token=garbage", "token_invalid"),
            (&strange, "token_wrong_type"),
        ] {
            let reply = send(&world, path, sent).await;
            reply.expect_problem(401, code);
            assert_eq!(reply.header("Set-Cookie"), Some(CLEARED), "{sent}");
        }
    }
    let late = cookie(&enter(&world).await);
    world.pass(Duration::days(14));
    let reply = send(&world, REFRESH, &late).await;
    reply.expect_problem(401, "token_expired");
    assert_eq!(reply.header("Set-Cookie"), Some(CLEARED));
}

/// Two tabs of one browser: the answer to the first clears the cookie, so the second sends none.
#[actix_web::test]
async fn refresh_without_a_cookie_is_unauthenticated() {
    let world = World::new();
    let first = cookie(&enter(&world).await);
    send(&world, LOG_OUT, &first).await.expect(200);
    for path in [REFRESH, LOG_OUT] {
        for body in [json!({}), json!({ "refresh": null })] {
            let reply = world.post(path).json(&body).send().await;
            reply.expect_problem(401, "token_missing");
            assert_eq!(reply.header("Set-Cookie"), None, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_log_out_ends_the_session_and_takes_the_cookie_away() {
    let world = World::new();
    let reply = enter(&world).await;
    let out = send(&world, LOG_OUT, &cookie(&reply)).await;
    assert_eq!(out.expect(200), json!({}));
    assert_eq!(out.header("Set-Cookie"), Some(CLEARED));
    me(&world, reply.json()["access"].as_str().unwrap())
        .await
        .expect_problem(401, "session_ended");
    send(&world, REFRESH, &cookie(&reply))
        .await
        .expect_problem(401, "session_ended");
}

#[actix_web::test]
async fn who_sends_a_token_in_the_body_gets_no_cookie() {
    let world = World::new();
    let other = cookie(&enter(&world).await);
    let tokens = log_in(&world, "ann@example.org", PASSWORD).await;
    assert_eq!(tokens.header("Set-Cookie"), None);
    let token = &tokens.expect(200)["refresh"];
    for path in [REFRESH, LOG_OUT] {
        for body in [json!({ "refresh": token }), json!({ "refresh": "garbage" })] {
            let reply = world
                .post(path)
                .header("Cookie", &other)
                .json(&body)
                .send()
                .await;
            assert_eq!(reply.header("Set-Cookie"), None, "{reply:?}");
        }
    }
    send(&world, REFRESH, &other).await.expect(200);
    let body = json!({ "refresh": 7 });
    let reply = world
        .post(REFRESH)
        .header("Cookie", &other)
        .json(&body)
        .send()
        .await;
    reply.expect_faults(&["refresh"]);
}

#[actix_web::test]
async fn there_is_one_way_to_ask_for_a_cookie() {
    let world = World::new();
    for session in [json!("Cookie"), json!("json"), json!(""), json!(true)] {
        let mut body = credentials();
        body["session"] = session;
        let reply = world.post("/api/auth/login/").json(&body).send().await;
        reply.expect_faults(&["session"]);
    }
    let mut body = credentials();
    body["session"] = Value::Null;
    register(&world, &registration("ann@example.org")).await;
    let reply = world.post("/api/auth/login/").json(&body).send().await;
    assert!(reply.expect(200)["refresh"].is_string());
    body["password"] = json!("wrong");
    body["session"] = json!("cookie");
    let reply = world.post("/api/auth/login/").json(&body).send().await;
    reply.expect_problem(401, "invalid_credentials");
    assert_eq!(reply.header("Set-Cookie"), None);
}

#[actix_web::test]
async fn cookies_of_others_hide_ours_from_nobody() {
    let world = World::new();
    let mut ours = cookie(&enter(&world).await);
    for around in [
        "{}",
        "theme; {}",
        "a=%ff;{} ; b=\"x;y\"",
        "=;{}",
        "refresh_token=; {}",
    ] {
        let reply = send(&world, REFRESH, &around.replace("{}", &ours)).await;
        reply.expect(200);
        ours = cookie(&reply);
    }
    for none in [
        "xrefresh_token=a",
        "refresh_token",
        "refresh_token=",
        "Refresh_Token=a",
    ] {
        let reply = send(&world, REFRESH, none).await;
        reply.expect_problem(401, "token_missing");
        assert_eq!(reply.header("Set-Cookie"), None);
    }
}

/// A form of another site can send these without being asked first (Fetch §4.8), and nothing else.
#[actix_web::test]
async fn what_a_form_can_send_moves_no_session() {
    let world = World::new();
    let ours = cookie(&enter(&world).await);
    for path in [REFRESH, LOG_OUT] {
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ] {
            let request = world.post(path).header("Cookie", &ours);
            let request = if media_type.is_empty() {
                request
            } else {
                request.raw(media_type, "{}")
            };
            let reply = request.send().await;
            reply.expect_problem(415, "unsupported_media_type");
            assert_eq!(reply.header("Set-Cookie"), None);
        }
    }
    send(&world, REFRESH, &ours).await.expect(200);
}

#[actix_web::test]
async fn only_over_tls_the_cookie_is_for_tls_alone() {
    let is_secure = |reply: Reply| {
        reply.expect(200);
        reply.header("Set-Cookie").unwrap().ends_with("; Secure")
    };
    for (url, is_expected) in [
        ("https://meet.example.org", true),
        ("http://meet.example.org", false),
    ] {
        let world = World::with(|settings| settings.public_url = Some(url.to_owned()));
        assert_eq!(is_secure(enter(&world).await), is_expected, "{url}");
    }
    for (trust_proxy, scheme, is_expected) in [
        (true, "https", true),
        (true, "http", false),
        (false, "https", false),
    ] {
        let world = World::with(|settings| {
            settings.trust_proxy = trust_proxy.then(TrustedProxy::default);
        });
        register(&world, &registration("ann@example.org")).await;
        let reply = world
            .post("/api/auth/login/")
            .header("X-Forwarded-Proto", scheme)
            .json(&credentials())
            .send()
            .await;
        assert_eq!(is_secure(reply), is_expected, "{trust_proxy} {scheme}");
    }
}

#[actix_web::test]
async fn cookie_over_https_has_the_secure_prefix_and_the_old_name_is_read_once() {
    let plain = World::new();
    let old = cookie(&enter(&plain).await);
    assert!(old.starts_with("refresh_token="), "{old}");

    let world = World::with(|settings| {
        settings.public_url = Some("https://x.example/meet".to_owned());
    });
    let reply = enter(&world).await;
    let set: Vec<_> = cookies(&reply);
    assert_eq!(set.len(), 1, "{set:?}");
    let (pair, attributes) = set[0].split_once(';').unwrap();
    assert!(pair.starts_with("__Secure-refresh_token="), "{pair}");
    assert_eq!(
        attributes,
        " HttpOnly; SameSite=Strict; Path=/meet/api/auth/; Max-Age=1209600; Secure"
    );
    let old = pair.trim_start_matches("__Secure-");
    world.pass(Duration::minutes(1));
    let renewed = send(&world, REFRESH, old).await;
    renewed.expect(200);
    let set = cookies(&renewed);
    assert!(
        set[0].starts_with("__Secure-refresh_token=ey") || set[0].len() > 60,
        "{set:?}"
    );
    assert_eq!(
        set[1],
        "refresh_token=; HttpOnly; SameSite=Strict; Path=/meet/api/auth/; Max-Age=0; Secure"
    );
    let next = set[0].split(';').next().unwrap();
    let again = send(&world, REFRESH, &format!("refresh_token=stale; {next}")).await;
    again.expect(200);
    let garbage = send(&world, REFRESH, "refresh_token=garbage").await;
    garbage.expect_problem(401, "token_invalid");
    assert_eq!(cookies(&garbage).len(), 2, "both go");
}
