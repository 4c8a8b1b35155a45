//! Paths, methods, headers, origins.

use scheduler_tests::people::meeting;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    the_last_slash_does_not_matter,
    an_unknown_path_or_method_is_a_problem,
    only_json_is_taken,
    head_is_get_without_a_body,
    a_well_formed_request_id_is_kept,
    only_allowed_origins_may_read,
    answers_can_be_compressed,
);

fn the_last_slash_does_not_matter(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann
        .post("/api/meetings", meeting("09:00"))
        .gives(201)
        .json();
    let path = format!("/api/meetings/{}", planned["id"].as_str().unwrap());
    let same = |path: &str| {
        let with = ann.get(&format!("{path}/")).gives(200);
        assert_eq!(ann.get(path).gives(200).json(), with.json(), "{path}");
    };
    for path in [
        "/api/meetings",
        "/api/auth/me",
        "/api/meetings/summary",
        &path,
        &format!("{path}/participants"),
    ] {
        same(path);
    }
    assert_eq!(
        ann.patch(&path, json!({"title": "Kept"})).gives(200).json()["title"],
        "Kept"
    );
    ann.get(&format!("{path}?x=1")).gives(200);
    ann.get("/api/meetings?page_size=1").gives(200);
    ann.call("POST", &format!("{path}/cancel")).gives(200);
    ann.delete(&path).gives(204);
}

fn an_unknown_path_or_method_is_a_problem(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for path in [
        "/api/",
        "/api/nothing/",
        "/api/meetings/x/y/z/",
        "/api/auth/",
        "/api/%2e%2e/",
        "/api/meetings//",
    ] {
        ann.get(path).gives(404);
        ann.nobody().post(path, json!({})).gives(404);
    }
    for (method, path, allowed) in [
        ("DELETE", "/api/meetings/", vec!["GET", "POST"]),
        ("PUT", "/api/meetings/", vec!["GET", "POST"]),
        ("GET", "/api/auth/login/", vec!["POST"]),
        ("PATCH", "/api/auth/login", vec!["POST"]),
        ("POST", "/api/auth/me/", vec!["GET", "PATCH", "PUT"]),
        ("GET", "/api/meetings/check-conflicts/", vec!["POST"]),
        ("POST", "/api/meetings/summary/", vec!["GET"]),
        ("TRACE", "/api/meetings/", vec!["GET", "POST"]),
        ("PROPFIND", "/api/meetings/", vec!["GET", "POST"]),
        (
            "POST",
            "/api/meetings/00000000-0000-7000-8000-000000000000/",
            vec!["GET", "PUT", "PATCH", "DELETE"],
        ),
        (
            "GET",
            "/api/meetings/00000000-0000-7000-8000-000000000000/cancel/",
            vec!["POST"],
        ),
        (
            "GET",
            "/api/meetings/00000000-0000-7000-8000-000000000000/participants/1/status/",
            vec!["PATCH"],
        ),
    ] {
        let reply = ann.call(method, path).gives(405);
        let allow = reply.header("Allow").to_owned();
        for one in allowed {
            assert!(
                allow.split(',').any(|found| found.trim() == one),
                "{method} {path}: {allow}"
            );
        }
    }
}

fn only_json_is_taken(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let body = meeting("09:00").to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "nonsense",
        "",
    ] {
        let reply = ann
            .call("POST", "/api/meetings/")
            .body(kind, body.clone())
            .send();
        assert_eq!(reply.status, 415, "{kind:?}: {reply:?}");
        assert!(
            reply.header("Accept").contains("application/json"),
            "{reply:?}"
        );
    }
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        ann.call("POST", "/api/meetings/")
            .body(kind, body.clone())
            .gives(201);
    }
}

fn head_is_get_without_a_body(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[]);
    for path in [
        "/api/meetings/",
        "/api/auth/me/",
        &planned.path,
        &planned.at("export-ics/"),
        "/healthz",
        "/api/schema/",
    ] {
        let get = ann.get(path).gives(200);
        let head = ann.call("HEAD", path).gives(200);
        assert_eq!(
            head.header("Content-Type"),
            get.header("Content-Type"),
            "{path}"
        );
        assert_eq!(head.header("ETag"), get.header("ETag"), "{path}");
    }
    ann.call("HEAD", "/api/meetings/not-there/").gives(404);
    ann.nobody().call("HEAD", "/api/meetings/").gives(401);
}

