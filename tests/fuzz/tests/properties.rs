//! What holds of many answers together: wall times around changes of the clock, pages of a list,
//! and tags of a meeting.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is missing"
)]

use std::collections::BTreeMap;

use jiff::tz::TimeZoneDatabase;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scheduler_fuzz::world::{self, World};
use serde_json::{Value, json};

fn config(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: (usual.cases * factor / 16).max(1),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..usual
    }
}

fn zones() -> Vec<String> {
    let known = TimeZoneDatabase::bundled();
    known.available().map(|name| name.to_string()).collect()
}

const KEYS: [&str; 8] = [
    "start_time",
    "-start_time",
    "end_time",
    "-end_time",
    "title",
    "-title",
    "created_at",
    "-created_at",
];

fn list(world: &World, target: &str) -> Value {
    world.ask("GET", target, &Value::Null).reply.is(200).json()
}

/// Of the meetings that are there, some alike in all by which they can be ordered.
fn fill(world: &World) {
    let count = list(world, "/api/meetings/")["count"].as_i64().unwrap();
    for number in count..30 {
        let plan = json!({
            "title": format!("No {}", number % 4),
            "start_time": format!("2030-07-{:02}T09:00:00Z", 1 + number % 3),
            "end_time": format!("2030-07-{:02}T{}:00:00Z", 1 + number % 3, 10 + number % 2),
        });
        world.ask("POST", "/api/meetings/", &plan).reply.is(201);
    }
}

fn is_before(one: &Value, other: &Value, keys: &[&str]) -> bool {
    for key in keys {
        let name = key.trim_start_matches('-');
        // The list does not show when a meeting was planned; here all were at once.
        let (a, b) = (one[name].as_str(), other[name].as_str());
        if a != b {
            return (a < b) != key.starts_with('-');
        }
    }
    one["id"].as_str() < other["id"].as_str()
}

/// Of the page that a link leads to, which is one of the same list.
fn number_of(link: &Value, order: &str, size: usize) -> Value {
    let Some(link) = link.as_str() else {
        return Value::Null;
    };
    let order = order.replace(',', "%2C");
    let list = format!("/api/meetings/?ordering={order}&page_size={size}&page=");
    json!(link.split_once(&list).unwrap().1)
}

proptest! {
    #![proptest_config(config(64))]
    #[test]
    fn wall_times_near_changes_of_any_clock_are_those_of_the_standard(
        zone in select(zones()),
        year in 1970_i16..2100,
        after_seconds in -10_000_i64..10_000,
    ) {
        let rules = TimeZoneDatabase::bundled().get(&zone).unwrap();
        let from: Timestamp = format!("{year}-01-01T00:00:00Z").parse().unwrap();
        let change = rules.following(from).next().map_or(from, |change| change.timestamp());
        let offset = rules.to_offset(change - 1.second());
        let wall = offset.to_datetime(change + after_seconds.seconds());
        scheduler_fuzz::times(format!("{zone}\n{wall}").as_bytes());
    }
}

proptest! {
    #![proptest_config(config(2))]
    #[test]
    fn pages_of_any_size_and_order_are_the_list(
        size in 1_usize..40,
        keys in subsequence(&KEYS[..], 1..4).prop_shuffle(),
    ) {
        world::with(|world| {
            fill(world);
            let order = keys.join(",");
            let whole = list(world, &format!("/api/meetings/?ordering={order}"));
            let all = whole["results"].as_array().unwrap();
            assert_eq!(whole["count"], all.len());
            assert!(all.windows(2).all(|two| is_before(&two[0], &two[1], &keys)), "{whole}");
            let query = format!("/api/meetings/?ordering={order}&page_size={size}");
            let pages = all.len().div_ceil(size);
            let mut seen = Vec::new();
            for number in 1..=pages {
                let page = list(world, &format!("{query}&page={number}"));
                assert_eq!(page["count"], all.len());
                let neighbour = |is_there: bool, number: usize| { if is_there { json!(number.to_string()) } else { Value::Null } };
                assert_eq!(number_of(&page["previous"], &order, size), neighbour(number > 1, number - 1));
                assert_eq!(number_of(&page["next"], &order, size), neighbour(number < pages, number + 1));
                seen.extend(page["results"].as_array().unwrap().clone());
            }
            let past = format!("{query}&page={}", pages + 1);
            world.ask("GET", &past, &Value::Null).reply.is(404);
            assert_eq!(&seen, all);
        });
    }

    #[test]
    fn a_tag_stands_for_one_body(
        changes in proptest::collection::vec((select(&["title", "description", "location"][..]), 0_u8..3), 1..12),
    ) {
        world::with(|world| {
            let path = format!("/api/meetings/{}/", world.meeting);
            let mut bodies = BTreeMap::new();
            for (field, number) in changes {
                let change = json!({ field: format!("No {number}") });
                let changed = world.ask("PATCH", &path, &change).reply.is(200);
                let read = world.ask("GET", &path, &Value::Null).reply.is(200);
                assert_eq!(read.header("ETag"), changed.header("ETag"));
                let tag = read.header("ETag").to_owned();
                let known = bodies.entry(tag).or_insert_with(|| read.text());
                assert_eq!(*known, read.text());
            }
        });
    }
}
