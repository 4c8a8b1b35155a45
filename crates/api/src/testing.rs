//! The whole application over the memory store, spoken to in process.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::{test, web};
use scheduler_domain::admin::Permission;
use scheduler_domain::auth::{Device, Lifetimes, Passwords, Session, Tokens, User};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::store::{Store, StoreError};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders;
use scheduler_testkit::fakes::{NOON, PlainLetters, PlainPasswords, PlainTokens, SeededEntropy};
use serde_json::Value;
use time::{Duration, UtcDateTime};

use crate::app::{App, Backend, DatabaseFacts, Parts, PoolStatus, Settings};
use crate::middleware::RateLimits;
use crate::routes::application;

/// A server of its own.
pub(crate) struct World {
    pub(crate) app: web::Data<App>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) backend: Arc<FakeBackend>,
    clock: Arc<Mutex<UtcDateTime>>,
}

/// Ready, until it is told otherwise.
#[derive(Default)]
pub(crate) struct FakeBackend {
    pub(crate) is_away: AtomicBool,
}

impl Backend for FakeBackend {
    fn ready(&self) -> Result<(), StoreError> {
        if self.is_away.load(Ordering::SeqCst) {
            Err(StoreError::Unavailable(Arc::new(std::io::Error::other(
                "secret.host:5432 refused",
            ))))
        } else {
            Ok(())
        }
    }

    fn pool(&self) -> PoolStatus {
        PoolStatus {
            connections: 8,
            idle: 3,
        }
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        Ok(DatabaseFacts::default())
    }
}

/// Somebody with a session.
pub(crate) struct Member {
    pub(crate) user: User,
    pub(crate) access: String,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// With other settings than those that are in nobody's way.
    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings {
            cors_allowed_origins: vec!["http://localhost:3000".into()],
            public_url: None,
            rate_limits: None,
            mail_limits: None,
            quotas: scheduler_domain::quotas::Quotas::OFF,
            hsts: true,
            metrics_token: None,
            trust_proxy: None,
            mail_hold: Duration::ZERO,
            email_verification: false,
            free_busy: Arc::new(scheduler_domain::conflicts::FreeBusyRules::everyone()),
            lifetimes: Lifetimes {
                access: Duration::minutes(15),
                refresh: Duration::days(14),
            },
            hashes_at_once: 1,
        };
        change(&mut settings);
        let store = MemoryStore::fresh();
        let clock = Arc::new(Mutex::new(NOON));
        let backend = Arc::new(FakeBackend::default());
        let hands = Arc::clone(&clock);
        let app = App::new(Parts {
            store: store.clone(),
            backend: backend.clone(),
            passwords: Arc::new(PlainPasswords),
            tokens: Arc::new(PlainTokens),
            letters: Arc::new(PlainLetters),
            clock: Arc::new(move || *hands.lock().unwrap()),
            entropy: Arc::new(SeededEntropy::new(7)),
            settings,
        });
        Self {
            app,
            store,
            backend,
            clock,
        }
    }

    /// Another way to hash.
    pub(crate) fn set_passwords(&mut self, passwords: Arc<dyn Passwords>) {
        let hands = Arc::clone(&self.clock);
        self.app = App::new(Parts {
            store: self.store.clone(),
            backend: self.backend.clone(),
            passwords,
            tokens: Arc::new(PlainTokens),
            letters: Arc::new(PlainLetters),
            clock: Arc::new(move || *hands.lock().unwrap()),
            entropy: Arc::new(SeededEntropy::new(8)),
            settings: self.app.settings.clone(),
        });
    }

    /// Time goes by.
    pub(crate) fn pass(&self, by: Duration) {
        *self.clock.lock().unwrap() += by;
    }

    /// An account by this name, logged in; its password is `secret of <name>`.
    pub(crate) fn member(&self, name: &str) -> Member {
        let ctx = self.app.ctx();
        let user = builders::user(&ctx, name);
        self.write(|store| store.write(|tx| tx.users().insert(&user)));
        let access = self.session(&user);
        Member { user, access }
    }

    /// Staff with a role that allows this, logged in.
    pub(crate) fn staff(&self, name: &str, permissions: &[Permission]) -> Member {
        let staff = builders::staff(self.store.as_ref(), &self.app.ctx(), name, permissions);
        self.logged_in(staff.actor().user_id)
    }

    /// A superuser, logged in.
    pub(crate) fn superuser(&self, name: &str) -> Member {
        let staff = builders::superuser(self.store.as_ref(), &self.app.ctx(), name);
        self.logged_in(staff.actor().user_id)
    }

    fn logged_in(&self, id: UserId) -> Member {
        let user = self.write(|store| store.glance(|tx| tx.users().find(id)));
        let user = user.unwrap();
        let access = self.session(&user);
        Member { user, access }
    }

    /// Another session of this user.
    pub(crate) fn session(&self, user: &User) -> String {
        let ctx = self.app.ctx();
        let session = Session {
            id: SessionId(ctx.new_uuid()),
            user_id: user.id,
            current_hash: [0; 32],
            previous_hash: None,
            rotated_at: ctx.now,
            expires_at: ctx.now + Duration::days(14),
        };
        self.write(|store| store.write(|tx| tx.sessions().insert(&session, &Device::default())));
        let claims = scheduler_domain::auth::Claims {
            kind: scheduler_domain::auth::TokenKind::Access,
            user_id: user.id,
            session_id: Some(session.id),
            id: ctx.new_uuid(),
            issued_at: ctx.now,
            expires_at: ctx.now + Duration::minutes(15),
        };
        PlainTokens.sign(&claims).unwrap()
    }

    /// What a test does behind the server's back.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&dyn Store) -> Result<T, StoreError>) -> T {
        work(self.store.as_ref()).unwrap()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Request<'_> {
        Request {
            world: self,
            inner: test::TestRequest::default().method(method).uri(path),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Request<'_> {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Request<'_> {
        self.request(Method::POST, path)
    }

    pub(crate) fn patch(&self, path: &str) -> Request<'_> {
        self.request(Method::PATCH, path)
    }
}

