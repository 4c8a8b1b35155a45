//! The whole application in this process, over a store in memory, with a clock that stands still.

use std::cell::RefCell;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body;
use actix_web::dev::Service;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::rt::{System, SystemRunner};
use actix_web::test::{TestRequest, init_service};
use scheduler_api::{App, Backend, DatabaseFacts, Parts, PoolStatus, Settings, application};
use scheduler_domain::auth::{Claims, Device, Lifetimes, Session, TokenKind, Tokens};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::time::Zone;
use scheduler_infrastructure::adapters::JwtTokens;
use scheduler_testkit::fakes::{NOON, PlainLetters, PlainPasswords, SeededEntropy, ctx};
use scheduler_testkit::{MemoryStore, builders};
use scheduler_tests::{Reply, rules};
use serde_json::{Value, json};
use time::Duration;
use ureq::http::{HeaderMap, HeaderName as Name, HeaderValue as Text};

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
/// After so many requests the world begins anew, before what they leave makes it slow.
const MOST_REQUESTS: u32 = 500;

/// A request as it is put together from raw parts.
pub struct Raw<'a> {
    /// `GET` and so on.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Names and values.
    pub headers: Vec<(&'a str, &'a [u8])>,
    /// The body.
    pub body: &'a [u8],
}

/// An answer, and the route that gave it.
pub struct Answer {
    /// What was answered.
    pub reply: Reply,
    /// The pattern of the path.
    pub route: Option<String>,
}

type Called = Pin<Box<dyn Future<Output = Answer>>>;

/// Ann has an account, a session and a meeting with Bob, who has an account.
pub struct World {
    system: SystemRunner,
    call: Box<dyn Fn(TestRequest, String) -> Called>,
    /// Ann's access token.
    pub access: String,
    /// The id of Ann's meeting.
    pub meeting: String,
    /// What Bob's secret link carries.
    pub link: String,
    /// The OpenAPI document.
    pub document: Value,
    left: u32,
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

/// Works in this thread's world.
pub fn with<T>(work: impl FnOnce(&mut World) -> T) -> T {
    thread_local! {
        // Never dropped with its thread, whose other variables a runtime needs to end.
        static WORLD: RefCell<ManuallyDrop<Option<World>>> =
            const { RefCell::new(ManuallyDrop::new(None)) };
    }
    WORLD.with_borrow_mut(|kept| {
        // A world in which something broke is not put back.
        let mut world = kept
            .take()
            .filter(|world| world.left > 0)
            .unwrap_or_default();
        world.left -= 1;
        let done = work(&mut world);
        kept.replace(world);
        done
    })
}

impl World {
    /// With nothing else in it.
    pub fn new() -> Self {
        let store: Arc<dyn Store> = MemoryStore::fresh();
        let tokens = Arc::new(JwtTokens::new(KEY));
        let ctx = ctx(8);
        let access = join(&*store, &ctx, &tokens);
        let app = App::new(Parts {
            store,
            backend: Arc::new(NoDatabase),
            passwords: Arc::new(PlainPasswords),
            tokens,
            letters: Arc::new(PlainLetters),
            clock: Arc::new(|| NOON),
            entropy: Arc::new(SeededEntropy::new(7)),
            settings: settings(),
        });
        let system = System::new();
        let service = Rc::new(system.block_on(init_service(application(&app))));
        let call = move |request: TestRequest, what: String| -> Called {
            let service = Rc::clone(&service);
            Box::pin(async move {
                let (route, response) = match service.call(request.to_request()).await {
                    Ok(answer) => {
                        let (request, response) = answer.into_parts();
                        (request.match_pattern(), response)
                    }
                    Err(error) => (None, error.error_response()),
                };
                let reply = Reply {
                    call: what,
                    status: response.status().as_u16(),
                    headers: headers(response.headers()),
                    body: body::to_bytes(response.into_body()).await.unwrap().to_vec(),
                };
                Answer { reply, route }
            })
        };
        let mut world = Self {
            system,
            call: Box::new(call),
            access,
            meeting: String::new(),
            link: String::new(),
            document: Value::Null,
            left: MOST_REQUESTS,
        };
        world.document = world.ask("GET", "/api/schema/", &Value::Null).reply.json();
        let plan = json!({
            "title": "Plan",
            "start_time": "2030-06-03T09:00:00Z",
            "end_time": "2030-06-03T10:00:00Z",
            "participants": [{ "email": "bob@example.org" }],
        });
        let made = world.ask("POST", "/api/meetings/", &plan).reply;
        let made = made.is(201);
        world.meeting = made.str("id");
        let bob = made.json()["participants"][0]["id"].clone();
        let path = format!(
            "/api/meetings/{}/participants/{bob}/answer-link/",
            world.meeting
        );
        let url = world
            .ask("GET", &path, &Value::Null)
            .reply
            .is(200)
            .str("url");
        let (_, token) = url.split_once("/rsvp/").expect("a link");
        token.trim_end_matches('/').clone_into(&mut world.link);
        world
    }

