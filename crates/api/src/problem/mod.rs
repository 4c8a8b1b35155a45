//! Every answer that is a failure (RFC 9457). What a client reads comes from the table of
//! [`Code`]s or from the domain's own sentences, never from a cause: causes go to the log.

mod codes;
mod faults;
mod from_domain;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use paperclip::v2::schema::Apiv2Errors;
use serde::Serialize;
use serde_json::{Map, Value, json};

pub use self::codes::Code;
pub(crate) use self::faults::Faults;
pub(crate) use self::from_domain::taken;

/// How long a client should wait when nobody knows better.
const RETRY_AFTER_SECONDS: u64 = 1;

/// A failure as the client sees it, and its cause as the log does.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    detail: Cow<'static, str>,
    errors: Option<Faults>,
    members: Map<String, Value>,
    headers: HeaderMap,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// The problem of this code, in the words of the table.
    pub fn new(code: Code) -> Self {
        let problem = Self(Box::new(Inner {
            code,
            detail: Cow::Borrowed(code.detail()),
            errors: None,
            members: Map::new(),
            headers: HeaderMap::new(),
            cause: None,
        }));
        match code.status() {
            401 => problem.with_header(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"api\""),
            ),
            503 => problem.with_retry_after(RETRY_AFTER_SECONDS),
            _ => problem,
        }
    }

    /// The problem of these faulty fields.
    pub(crate) fn invalid(faults: Faults) -> Self {
        let mut problem = Self::new(Code::Invalid);
        if let Some(sentence) = faults.sentence() {
            problem.0.detail = Cow::Owned(sentence);
        }
        problem.0.errors = Some(faults);
        problem
    }

    /// The problem of one faulty field.
    pub(crate) fn invalid_field(field: &str, fault: impl fmt::Display) -> Self {
        let mut faults = Faults::default();
        faults.add(field, fault);
        Self::invalid(faults)
    }

    /// A fault of ours; the client learns nothing about it.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::new(Code::Internal).caused_by(cause)
    }

    /// One sentence that says more than the table.
    #[must_use]
    pub(crate) fn with_detail(mut self, sentence: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = sentence.into();
        self
    }

    /// One more member of the body (RFC 9457 §3.2), such as `conflicts`.
    #[must_use]
    pub(crate) fn with_member(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.0.members.insert(name.to_owned(), value);
        self
    }

    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// Beside others of its name.
    #[must_use]
    pub(crate) fn with_added_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    #[must_use]
    pub(crate) fn with_retry_after(self, seconds: u64) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// For the log only.
    #[must_use]
    pub(crate) fn caused_by(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Arc::new(cause));
        self
    }

    /// Which one it is.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Whether this field is among the faulty ones.
    pub(crate) fn blames(&self, field: &str) -> bool {
        let faults = self.0.errors.as_ref();
        faults.is_some_and(|faults| faults.has(field))
    }

    /// One sentence for people.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// A header that the answer gets beyond the usual ones.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.0.headers.get(name)
    }

    /// Headers that the answer gets beyond the usual ones.
    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.0.headers
    }

    /// The cause and its causes, for the log.
    pub(crate) fn cause(&self) -> Option<String> {
        let mut next = self.source();
        let mut chain = Vec::new();
        while let Some(cause) = next {
            chain.push(cause.to_string());
            next = cause.source();
        }
        (!chain.is_empty()).then(|| chain.join(": "))
    }

    fn body(&self) -> Value {
        let inner = &self.0;
        let mut body = json!({
            "type": inner.code.type_uri(),
            "title": inner.code.title(),
            "status": inner.code.status(),
            "detail": inner.detail,
            "code": inner.code.word(),
        });
        if let Some(body) = body.as_object_mut() {
            if let Some(faults) = &inner.errors {
                body.insert("errors".to_owned(), faults.to_json());
                if faults.is_truncated() {
                    body.insert("errors_truncated".to_owned(), true.into());
                }
            }
            body.extend(inner.members.clone());
        }
        body
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.word(), self.0.detail)
    }
}

impl Error for Problem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Some(cause) => Some(cause.as_ref()),
            None => None,
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        for header in &self.0.headers {
            response.append_header(header);
        }
        response.body(self.body().to_string())
    }
}

/// The statuses of each call stand in the tables of `openapi`.
impl Apiv2Errors for Problem {}
