//! Times with and without an offset.

use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(times_are_read_in_the_zone_that_is_named);

fn times_are_read_in_the_zone_that_is_named(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let plan = |start: &str, end: &str, zone: Value| {
        let body = json!({"title": "T", "start_time": start, "end_time": end, "time_zone": zone});
        let body = ann.post("/api/meetings/", body).gives(201).json();
        (
            body["start_time"].clone(),
            body["end_time"].clone(),
            body["time_zone"].clone(),
        )
    };
    let (start, end) = ("2031-01-15T09:00:00", "2031-01-15T10:00:00");
    let as_utc = |zone: &str| {
        (
            json!("2031-01-15T09:00:00Z"),
            json!("2031-01-15T10:00:00Z"),
            json!(zone),
        )
    };
    assert_eq!(plan(start, end, Value::Null), as_utc("UTC"));
    let berlin = (
        json!("2031-01-15T08:00:00Z"),
        json!("2031-01-15T09:00:00Z"),
        json!("Europe/Berlin"),
    );
    assert_eq!(plan(start, end, json!("Europe/Berlin")), berlin);
    let offset = plan(
        "2031-01-15T14:45:00+05:45",
        "2031-01-15T10:00:00Z",
        json!("Asia/Kathmandu"),
    );
    assert_eq!(offset, as_utc("Asia/Kathmandu"));
    ann.patch("/api/auth/me/", json!({"time_zone": "Europe/Berlin"}))
        .gives(200);
    assert_eq!(plan(start, end, Value::Null), berlin, "the caller's zone");
    // 02:30 is skipped on 30 March 2031 and comes twice on 26 October.
    let skipped = plan("2031-03-30T02:30:00", "2031-03-30T04:00:00", Value::Null);
    assert_eq!(skipped.0, json!("2031-03-30T01:30:00Z"));
    let repeated = plan("2031-10-26T02:30:00", "2031-10-26T04:00:00", Value::Null);
    assert_eq!(repeated.0, json!("2031-10-26T00:30:00Z"));
    let fine = plan(
        "2031-01-15T09:00:00.123456Z",
        "2031-01-15T10:00:00.5Z",
        json!("UTC"),
    );
    assert_eq!(fine.0, json!("2031-01-15T09:00:00.123456Z"));
    assert_eq!(fine.1, json!("2031-01-15T10:00:00.500000Z"));
}