    /// Asks as Ann, with JSON.
    pub fn ask(&self, method: &str, target: &str, json: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.access);
        let answer = self.send(&Raw {
            method,
            target,
            headers: vec![
                ("Authorization", bearer.as_bytes()),
                ("Content-Type", b"application/json"),
            ],
            body: json.to_string().as_bytes(),
        });
        answer.expect("a request that can be sent")
    }

    /// What is answered, and keeps to the rules of all answers; `None` for what no HTTP parser
    /// would let through.
    pub fn send(&self, raw: &Raw<'_>) -> Option<Answer> {
        let method = Method::from_bytes(raw.method.as_bytes()).ok()?;
        let uri: Uri = raw
            .target
            .parse()
            .ok()
            .filter(|_| raw.target.starts_with('/'))?;
        let mut request = TestRequest::default()
            .method(method.clone())
            .uri(&uri.to_string())
            .peer_addr(([127, 0, 0, 1], 50_000).into());
        for (name, value) in &raw.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            request = request.append_header((name, HeaderValue::from_bytes(value).ok()?));
        }
        let request = request.set_payload(raw.body.to_vec());
        let what = format!(
            "{} {} {:?} {}",
            raw.method,
            raw.target,
            raw.headers
                .iter()
                .map(|(name, value)| (name, String::from_utf8_lossy(value)))
                .collect::<Vec<_>>(),
            String::from_utf8_lossy(raw.body)
        );
        let mut answer = self.system.block_on((self.call)(request, what));
        // What is compressed is not read, and the connection that leaves out the body of an answer to
        // HEAD is not here.
        let path = answer.route.clone().unwrap_or_default();
        let is_encoded = !answer.reply.header("Content-Encoding").is_empty();
        if is_encoded || method == Method::HEAD {
            answer.reply.body.clear();
            rules::hold("HEAD", &path, &answer.reply);
        } else {
            rules::hold(raw.method, &path, &answer.reply);
        }
        Some(answer)
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn settings() -> Settings {
    Settings {
        cors_allowed_origins: vec!["http://localhost:3000".to_owned()],
        public_url: None,
        rate_limits: None,
        mail_limits: None,
        quotas: scheduler_domain::quotas::Quotas::OFF,
        hsts: true,
        metrics_token: None,
        trust_proxy: Some(scheduler_api::TrustedProxy::default()),
        mail_hold: Duration::ZERO,
        email_verification: false,
        free_busy: Arc::new(scheduler_domain::conflicts::FreeBusyRules::everyone()),
        lifetimes: Lifetimes {
            access: Duration::minutes(15),
            refresh: Duration::days(14),
        },
        hashes_at_once: 1,
    }
}

/// Ann, in a zone with changes of the clock, and Bob; Ann's token.
fn join(store: &dyn Store, ctx: &Ctx, tokens: &JwtTokens) -> String {
    builders::join(store, ctx, "bob");
    let mut ann = builders::user(ctx, "ann");
    ann.zone = Zone::parse("Europe/Berlin").unwrap();
    let session = Session {
        id: builders::actor(ctx, &ann).session_id,
        user_id: ann.id,
        current_hash: [0; 32],
        previous_hash: None,
        rotated_at: ctx.now,
        expires_at: ctx.now + Duration::days(14),
    };
    store
        .write::<_, StoreError>(|tx| {
            tx.users().insert(&ann)?;
            tx.sessions().insert(&session, &Device::default())
        })
        .unwrap();
    let claims = Claims {
        kind: TokenKind::Access,
        user_id: ann.id,
        session_id: Some(session.id),
        id: ctx.new_uuid(),
        issued_at: ctx.now,
        expires_at: session.expires_at,
    };
    tokens.sign(&claims).unwrap()
}

/// Both speak of headers by two versions of one crate.
fn headers(found: &actix_web::http::header::HeaderMap) -> HeaderMap {
    found
        .iter()
        .map(|(name, value)| {
            let name = Name::from_bytes(name.as_str().as_bytes()).unwrap();
            (name, Text::from_bytes(value.as_bytes()).unwrap())
        })
        .collect()
}
