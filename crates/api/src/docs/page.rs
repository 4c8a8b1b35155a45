//! What all pages have in common.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CacheControl, CacheDirective, HeaderValue,
    REFERRER_POLICY,
};

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

/// What the link in a mail leads to. All that is filled in is our own text.
pub(super) fn behind_link(
    status: StatusCode,
    title: &str,
    text: &str,
    action: &str,
) -> HttpResponse {
    let filled = include_str!("../../assets/pages/link.html")
        .replace("{{title}}", title)
        .replace("{{text}}", text)
        .replace("{{action}}", action);
    let mut answer = html(filled, PLAIN_CSP);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The token is in the path, and nobody else may learn it.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}
