//! schemathesis sends what the document allows and what it forbids, to every call, alone and in
//! sequence, and holds every answer against the document.

use std::process::Command;

use scheduler_tests::{Backend, Server, on_both};
use serde_json::Value;

use crate::judge;

on_both!(every_answer_to_any_request_is_documented);

/// How many requests it makes up for each call, after those that it derives from the document.
const EXAMPLES: &str = "4";

fn every_answer_to_any_request_is_documented(backend: Backend) {
    let Some(schemathesis) = judge("SCHEMATHESIS") else {
        return;
    };
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let document = ann.get("/api/schema/").gives(200);
    let folder = server.site.folder();
    std::fs::write(folder.join("document.json"), &document.body).unwrap();

    let bearer = format!("Authorization: Bearer {}", ann.access);
    let done = Command::new(schemathesis)
        .current_dir(folder)
        .args([
            "run",
            "document.json",
            "--url",
            server.base(),
            "--header",
            &bearer,
        ])
        .args([
            "--max-examples",
            EXAMPLES,
            "--seed",
            "1",
            "--generation-database",
            "none",
        ])
        .args(["--checks", "all"])
        // What a body means (an end after its beginning, a zone that exists) no schema can say, and
        // blank counts as absent where a schema gives a format.
        .args([
            "--exclude-checks",
            "positive_data_acceptance,negative_data_rejection",
        ])
        .args([
            "--report",
            "json",
            "--report-json-path",
            "report.json",
            "--no-color",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");

    let report = std::fs::read(folder.join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let paths = document.json()["paths"].as_object().unwrap().clone();
    let calls = paths
        .values()
        .flat_map(|item| item.as_object().unwrap().keys());
    let calls = calls.filter(|method| *method != "parameters").count();
    assert_eq!(report["operations"]["tested"], calls, "{said}");
    assert_eq!(report["errors"], serde_json::json!([]), "{said}");
    let sent = report["test_cases"]["generated"].as_u64().unwrap();
    assert!(sent > 500, "{said}");
    println!("{backend:?}: {sent} requests to {calls} calls");
}
