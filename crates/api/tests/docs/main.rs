//! `openapi.json` is what the server serves, and what the server answers is what `openapi.json`
//! says: one tour calls every operation and holds each answer to the document. And the pages that
//! show it load nothing from elsewhere.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod accounts;
mod admin;
mod client;
mod oversight;
mod pages;
mod schema;
mod tour;

use actix_web::test::{TestRequest, call_and_read_body, init_service};
use serde_json::Value;

use crate::client::{SNAPSHOT, app};

#[actix_web::test]
async fn the_snapshot_is_what_is_served() {
    let service = init_service(scheduler_api::application(&app())).await;
    let request = TestRequest::get().uri("/api/schema/").to_request();
    let served = call_and_read_body(&service, request).await;
    let wanted = String::from_utf8(served.to_vec()).unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites snapshots"
    )]
    if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|value| value == "1") {
        std::fs::write(SNAPSHOT, &wanted).unwrap();
    }
    let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(
        kept == wanted,
        "openapi.json is old: run the tests with UPDATE_SNAPSHOTS=1"
    );
}

#[actix_web::test]
async fn the_document_comes_as_yaml_too() {
    let service = init_service(scheduler_api::application(&app())).await;
    let request = TestRequest::get()
        .uri("/api/schema/?format=yaml")
        .to_request();
    let text = call_and_read_body(&service, request).await;
    assert!(text.starts_with(b"openapi: \"3.0.3\"\ninfo:\n"));

    let request = TestRequest::get()
        .uri("/api/schema/?format=xml")
        .to_request();
    let problem = call_and_read_body(&service, request).await;
    let problem: Value = serde_json::from_slice(&problem).unwrap();
    assert_eq!(problem["errors"]["format"][0], "Choose json or yaml.");
}
