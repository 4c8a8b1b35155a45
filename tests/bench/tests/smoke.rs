//! The bench in its smallest form: figures of an unoptimised build mean nothing, but everything
//! else must be as in a full run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scheduler_tests::Backend;
use scheduler_tests::server::binary;
use serde_json::{Value, json};

fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(arguments)
        .env("MEETING_SCHEDULER_BIN", binary())
        .output()
        .expect("the bench runs")
}

fn compared(then: &Path, now: &Path) -> String {
    let out = bench(&["compare", then.to_str().unwrap(), now.to_str().unwrap()]);
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_small_run_measures_judges_writes_and_compares() {
    if !Backend::Postgres.is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = bench(&[
        "--meetings",
        "200",
        "--seconds",
        "1",
        "--slices",
        "1",
        "--starts",
        "1",
        "--only",
        "detail,create",
        "--out",
        folder.path().to_str().unwrap(),
    ]);
    // Before it measures, it refuses floors that answer something else than the server.
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    let written = folder.path().join("bench.json");
    assert!(written.exists(), "{said}");
    let report: Value = serde_json::from_str(&fs::read_to_string(&written).unwrap()).unwrap();

    let paths = report["paths"].as_array().unwrap();
    let names: Vec<_> = paths
        .iter()
        .map(|line| (line["database"].as_str(), line["path"].as_str()))
        .collect();
    let wanted = ["sqlite", "postgresql"]
        .map(|database| ["detail", "create"].map(|path| (Some(database), Some(path))));
    assert_eq!(names, wanted.concat(), "{said}");
    for line in paths {
        assert_eq!(line["failures"], 0, "{said}");
        assert!(line["server"]["per_second"].as_f64() > Some(0.0), "{said}");
        assert!(line["floor"]["per_second"].as_f64() > Some(0.0), "{said}");
    }
    let targets = report["targets"].as_array().unwrap();
    let is_met = targets.iter().all(|target| target["is_met"] == true);
    assert_eq!(out.status.code(), Some(i32::from(!is_met)), "{said}");

    let chart = fs::read_to_string(folder.path().join("bench.svg")).unwrap();
    assert_eq!(chart.matches("class=\"floor\"").count(), paths.len());

    assert!(!compared(&written, &written).contains("WORSE"));
    let better = folder.path().join("better.json");
    let mut then = report.clone();
    for line in then["paths"].as_array_mut().unwrap() {
        line["ratio"] = json!(line["ratio"].as_f64().unwrap() + 1.0);
    }
    fs::write(&better, then.to_string()).unwrap();
    let worse = compared(&better, &written);
    assert_eq!(worse.matches("WORSE").count(), paths.len(), "{worse}");
}
