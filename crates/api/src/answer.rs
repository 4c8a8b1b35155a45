//! Answers that are not failures.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};
use scheduler_domain::idempotency::Answer;
use serde::Serialize;

use crate::problem::Problem;

/// What handlers answer. Bodies are described by the tables of `openapi`.
pub(crate) type Answered = Result<HttpResponse, Problem>;

/// 200 with a body.
pub(crate) fn ok(view: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(view)
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
