//! A client that reads every answer against the document.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::dev::ServiceResponse;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web;
use scheduler_api::{App, Backend, DatabaseFacts, Parts, PoolStatus, Settings};
use scheduler_domain::auth::Lifetimes;
use scheduler_domain::store::StoreError;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::fakes::{NOON, PlainLetters, PlainPasswords, PlainTokens, SeededEntropy};
use serde_json::{Value, json};
use time::Duration;

use crate::schema::{faults, resolve};

/// At the root of the workspace.
pub(crate) const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");

/// What opens `/metrics`.
pub(crate) const METRICS_TOKEN: &str = "a-token-of-the-operator";

struct Memory;

impl Backend for Memory {
    fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn pool(&self) -> PoolStatus {
        PoolStatus::default()
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        Ok(DatabaseFacts {
            kind: "sqlite",
            version: "3.50.4".to_owned(),
            bytes: 4_096,
        })
    }
}

/// The API over an empty store.
pub(crate) fn app() -> web::Data<App> {
    over(MemoryStore::fresh())
}

fn over(store: Arc<MemoryStore>) -> web::Data<App> {
    App::new(Parts {
        store,
        backend: Arc::new(Memory),
        passwords: Arc::new(PlainPasswords),
        tokens: Arc::new(PlainTokens),
        letters: Arc::new(PlainLetters),
        clock: Arc::new(|| NOON),
        entropy: Arc::new(SeededEntropy::new(1)),
        settings: Settings {
            cors_allowed_origins: Vec::new(),
            public_url: None,
            rate_limits: None,
            mail_limits: None,
            quotas: scheduler_domain::quotas::Quotas::OFF,
            hsts: true,
            metrics_token: Some(METRICS_TOKEN.to_owned()),
            trust_proxy: None,
            mail_hold: Duration::ZERO,
            email_verification: true,
            free_busy: Arc::new(scheduler_domain::conflicts::FreeBusyRules::everyone()),
            lifetimes: Lifetimes {
                access: Duration::minutes(15),
                refresh: Duration::days(14),
            },
            hashes_at_once: 1,
        },
    })
}

/// What to send beside method and path.
#[derive(Clone, Default)]
pub(crate) struct Sent<'a> {
    pub(crate) token: Option<&'a str>,
    pub(crate) header: Option<(&'a str, &'a str)>,
    pub(crate) body: Option<Value>,
}

/// What came back.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

type Send = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = ServiceResponse>>>>;

pub(crate) struct Client {
    send: Send,
    /// What the API is over.
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) document: Value,
    seen: RefCell<BTreeSet<(String, u16)>>,
}

impl Client {
    pub(crate) async fn new() -> Self {
        let store = MemoryStore::fresh();
        let app = over(store.clone());
        let service = Rc::new(init_service(scheduler_api::application(&app)).await);
        let send: Send = Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move { call_service(&*service, request.to_request()).await })
        });
        let served = send(TestRequest::get().uri("/api/schema/")).await;
        let bytes = to_bytes(served.into_body()).await.unwrap();
        Self {
            send,
            store,
            document: serde_json::from_slice(&bytes).unwrap(),
            seen: RefCell::default(),
        }
    }

    /// Sends, and holds the answer to what the document says of this operation.
    pub(crate) async fn call(&self, method: &str, path: &str, sent: Sent<'_>) -> Got {
        let mut request = TestRequest::with_uri(path).method(method.parse().unwrap());
        if let Some(token) = sent.token {
            request = request.insert_header(("Authorization", format!("Bearer {token}")));
        }
        if let Some(header) = sent.header {
            request = request.insert_header(header);
        }
        if let Some(body) = &sent.body {
            request = request.set_json(body);
        }
        let response = (self.send)(request).await;
        let status = response.status().as_u16();
        let headers: BTreeMap<_, _> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let bytes = to_bytes(response.into_body()).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let got = Got {
            status,
            headers,
            body,
        };
        self.hold_to_the_document(method, path, &got);
        got
    }

    fn hold_to_the_document(&self, method: &str, path: &str, got: &Got) {
        let (template, operation) = self.operation(method, path);
        let place = format!("{method} {template} {}", got.status);
        let documented = operation["responses"].get(got.status.to_string());
        let response = resolve(
            &self.document,
            documented.unwrap_or_else(|| panic!("{place}: not documented: {}", got.body)),
        );
        for header in response["headers"].as_object().unwrap().keys() {
            let is_sent = got.headers.contains_key(&header.to_lowercase());
            // Only old answers have the one, and only browser apps get the other.
            let may_be_absent = ["Idempotency-Replayed", "Set-Cookie"].contains(&header.as_str());
            assert!(is_sent || may_be_absent, "{place}: no {header}");
        }
        let media_type = got.headers.get("content-type");
        let media_type = media_type.map(|text| text.split(';').next().unwrap());
        match (response["content"].as_object(), media_type) {
            (None, None) => {}
            (Some(content), Some(media_type)) => {
                let media = content.get(media_type);
                let media = media.unwrap_or_else(|| panic!("{place}: {media_type}"));
                if media_type.ends_with("json") && media["schema"] != json!({ "type": "object" }) {
                    let found = faults(&self.document, &media["schema"], &got.body);
                    assert_eq!(found, Vec::<String>::new(), "{place}: {}", got.body);
                }
                if media_type == "application/problem+json" {
                    let code = got.body["code"].as_str().unwrap();
                    let examples = media["examples"].as_object().unwrap();
                    assert!(
                        examples.contains_key(code),
                        "{place}: {code} is not documented"
                    );
                }
            }
            (content, media_type) => panic!("{place}: {media_type:?} where {content:?}"),
        }
        let id = operation["operationId"].as_str().unwrap().to_owned();
        self.seen.borrow_mut().insert((id, got.status));
    }

    /// The one of which the fewest segments are variable.
    fn operation(&self, method: &str, path: &str) -> (String, &Value) {
        let path = path.split('?').next().unwrap();
        let paths = self.document["paths"].as_object().unwrap();
        let fits = |template: &str| {
            template.split('/').count() == path.split('/').count()
                && template
                    .split('/')
                    .zip(path.split('/'))
                    .all(|(wanted, given)| wanted.starts_with('{') || wanted == given)
        };
        let (template, item) = paths
            .iter()
            .filter(|(template, _)| fits(template))
            .min_by_key(|(template, _)| template.matches('{').count())
            .unwrap_or_else(|| panic!("{path} is not documented"));
        (template.clone(), &item[method.to_lowercase()])
    }

    /// Successes that the document promises and that nobody has seen.
    pub(crate) fn unseen(&self) -> Vec<String> {
        let items = self.document["paths"].as_object().unwrap().values();
        items
            .flat_map(|item| item.as_object().unwrap())
            .filter(|(method, _)| *method != "parameters")
            .flat_map(|(_, operation)| {
                let id = operation["operationId"].as_str().unwrap();
                let statuses = operation["responses"].as_object().unwrap().keys();
                statuses.map(move |status| (id.to_owned(), status.parse::<u16>().unwrap()))
            })
            .filter(|(id, status)| {
                *status < 400 && !self.seen.borrow().contains(&(id.clone(), *status))
            })
            .map(|(id, status)| format!("{id} {status}"))
            .collect()
    }
}