fn a_well_formed_request_id_is_kept(backend: Backend) {
    let server = Server::start(backend);
    let nobody = server.client();
    let long = "a".repeat(128);
    for id in ["abc-1.2_3", &long] {
        let reply = nobody
            .get("/api/meetings/")
            .header("X-Request-Id", id)
            .gives(401);
        assert_eq!(reply.header("X-Request-Id"), id);
    }
    for id in ["", "a b", "<script>", &format!("{long}a"), "a;b", "é"] {
        let reply = nobody.get("/api/nothing").header("X-Request-Id", id).send();
        assert_ne!(reply.header("X-Request-Id"), id);
    }
    let ids: Vec<String> = (0..2)
        .map(|_| {
            nobody
                .get("/healthz")
                .send()
                .header("X-Request-Id")
                .to_owned()
        })
        .collect();
    assert_ne!(ids[0], ids[1]);
}

fn only_allowed_origins_may_read(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for origin in ["http://localhost:3000", "http://127.0.0.1:3000"] {
        let reply = ann
            .get("/api/meetings/")
            .header("Origin", origin)
            .gives(200);
        assert_eq!(reply.header("Access-Control-Allow-Origin"), origin);
        assert_eq!(reply.header("Access-Control-Allow-Credentials"), "true");
        let exposed = reply.header("Access-Control-Expose-Headers").to_lowercase();
        for name in ["content-disposition", "etag", "retry-after", "x-request-id"] {
            assert!(exposed.contains(name), "{exposed}");
        }
        let asked = ann
            .nobody()
            .call("OPTIONS", "/api/meetings/")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header(
                "Access-Control-Request-Headers",
                "authorization,content-type,idempotency-key,if-match",
            )
            .send();
        assert!(matches!(asked.status, 200 | 204), "{asked:?}");
        assert_eq!(asked.header("Access-Control-Allow-Origin"), origin);
        assert!(
            asked
                .header("Access-Control-Allow-Methods")
                .contains("POST"),
            "{asked:?}"
        );
        let problem = ann
            .nobody()
            .get("/api/meetings/")
            .header("Origin", origin)
            .gives(401);
        assert_eq!(
            problem.header("Access-Control-Allow-Origin"),
            origin,
            "a problem can be read too"
        );
    }
    for origin in [
        "http://evil.example",
        "http://localhost:3000.evil.example",
        "null",
        "http://localhost:3001",
    ] {
        let reply = ann.get("/api/meetings/").header("Origin", origin).send();
        assert_eq!(reply.header("Access-Control-Allow-Origin"), "", "{origin}");
        let asked = ann
            .nobody()
            .call("OPTIONS", "/api/meetings/")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .send();
        assert_eq!(asked.header("Access-Control-Allow-Origin"), "", "{origin}");
    }
    let other = Server::with(
        backend,
        &[("CORS_ALLOWED_ORIGINS", "https://app.example.org")],
    );
    let reply = other
        .client()
        .get("/healthz")
        .header("Origin", "https://app.example.org")
        .send();
    assert_eq!(
        reply.header("Access-Control-Allow-Origin"),
        "https://app.example.org"
    );
    let reply = other
        .client()
        .get("/healthz")
        .header("Origin", "http://localhost:3000")
        .send();
    assert_eq!(reply.header("Access-Control-Allow-Origin"), "");
}

fn answers_can_be_compressed(backend: Backend) {
    let server = Server::start(backend);
    let reply = server
        .client()
        .get("/api/schema/")
        .header("Accept-Encoding", "gzip")
        .gives(200);
    assert_eq!(reply.header("Content-Encoding"), "gzip");
    assert_eq!(reply.body[..2], [0x1f, 0x8b]);
    let plain = server
        .client()
        .get("/api/schema/")
        .header("Accept-Encoding", "identity")
        .gives(200);
    assert!(plain.json()["paths"] != Value::Null);
    let ann = server.person("ann");
    ann.get("/api/meetings/")
        .header("Accept", "application/json")
        .gives(200);
    ann.get("/api/meetings/").header("Accept", "*/*").gives(200);
    let reply = ann
        .get("/api/meetings/")
        .header("Accept", "image/png")
        .send();
    assert!(matches!(reply.status, 200 | 406), "{reply:?}");
}
