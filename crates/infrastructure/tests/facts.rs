//! What a database says of itself.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod common;

use common::{Fresh, postgres, sqlite};

fn tells_its_kind_version_and_size(fresh: &Fresh, kind: &str) {
    let Some(database) = &fresh.database else {
        return;
    };
    let facts = database.facts().unwrap();
    assert_eq!(facts.kind, kind);
    assert!(
        facts.version.starts_with(|c: char| c.is_ascii_digit()),
        "{facts:?}"
    );
    // Tables and indexes without rows, each in a page or more.
    assert!((50_000..50_000_000).contains(&facts.bytes), "{facts:?}");
}

#[test]
fn sqlite_tells_its_kind_version_and_size() {
    tells_its_kind_version_and_size(&sqlite(), "sqlite");
}

#[test]
fn postgres_tells_its_kind_version_and_size() {
    tells_its_kind_version_and_size(&postgres(), "postgres");
}
