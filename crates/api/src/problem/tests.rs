//! The table of codes is true and complete.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use scheduler_domain::store::{Key, StoreError};

use super::{Code, Faults, Problem};
use crate::testing::read_sources;
use actix_web::ResponseError;
use actix_web::body::to_bytes;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_problem_is_a_sentence_for_people_and_a_word_for_programs() {
    let mut faults = Faults::default();
    faults.add("end_time", "End time must be after start time.");
    faults.add("title", "This field is required.");
    faults.add("title", "This field is required.");
    let problem = Problem::invalid(faults).with_member("conflicts", json!({}));
    let body = to_bytes(problem.error_response().into_body())
        .await
        .unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap(),
        json!({
            "type": "urn:meeting-scheduler:problem:invalid",
            "title": "Invalid input",
            "status": 400,
            "detail": "end_time: End time must be after start time.",
            "code": "invalid",
            "errors": {
                "end_time": ["End time must be after start time."],
                "title": ["This field is required."],
            },
            "conflicts": {},
        })
    );
}

#[actix_web::test]
async fn a_cause_is_for_the_log_alone() {
    let cause = std::io::Error::other("secret.host refused");
    let problem = Problem::internal(cause);
    assert_eq!(problem.cause().as_deref(), Some("secret.host refused"));
    let body = to_bytes(problem.error_response().into_body())
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("secret"));
}

#[test]
fn a_store_in_trouble_asks_for_patience_and_a_broken_one_says_nothing() {
    let away = StoreError::Unavailable(Arc::new(std::io::Error::other("secret.host")));
    for (error, code, retry_after) in [
        (StoreError::Busy, Code::Busy, Some("1")),
        (
            StoreError::DeadlineExceeded,
            Code::DeadlineExceeded,
            Some("1"),
        ),
        (away, Code::Unavailable, Some("1")),
        (StoreError::Stale, Code::Conflict, None),
        (StoreError::Duplicate(Key::Other), Code::Conflict, None),
        (
            StoreError::Corrupt("secret row".into()),
            Code::Internal,
            None,
        ),
        (StoreError::Misuse("secret call"), Code::Internal, None),
    ] {
        let problem = Problem::from(error);
        assert_eq!(problem.code(), code);
        let response = problem.error_response();
        let header = response.headers().get("Retry-After");
        assert_eq!(header.map(|value| value.to_str().unwrap()), retry_after);
        assert!(!problem.body().to_string().contains("secret"));
    }
}

#[test]
fn every_code_is_raised_somewhere() {
    let mut sources = String::new();
    read_sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut sources,
    );
    let unused: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !is_named(&sources, code.name()))
        .collect();
    assert!(unused.is_empty(), "nobody raises {unused:?}");
}

fn is_named(sources: &str, name: &str) -> bool {
    sources
        .split(&format!("Code::{name}"))
        .skip(1)
        .any(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
}

/// `UPDATE_SNAPSHOTS=1` rewrites it.
#[test]
fn the_page_of_errors_is_the_table_of_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let page = page_of_errors();
    if std::env::vars().any(|(name, value)| name == "UPDATE_SNAPSHOTS" && value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/errors.md is old: run the tests with UPDATE_SNAPSHOTS=1"
    );
}

fn page_of_errors() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         Every failure is a problem detail (RFC 9457, `application/problem+json`): `type`, `title`, `status`,\n\
         `detail`, `code`, and `errors` where fields are faulty. Branch on `code`; show `detail`. A test makes this\n\
         page from the table in `crates/api/src/problem/codes.rs`.\n\n\
         | status | code | title | detail |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let (status, word) = (code.status(), code.word());
        writeln!(
            page,
            "| {status} | `{word}` | {} | {} |",
            code.title(),
            code.detail()
        )
        .unwrap();
    }
    page
}
