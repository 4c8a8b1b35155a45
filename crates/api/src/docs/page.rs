//! What all pages have in common.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CacheControl, CacheDirective};

/// For pages without a script.
pub(super) const PLAIN_CSP: &str = "default-src 'none'; style-src 'self'; img-src data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page that may load what its policy allows.
pub(super) fn html(text: impl Into<String>, csp: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, csp))
        .insert_header(CacheControl(vec![CacheDirective::NoCache]))
        .body(text.into())
}
