//! How every path is spelt, and what every answer carries.

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
        (
            Method::POST,
            "/api/auth/me/",
            "GET, HEAD, PUT, PATCH, DELETE",
        ),
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
async fn hsts_is_sent_where_the_public_url_is_https() {
    for (url, is_on, expected) in [
        (Some("https://meet.example"), true, Some("max-age=31536000")),
        (Some("https://meet.example"), false, None),
        (Some("http://meet.example"), true, None),
        (None, true, None),
    ] {
        let world = World::with(|settings| {
            settings.public_url = url.map(str::to_owned);
            settings.hsts = is_on;
        });
        for path in ["/healthz", "/api/auth/me/", "/", "/nowhere"] {
            let reply = world.get(path).send().await;
            let found = reply.header("Strict-Transport-Security");
            assert_eq!(found, expected, "{url:?} {is_on} {path}");
        }
    }
}

#[actix_web::test]
async fn everything_is_served_below_the_path_of_the_public_url() {
    let world = World::with(|settings| {
        settings.public_url = Some("https://x.example/meet".to_owned());
    });
    for path in [
        "/meet/healthz",
        "/healthz",
        "/meet",
        "/meet/",
        "/meet/login/",
    ] {
        assert_eq!(world.get(path).send().await.status, 200, "{path}");
    }
    for path in ["/meeting/healthz", "/meet/meet/healthz", "/meethealthz"] {
        assert_eq!(world.get(path).send().await.status, 404, "{path}");
    }
    let page = world.get("/meet/dashboard").send().await.body;
    assert!(
        page.contains("=\"/meet/") && !page.contains("=\"/assets"),
        "{page}"
    );
    let lost = world
        .get("/meet/nowhere")
        .header("Accept", "text/html")
        .send()
        .await;
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("=\"/meet/"), "{}", lost.body);
    let docs = world.get("/meet/api/docs/").send().await.body;
    assert!(docs.contains("=\"/meet/api/docs/start.js\""), "{docs}");
    let start = world.get("/meet/api/docs/start.js").send().await.body;
    assert!(start.contains("\"/meet/api/schema/\""), "{start}");
    let document = world.get("/meet/api/schema/").send().await.expect(200);
    assert_eq!(document["servers"][0]["url"], "/meet");
    let ann = world.member("ann");
    let meeting = serde_json::json!({
        "title": "Plan",
        "start_time": "2090-01-01T10:00:00Z",
        "end_time": "2090-01-01T11:00:00Z",
    });
    let made = world
        .post("/meet/api/meetings/")
        .json(&meeting)
        .by(&ann)
        .send()
        .await;
    made.expect(201);
    let location = made.header("Location").unwrap();
    assert!(location.starts_with("/meet/api/meetings/"), "{location}");
    assert_eq!(world.get(location).by(&ann).send().await.status, 200);
    let list = world
        .get("/meet/api/meetings/?page_size=1")
        .by(&ann)
        .send()
        .await;
    list.expect(200);
}