/// One that is being made.
pub(crate) struct Request<'a> {
    world: &'a World,
    inner: test::TestRequest,
}

impl Request<'_> {
    pub(crate) fn by(self, member: &Member) -> Self {
        self.bearer(&member.access)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.inner = self.inner.append_header((name, value));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn raw(mut self, media_type: &str, body: impl Into<web::Bytes>) -> Self {
        self.inner = self
            .inner
            .insert_header(("Content-Type", media_type))
            .set_payload(body);
        self
    }

    pub(crate) fn from(mut self, address: &str) -> Self {
        self.inner = self.inner.peer_addr(address.parse().unwrap());
        self
    }

    pub(crate) async fn send(self) -> Reply {
        let service = test::init_service(application(&self.world.app)).await;
        let response = match service.call(self.inner.to_request()).await {
            Ok(response) => response.into_parts().1,
            Err(error) => error.error_response(),
        };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap_or_default();
        Reply {
            status,
            headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// With this status and a JSON body.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    /// A problem in the promised shape, with this status and code.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(
            self.header("Content-Type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status, "{body}");
        for member in ["type", "title", "detail"] {
            assert!(
                body[member].as_str().is_some_and(|text| !text.is_empty()),
                "{body}"
            );
        }
        assert!(self.header("X-Request-Id").is_some());
        body
    }

    /// 400 with exactly these faulty fields.
    #[track_caller]
    pub(crate) fn expect_faults(&self, fields: &[&str]) -> Value {
        let body = self.expect_problem(400, "invalid");
        let mut faulty: Vec<_> = body["errors"].as_object().unwrap().keys().collect();
        let mut expected: Vec<_> = fields.iter().collect();
        faulty.sort();
        expected.sort();
        assert_eq!(format!("{faulty:?}"), format!("{expected:?}"), "{body}");
        body["errors"].clone()
    }
}

/// The same small allowance for everything.
pub(crate) fn tight_limits(each_minute: u32) -> RateLimits {
    let all = NonZeroU32::new(each_minute).unwrap();
    RateLimits {
        log_in_per_address: all,
        log_in_per_account: all,
        register_per_address: all,
        link_per_address: all,
        reset_per_address: all,
        reset_per_account: all,
        mail_per_account: all,
        account_mails_per_day: all,
        recipients_per_account: all,
        export_per_account: all,
        per_user: all,
    }
}

/// All sources of a folder but those of tests.
pub(crate) fn read_sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            read_sources(&path, into);
        } else if name != "tests.rs" && name != "codes.rs" && name.ends_with(".rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
