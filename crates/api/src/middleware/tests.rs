//! Contract §1 and the operation side of §4.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use serde_json::json;

use crate::testing::World;

#[actix_web::test]
async fn every_path_works_with_and_without_its_slash() {
    let world = World::new();
    let ann = world.member("ann");
    for path in [
        "/api/auth/me/",
        "/api/auth/me",
        "/api/auth/me?x=1",
        "/api/auth/me/?x=1",
    ] {
        world.get(path).by(&ann).send().await.expect(200);
    }
    let body = json!({ "email": "a@example.org", "password": "x" });
    let reply = world.post("/api/auth/login").json(&body).send().await;
    reply.expect_problem(401, "invalid_credentials");
    for path in ["/healthz", "/healthz/"] {
        world.get(path).send().await.expect(200);
    }
}

#[actix_web::test]
async fn what_does_not_exist_is_a_problem() {
    let world = World::new();
    for path in [
        "/api/",
        "/api",
        "/api/nothing",
        "/nothing",
        "/api/auth/",
        "/api//auth/me/",
        "/api/%00",
        "/api/auth/me/../me/",
    ] {
        world
            .get(path)
            .send()
            .await
            .expect_problem(404, "not_found");
        world
            .post(path)
            .send()
            .await
            .expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new();
    for (method, path, allow) in [
        (Method::DELETE, "/api/auth/me/", "GET, HEAD, PUT, PATCH"),
        (Method::GET, "/api/auth/login/", "POST"),
        (Method::HEAD, "/api/auth/login/", "POST"),
        (Method::OPTIONS, "/api/auth/login", "POST"),
        (Method::TRACE, "/api/auth/login", "POST"),
        (Method::POST, "/healthz", "GET, HEAD"),
        (
            Method::from_bytes(b"BREW").unwrap(),
            "/api/meetings/",
            "GET, HEAD, POST",
        ),
    ] {
        let reply = world.request(method, path).send().await;
        reply.expect_problem(405, "method_not_allowed");
        assert_eq!(reply.header("Allow"), Some(allow), "{path}");
    }
}

#[actix_web::test]
async fn head_is_answered_like_get() {
    let world = World::new();
    let ann = world.member("ann");
    let reply = world
        .request(Method::HEAD, "/api/auth/me/")
        .by(&ann)
        .send()
        .await;
    assert_eq!(reply.status, 200);
    let reply = world.request(Method::HEAD, "/api/auth/me/").send().await;
    assert_eq!(reply.status, 401);
}

#[actix_web::test]
async fn every_answer_has_the_headers_that_protect() {
    let world = World::new();
    for path in ["/healthz", "/nothing", "/api/auth/me/"] {
        let reply = world.get(path).send().await;
        for (name, value) in [
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        let csp = reply.header("Content-Security-Policy").unwrap();
        assert!(csp.starts_with("default-src 'none'"));
        assert!(reply.header("X-Request-Id").is_some());
    }
}

#[actix_web::test]
async fn a_request_keeps_its_well_formed_id() {
    let world = World::new();
    let longest = "x".repeat(128);
    for id in ["abc-1._Z", longest.as_str()] {
        let reply = world
            .get("/healthz")
            .header("X-Request-Id", id)
            .send()
            .await;
        assert_eq!(reply.header("X-Request-Id"), Some(id));
    }
    let too_long = "x".repeat(129);
    for id in ["", "a b", "<script>", "é", too_long.as_str()] {
        let reply = world
            .get("/healthz")
            .header("X-Request-Id", id)
            .send()
            .await;
        let own = reply.header("X-Request-Id").unwrap();
        assert!(own != id && own.len() == 36, "{own}");
    }
}

#[actix_web::test]
async fn a_body_that_is_no_json_object_is_refused_with_its_place() {
    let world = World::new();
    let send = |body: Vec<u8>| {
        world
            .post("/api/auth/login/")
            .raw("application/json; charset=utf-8", body)
            .send()
    };
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for bad in [
        &b""[..],
        b"{",
        b"{]",
        b"[]",
        b"null",
        b"\"x\"",
        b"7",
        b"{\"email\":\"\xff\"}",
        b"{\"email\":1e999}",
        b"{\"email\":\"\\ud800\"}",
        b"\xef\xbb\xbf{}",
        b"{} {}",
        deep.as_bytes(),
    ] {
        let reply = send(bad.to_vec()).await;
        reply.expect_problem(400, "malformed_body");
    }
    let reply = send(b"{\n  \"email\": oops}".to_vec()).await;
    assert_eq!(
        reply.json()["detail"],
        "The body is not valid JSON (line 2, column 12)."
    );
    // Of two members of one name the last one counts.
    send(b"{\"email\":1,\"email\":\"a@example.org\",\"password\":\"x\"}".to_vec())
        .await
        .expect_problem(401, "invalid_credentials");
}

#[actix_web::test]
async fn a_body_is_json_and_not_too_large() {
    let world = World::new();
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
    ] {
        let reply = world
            .post("/api/auth/login/")
            .raw(media_type, "{}")
            .send()
            .await;
        reply.expect_problem(415, "unsupported_media_type");
        assert_eq!(reply.header("Accept"), Some("application/json"));
    }
    let reply = world.post("/api/auth/login/").send().await;
    reply.expect_problem(415, "unsupported_media_type");
    let padding = |bytes: usize| format!("{{\"pad\":\"{}\"}}", "x".repeat(bytes - 10));
    let send = |body: String| {
        world
            .post("/api/auth/login/")
            .raw("application/json", body)
            .send()
    };
    send(padding(1 << 20))
        .await
        .expect_faults(&["email", "password"]);
    send(padding((1 << 20) + 1))
        .await
        .expect_problem(413, "body_too_large");
}

#[actix_web::test]
async fn who_cannot_read_the_answer_changes_nothing() {
    let world = World::new();
    let ann = world.member("ann");
    for (accept, status) in [
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/json", 200),
        ("application/*", 200),
        ("*/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("nonsense", 200),
    ] {
        for method in [Method::GET, Method::PATCH] {
            let request = world.request(method, "/api/auth/me/").by(&ann);
            let reply = request
                .header("Accept", accept)
                .json(&json!({}))
                .send()
                .await;
            assert_eq!(reply.status, status, "{accept}");
        }
    }
}

#[actix_web::test]
async fn only_known_origins_may_read() {
    let world = World::new();
    let ours = "http://localhost:3000";
    let reply = world.get("/healthz").header("Origin", ours).send().await;
    assert_eq!(reply.header("Access-Control-Allow-Origin"), Some(ours));
    assert_eq!(
        reply.header("Access-Control-Allow-Credentials"),
        Some("true")
    );
    let exposed = reply
        .header("Access-Control-Expose-Headers")
        .unwrap()
        .to_lowercase();
    for name in ["content-disposition", "etag", "retry-after", "x-request-id"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    // Problems can be read as well.
    for path in ["/api/auth/me/", "/nothing", "/metrics/x"] {
        let reply = world.get(path).header("Origin", ours).send().await;
        assert_eq!(
            reply.header("Access-Control-Allow-Origin"),
            Some(ours),
            "{path}"
        );
    }
    for other in [
        "https://evil.example",
        "null",
        "http://localhost:3000.evil.example",
    ] {
        let reply = world.get("/healthz").header("Origin", other).send().await;
        assert_eq!(reply.header("Access-Control-Allow-Origin"), None, "{other}");
    }
    let preflight = |origin: &'static str| {
        world
            .request(Method::OPTIONS, "/api/auth/me/")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "PATCH")
            .header(
                "Access-Control-Request-Headers",
                "authorization, content-type, if-match",
            )
            .send()
    };
    let reply = preflight("http://localhost:3000").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(
        reply
            .header("Access-Control-Allow-Methods")
            .unwrap()
            .contains("PATCH")
    );
    let reply = preflight("https://evil.example").await;
    assert_eq!(reply.header("Access-Control-Allow-Origin"), None);
}

#[actix_web::test]
async fn readiness_follows_the_database_and_the_shutdown() {
    let world = World::new();
    world.get("/readyz").send().await.expect(200);
    world.backend.is_away.store(true, Ordering::SeqCst);
    let reply = world.get("/readyz").send().await;
    reply.expect_problem(503, "not_ready");
    assert!(!reply.body.contains("secret.host"));
    assert!(reply.header("Retry-After").is_some());
    world.get("/healthz").send().await.expect(200);
    world.backend.is_away.store(false, Ordering::SeqCst);
    world.get("/readyz").send().await.expect(200);
    world.app.drain();
    world
        .get("/readyz")
        .send()
        .await
        .expect_problem(503, "not_ready");
    world.get("/healthz").send().await.expect(200);
}

#[actix_web::test]
async fn figures_are_by_route_and_not_by_path() {
    let world = World::new();
    world.get("/api/auth/me/").send().await;
    world.get("/api/secret-path").send().await;
    let reply = world.get("/metrics").send().await;
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .header("Content-Type")
            .unwrap()
            .starts_with("text/plain; version=0.0.4")
    );
    let line = "http_request_duration_seconds_count{method=\"GET\",route=\"/api/auth/me/\",status=\"401\"} 1";
    assert!(reply.body.contains(line), "{}", reply.body);
    assert!(reply.body.contains("db_pool_connections 8"));
    assert!(reply.body.contains("outbox_queued 0"));
    assert!(!reply.body.contains("secret-path"));
}

#[actix_web::test]
async fn nobody_learns_why_something_broke() {
    let world = World::new();
    let broken = world
        .app
        .usecase(|_, _| -> Result<(), crate::problem::Problem> { panic!("the secret reason") })
        .await;
    let problem = broken.unwrap_err();
    assert_eq!(problem.code(), crate::problem::Code::Internal);
    assert!(!problem.detail().contains("secret"));
}
