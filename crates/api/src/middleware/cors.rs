//! Which pages of other origins may call.

use actix_cors::Cors;
use actix_web::http::header;

/// Only origins that are configured, by name; none is ever reflected.
pub(crate) fn cors(origins: &[String]) -> Cors {
    let cors = origins
        .iter()
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            header::ACCEPT.as_str(),
            header::ACCEPT_LANGUAGE.as_str(),
            header::AUTHORIZATION.as_str(),
            header::CONTENT_TYPE.as_str(),
            header::IF_MATCH.as_str(),
            header::IF_NONE_MATCH.as_str(),
            "Idempotency-Key",
            "X-Request-Id",
        ])
        .expose_headers([
            "Content-Disposition",
            "ETag",
            "Idempotency-Replayed",
            "Location",
            "Retry-After",
            "X-Request-Id",
        ])
        .supports_credentials()
        .block_on_origin_mismatch(false)
        .max_age(3600)
}
