//! Answers that are not failures.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, ETAG, LOCATION};
use scheduler_domain::idempotency::Answer;
use serde::Serialize;

use crate::extract::{IfNoneMatch, detail_etag};
use crate::problem::Problem;

/// What handlers answer. Bodies are described by the tables of `openapi`.
pub(crate) type Answered = Result<HttpResponse, Problem>;

/// 200 with a body.
pub(crate) fn ok(view: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(view)
}

/// 202 with a body: it goes on in the background.
pub(crate) fn accepted(view: &impl Serialize) -> HttpResponse {
    HttpResponse::Accepted().json(view)
}

/// An answer to be kept for a request that is sent again.
pub(crate) fn kept(status: StatusCode, view: &impl Serialize) -> Answer {
    Answer {
        status: status.as_u16(),
        location: None,
        etag: None,
        body: serde_json::to_string(view).unwrap_or_default(),
    }
}

/// A body, and the tag that names it and the version of what it shows.
pub(crate) struct Tagged {
    etag: String,
    body: String,
}

impl Tagged {
    /// Of a resource of this version.
    pub(crate) fn new(version: i32, view: &impl Serialize) -> Self {
        let body = serde_json::to_string(view).unwrap_or_default();
        Self {
            etag: detail_etag(version, &body),
            body,
        }
    }

    /// Shows more than the tag names.
    pub(crate) fn with_body(self, view: &impl Serialize) -> Self {
        Self {
            body: serde_json::to_string(view).unwrap_or_default(),
            ..self
        }
    }

    /// 200.
    pub(crate) fn ok(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((ETAG, self.etag))
            .content_type(ContentType::json())
            .body(self.body)
    }

    /// 200, or 304 for a caller who has it.
    pub(crate) fn unless_known(self, condition: &IfNoneMatch) -> HttpResponse {
        if condition.has(&self.etag) {
            HttpResponse::NotModified()
                .insert_header((ETAG, self.etag))
                .finish()
        } else {
            self.ok()
        }
    }

    /// 201, to be kept.
    pub(crate) fn created(self, location: String) -> Answer {
        Answer {
            status: StatusCode::CREATED.as_u16(),
            location: Some(location),
            etag: Some(self.etag),
            body: self.body,
        }
    }
}

/// A kept answer, with `Idempotency-Replayed` unless it is new.
pub(crate) fn replay(answer: Answer, is_new: bool) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    if let Some(location) = answer.location {
        response.insert_header((LOCATION, location));
    }
    if let Some(etag) = answer.etag {
        response.insert_header((ETAG, etag));
    }
    if !is_new {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.body(answer.body)
}
