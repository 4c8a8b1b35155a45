//! Both databases keep every promise of the ports.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod common;

scheduler_testkit::conformance!(sqlite, common::sqlite);
scheduler_testkit::conformance!(postgres, common::postgres);
