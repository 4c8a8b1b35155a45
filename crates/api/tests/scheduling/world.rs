//! The API over a store of its own, with a clock that stands still, and people who call it.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use actix_web::dev::Service;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service};
use actix_web::{body, web};
use scheduler_api::{App, Backend, DatabaseFacts, Parts, PoolStatus, Settings, application};
use scheduler_domain::auth::{Claims, Device, Lifetimes, Session, TokenKind, Tokens};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders;
use scheduler_testkit::fakes::{
    NOON, PlainLetters, PlainPasswords, PlainTokens, SeededEntropy, ctx, later,
};
use serde_json::Value;
use time::{Duration, UtcDateTime};

pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];

type Call = dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Reply>>>;

/// A server, and the time that it takes it to be.
pub(crate) struct World {
    call: Rc<Call>,
    store: Arc<dyn Store>,
    clock: Arc<Mutex<UtcDateTime>>,
    ctx: Ctx,
}

/// Somebody who calls; nobody in particular without a token.
pub(crate) struct Person {
    call: Rc<Call>,
    token: Option<String>,
    pub(crate) id: String,
}

/// What somebody was answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// Null where the answer is not JSON.
    pub(crate) json: Value,
}

struct NoDatabase;

impl Backend for NoDatabase {
    fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn pool(&self) -> PoolStatus {
        PoolStatus::default()
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        Ok(DatabaseFacts::default())
    }
}

impl World {
    /// At [`NOON`], and where addresses must be verified.
    pub(crate) async fn new() -> Self {
        let store: Arc<dyn Store> = MemoryStore::fresh();
        let clock = Arc::new(Mutex::new(NOON));
        let now = Arc::clone(&clock);
        let app = App::new(Parts {
            store: Arc::clone(&store),
            backend: Arc::new(NoDatabase),
            passwords: Arc::new(PlainPasswords),
            tokens: Arc::new(PlainTokens),
            letters: Arc::new(PlainLetters),
            clock: Arc::new(move || *now.lock().unwrap()),
            entropy: Arc::new(SeededEntropy::new(7)),
            settings: settings(),
        });
        Self {
            call: served(&app).await,
            store,
            clock,
            ctx: ctx(8),
        }
    }

    /// A verified account in UTC.
    pub(crate) fn join(&self, name: &str) -> Person {
        self.join_as(name, true, "UTC")
    }

    /// An account in this zone, and a session of it.
    pub(crate) fn join_as(&self, name: &str, is_verified: bool, zone: &str) -> Person {
        let mut user = builders::user(&self.ctx, name);
        user.zone = Zone::parse(zone).unwrap();
        if !is_verified {
            user.email_verified_at = None;
        }
        let session = Session {
            id: builders::actor(&self.ctx, &user).session_id,
            user_id: user.id,
            current_hash: [0; 32],
            previous_hash: None,
            rotated_at: self.ctx.now,
            expires_at: later(&self.ctx, Duration::days(14)).now,
        };
        let claims = Claims {
            kind: TokenKind::Access,
            user_id: user.id,
            session_id: Some(session.id),
            id: self.ctx.new_uuid(),
            issued_at: self.ctx.now,
            expires_at: session.expires_at,
        };
        self.store
            .write(|tx| {
                tx.users().insert(&user)?;
                tx.sessions().insert(&session, &Device::default())
            })
            .map_err(|error: StoreError| error)
            .unwrap();
        Person {
            call: Rc::clone(&self.call),
            token: Some(PlainTokens.sign(&claims).unwrap()),
            id: user.id.to_string(),
        }
    }

    pub(crate) fn nobody(&self) -> Person {
        Person {
            call: Rc::clone(&self.call),
            token: None,
            id: String::new(),
        }
    }

    pub(crate) fn wait(&self, duration: Duration) {
        *self.clock.lock().unwrap() += duration;
    }
}

fn settings() -> Settings {
    Settings {
        cors_allowed_origins: Vec::new(),
        public_url: Some("https://meet.example.org".to_owned()),
        rate_limits: None,
        mail_limits: None,
        quotas: scheduler_domain::quotas::Quotas::OFF,
        hsts: true,
        metrics_token: None,
        trust_proxy: None,
        mail_hold: Duration::ZERO,
        email_verification: true,
        free_busy: Arc::new(scheduler_domain::conflicts::FreeBusyRules::everyone()),
        lifetimes: Lifetimes {
            access: Duration::minutes(15),
            refresh: Duration::days(14),
        },
        hashes_at_once: 1,
    }
}

async fn served(app: &web::Data<App>) -> Rc<Call> {
    let service = Rc::new(init_service(application(app)).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            let (status, headers, body) = match service.call(request.to_request()).await {
                Ok(answer) => {
                    let (status, headers) = (answer.status(), answer.headers().clone());
                    (status, headers, body::to_bytes(answer.into_body()).await)
                }
                Err(error) => {
                    let answer = error.error_response();
                    let (status, headers) = (answer.status(), answer.headers().clone());
                    (status, headers, body::to_bytes(answer.into_body()).await)
                }
            };
            Reply::new(status, headers, &body.unwrap())
        })
    })
}

impl Reply {
    fn new(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        Self {
            status: status.as_u16(),
            headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
            json: serde_json::from_slice(body).unwrap_or_default(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn good(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// The refusal with this status and code.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.json["status"], status);
        self.json
    }

    /// The refusal of exactly these fields, in any order.
    #[track_caller]
    pub(crate) fn faulty(self, fields: &[&str]) -> Value {
        let problem = self.problem(400, "invalid");
        let mut found: Vec<&str> = problem["errors"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut wanted = fields.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{problem}");
        problem
    }
}

impl Person {
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: Headers<'_>,
        body: Option<&Value>,
    ) -> Reply {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = TestRequest::with_uri(path).method(method);
        if let Some(token) = &self.token {
            request = request.insert_header(("Authorization", format!("Bearer {token}")));
        }
        for header in headers {
            request = request.insert_header(*header);
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        (self.call)(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[], Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, &[], Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send("PATCH", path, &[], Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[], None).await
    }

    /// The path of a new meeting from 9 to 10 o'clock of a day in June 2030 with these people.
    pub(crate) async fn plans(&self, title: &str, day: u8, people: &[&str]) -> String {
        let made = self
            .post(MEETINGS, &plan(title, day, people))
            .await
            .good(201);
        format!("{MEETINGS}{}/", made["id"].as_str().unwrap())
    }
}

pub(crate) const MEETINGS: &str = "/api/meetings/";

/// The body of a meeting from 9 to 10 o'clock of a day in June 2030 with these people.
pub(crate) fn plan(title: &str, day: u8, people: &[&str]) -> Value {
    let participants: Vec<Value> = people
        .iter()
        .map(|name| serde_json::json!({ "email": format!("{name}@example.org") }))
        .collect();
    serde_json::json!({
        "title": title,
        "start_time": format!("2030-06-{day:02}T09:00:00Z"),
        "end_time": format!("2030-06-{day:02}T10:00:00Z"),
        "participants": participants,
    })
}

/// `base` with the members of `change` in place of its own.
pub(crate) fn with(base: &Value, change: &Value) -> Value {
    let mut all = base.clone();
    for (name, value) in change.as_object().unwrap() {
        all[name.as_str()] = value.clone();
    }
    all
}
