//! An HTTP client that holds every answer against the rules that all answers share.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

use crate::rules;

/// Somebody who speaks to a server.
#[derive(Clone)]
pub struct Client {
    /// The user's address, if this is a user.
    pub email: String,
    /// The user's id, if this is a user.
    pub id: String,
    /// The newest access token.
    pub access: String,
    /// The newest refresh token.
    pub refresh: String,
    base: String,
    agent: Agent,
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Client {
    pub(crate) fn new(base: &str, secrets: Arc<Mutex<Vec<String>>>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            email: String::new(),
            id: String::new(),
            access: String::new(),
            refresh: String::new(),
            base: base.to_owned(),
            agent: config.into(),
            secrets,
        }
    }

    /// The same user at another process.
    #[must_use]
    pub fn at(&self, server: &crate::Server) -> Self {
        Self {
            base: server.base().to_owned(),
            ..self.clone()
        }
    }

    /// The same place without the user.
    #[must_use]
    pub fn nobody(&self) -> Self {
        Self {
            access: String::new(),
            ..self.clone()
        }
    }

    /// The same place with this access token.
    #[must_use]
    pub fn bearing(&self, access: &str) -> Self {
        Self {
            access: access.to_owned(),
            ..self.clone()
        }
    }

    /// Never to be found in a log.
    pub fn keep_secret(&self, secret: &str) {
        if secret.len() >= 8 {
            self.secrets
                .lock()
                .expect("secrets")
                .push(secret.to_owned());
        }
    }

    /// Any call.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call {
            client: self.clone(),
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A GET.
    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// A DELETE.
    pub fn delete(&self, path: &str) -> Call {
        self.call("DELETE", path)
    }

    /// A POST of JSON.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "json!() reads better without a borrow"
    )]
    pub fn post(&self, path: &str, body: Value) -> Call {
        self.call("POST", path).json(&body)
    }

    /// A PUT of JSON.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "json!() reads better without a borrow"
    )]
    pub fn put(&self, path: &str, body: Value) -> Call {
        self.call("PUT", path).json(&body)
    }

    /// A PATCH of JSON.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "json!() reads better without a borrow"
    )]
    pub fn patch(&self, path: &str, body: Value) -> Call {
        self.call("PATCH", path).json(&body)
    }
}

/// A call that is being put together.
#[must_use]
pub struct Call {
    client: Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Call {
    /// With this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this JSON.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With this body.
    pub fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if media_type.is_empty() {
            self
        } else {
            self.header("Content-Type", media_type)
        }
    }

    /// What was answered, whatever it is, as long as it keeps to the rules.
    pub fn send(self) -> Reply {
        let what = format!("{} {}", self.method, self.path);
        self.try_send()
            .unwrap_or_else(|fault| panic!("{what}: {fault}"))
    }

    /// The same where the server may be gone.
    pub fn try_send(self) -> Result<Reply, ureq::Error> {
        let client = &self.client;
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(format!("{}{}", client.base, self.path));
        let has = |name: &str| {
            self.headers
                .iter()
                .any(|(found, _)| found.eq_ignore_ascii_case(name))
        };
        if !client.access.is_empty() && !has("Authorization") {
            request = request.header("Authorization", format!("Bearer {}", client.access));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut answer = match self.body {
            Some(body) => client
                .agent
                .run(request.body(body).map_err(ureq::Error::Http)?)?,
            None => client
                .agent
                .run(request.body(()).map_err(ureq::Error::Http)?)?,
        };
        let body = answer
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_vec()?;
        let reply = Reply {
            call: format!("{} {}", self.method, self.path),
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body,
        };
        rules::hold(&self.method, &self.path, &reply);
        Ok(reply)
    }

    /// Sends, and the answer must have this status.
    pub fn gives(self, status: u16) -> Reply {
        self.send().is(status)
    }

    /// Sends, and the answer must be a problem with this status and code.
    pub fn refused(self, status: u16, code: &str) -> Reply {
        let reply = self.gives(status);
        assert_eq!(reply.json()["code"], code, "{reply:?}");
        reply
    }

    /// Sends; the answer must be 400 and name exactly these fields.
    pub fn faulty(self, fields: &[&str]) -> Reply {
        let reply = self.gives(400);
        let body = reply.json();
        let mut found: Vec<&str> = body["errors"]
            .as_object()
            .unwrap_or_else(|| panic!("no errors: {reply:?}"))
            .keys()
            .map(String::as_str)
            .collect();
        found.sort_unstable();
        let mut wanted = fields.to_vec();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{reply:?}");
        reply
    }
}

/// What was answered.
pub struct Reply {
    /// The call, for messages.
    pub call: String,
    /// The status code.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Reply {
    /// Itself, if it has this status.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("visible ASCII"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A member of the JSON body as text.
    pub fn str(&self, member: &str) -> String {
        let body = self.json();
        let text = body[member]
            .as_str()
            .unwrap_or_else(|| panic!("no {member}: {self:?}"));
        text.to_owned()
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.text().chars().take(1500).collect();
        write!(
            f,
            "{} gave {} {:?}\n{text}",
            self.call, self.status, self.headers
        )
    }
}
