//! Bodies that cannot be read, servers that cannot serve, and what is told of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{test, web};
use scheduler_domain::auth::Passwords;
use scheduler_domain::store::StoreError;
use scheduler_testkit::fakes::{NOON, PlainPasswords};
use serde_json::{Value, json};

use tokio::task::JoinHandle;

use crate::app::Lane;
use crate::problem::{Code, Problem};
use crate::testing::World;

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
async fn readiness_follows_the_database_and_the_shutdown() {
    let world = World::new();
    let ready = world.get("/readyz").send().await.expect(200);
    assert_eq!(ready["worker_succeeded_at"], Value::Null);
    world.app.note_worker_success(NOON);
    let ready = world.get("/readyz").send().await.expect(200);
    assert_eq!(ready["worker_succeeded_at"], "2030-06-01T12:00:00Z");
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

const METRICS_TOKEN: &str = "a-token-of-the-operator";

#[actix_web::test]
async fn metrics_are_closed_without_the_token() {
    let closed = World::new();
    let opened = World::with(|settings| settings.metrics_token = Some(METRICS_TOKEN.to_owned()));
    for world in [&closed, &opened] {
        let asked = world.get("/metrics").send().await;
        asked.expect_problem(404, "not_found");
        for token in ["", "a-token-of-the-operato", "x"] {
            let asked = world.get("/metrics").bearer(token).send().await;
            asked.expect_problem(404, "not_found");
        }
    }
    let asked = closed.get("/metrics").bearer(METRICS_TOKEN).send().await;
    asked.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn figures_are_by_route_and_not_by_path() {
    let world = World::with(|settings| settings.metrics_token = Some(METRICS_TOKEN.to_owned()));
    world.get("/api/auth/me/").send().await;
    world.get("/api/secret-path").send().await;
    let reply = world.get("/metrics").bearer(METRICS_TOKEN).send().await;
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
        .usecase(|_, _| -> Result<(), Problem> { panic!("the secret reason") })
        .await;
    let problem = broken.unwrap_err();
    assert_eq!(problem.code(), Code::Internal);
    assert!(!problem.detail().contains("secret"));
}

#[actix_web::test]
async fn a_handler_that_panics_answers_a_problem() {
    let world = World::new();
    let app = actix_web::App::new()
        .app_data(world.app.clone())
        .wrap(from_fn(crate::middleware::frame))
        .route("/boom", web::get().to(boom));
    let service = test::init_service(app).await;
    let request = test::TestRequest::get()
        .uri("/boom")
        .insert_header(("X-Request-Id", "abc"))
        .to_request();
    let error = service.call(request).await.err().unwrap();
    let response = error.error_response();
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers().get("X-Request-Id").unwrap(), "abc");
    let body = to_bytes(response.into_body()).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        body.contains("\"internal\"") && !body.contains("secret"),
        "{body}"
    );
}

async fn boom() -> &'static str {
    panic!("the secret reason")
}

type Waiting = JoinHandle<Result<(), Problem>>;

/// So many unknown callers, each of which hashes until its gate is dropped.
async fn crowd(world: &World, count: usize) -> (Vec<mpsc::Sender<()>>, Vec<Waiting>) {
    let (mut gates, mut waiting) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (gate, opened) = mpsc::channel::<()>();
        gates.push(gate);
        let app = world.app.clone();
        waiting.push(actix_web::rt::spawn(async move {
            app.slow_usecase(Lane::Unknown, move |_, _| {
                let _opened = opened.recv();
                Ok::<_, Problem>(())
            })
            .await
        }));
    }
    tokio::task::yield_now().await;
    (gates, waiting)
}

#[actix_web::test]
async fn a_flood_of_passwords_finds_a_bounded_line() {
    let world = World::new();
    let (mut gates, waiting) = crowd(&world, 17).await;
    let refused = world
        .app
        .slow_usecase(Lane::Unknown, |_, _| Ok::<_, Problem>(()))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::Busy);
    // A caller from a network that the account knows is next, behind one hash at most.
    let known = world.app.clone();
    let known = actix_web::rt::spawn(async move {
        let done = known.slow_usecase(Lane::Known, |_, _| Ok::<_, Problem>(()));
        done.await
    });
    tokio::task::yield_now().await;
    drop(gates.remove(0));
    known.await.unwrap().unwrap();
    // Other requests find a thread all the same.
    world
        .app
        .usecase(|_, _| Ok::<_, Problem>(()))
        .await
        .unwrap();
    drop(gates);
    for done in waiting {
        done.await.unwrap().unwrap();
    }
    world
        .app
        .slow_usecase(Lane::Unknown, |_, _| Ok::<_, Problem>(()))
        .await
        .unwrap();
}

/// Counts what is hashed.
#[derive(Default)]
struct CountedPasswords(AtomicUsize);

impl Passwords for CountedPasswords {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        PlainPasswords.hash(password)
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        PlainPasswords.matches(password, hash)
    }
}

#[actix_web::test]
async fn address_without_an_account_costs_no_hash_in_a_crowd() {
    let passwords = Arc::new(CountedPasswords::default());
    let mut world = World::new();
    world.set_passwords(passwords.clone());
    let email = world.member("ann").user.email.to_string();
    let attempt = async |email: &str| {
        let body = json!({ "email": email, "password": "wrong" });
        let reply = world.post("/api/auth/login/").json(&body).send().await;
        reply.expect_problem(401, "invalid_credentials");
    };
    attempt(&email).await;
    attempt("unknown@example.org").await;
    assert_eq!(passwords.0.swap(0, Ordering::Relaxed), 2);

    let (gates, waiting) = crowd(&world, 9).await;
    assert!(world.app.is_crowded());
    let open = async {
        while world.app.waiting_unknown() < 11 {
            tokio::task::yield_now().await;
        }
        drop(gates);
    };
    tokio::join!(attempt(&email), attempt("unknown@example.org"), open);
    assert_eq!(passwords.0.load(Ordering::Relaxed), 1);
    for done in waiting {
        done.await.unwrap().unwrap();
    }
    assert!(!world.app.is_crowded());
}
