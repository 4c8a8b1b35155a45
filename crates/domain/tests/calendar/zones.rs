//! A file names the right instants by its own rules, in every zone there is.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scheduler_domain::calendar::calendar_file;
use scheduler_domain::time::Zone;

use crate::cases::{ann, meeting};
use crate::read_back::{instant, names};

fn zone_names() -> Vec<String> {
    jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| Zone::parse(name).is_ok())
        .collect()
}

fn check(zone: &str, start: i64, seconds: i64) {
    let file = calendar_file(&[meeting(1, zone, start, seconds)], &ann());
    assert_eq!(instant(&file, "DTSTART"), start, "{zone}\n{file}");
    assert_eq!(instant(&file, "DTEND"), start + seconds, "{zone}\n{file}");
    let has_rules = names(&file).iter().any(|name| name == "TZNAME");
    assert_eq!(file.contains("TZID="), has_rules, "{file}");
    assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
}

#[test]
fn around_every_change_of_every_zone_for_three_years() {
    let zones = zone_names();
    assert!(zones.len() > 400);
    for zone in zones {
        let rules = Zone::parse(&zone).unwrap().rules();
        let from = jiff::Timestamp::from_second(1_767_225_600).unwrap();
        let changes = rules.following(from).take(6);
        for change in changes.map(|change| change.timestamp().as_second()) {
            for around in [-7_200, -3_600, -1_800, -1, 0, 1_800, 3_600, 7_200] {
                check(&zone, change + around, 1_800);
            }
            check(&zone, change - 86_400, 30 * 86_400);
        }
        check(&zone, 1, 31 * 86_400);
    }
}

proptest! {
    #[test]
    fn at_any_time_in_any_zone(
        zone in prop::sample::select(zone_names()),
        start in 0_i64..8_000_000_000,
        seconds in 1_i64..=31 * 86_400,
    ) {
        check(&zone, start, seconds);
    }
}

#[test]
fn utc_needs_no_rules() {
    for zone in ["UTC", "Etc/UTC", "Zulu", "Etc/GMT"] {
        let file = calendar_file(&[meeting(1, zone, 1_796_288_400, 3_600)], &ann());
        assert!(file.contains("\r\nDTSTART:20261203T090000Z\r\n"), "{file}");
        assert!(!file.contains("VTIMEZONE"), "{file}");
    }
}

/// The rules of a zone are looked up once for many meetings, but what a file says of a meeting does
/// not depend on the others.
#[test]
fn meetings_are_shown_in_a_file_as_by_themselves() {
    for zone in zone_names() {
        let rules = Zone::parse(&zone).unwrap().rules();
        let from = jiff::Timestamp::from_second(1_640_995_200).unwrap();
        let around = [
            -172_800, -86_400, -1_800, 0, 1_800, 86_400, 172_800, 7_776_000,
        ];
        let starts = rules
            .following(from)
            .take(6)
            .map(|change| change.timestamp().as_second())
            .flat_map(|change| around.map(|seconds| change + seconds));
        let mut meetings: Vec<_> = (1..)
            .zip(starts)
            .map(|(id, start)| {
                meeting(
                    id,
                    &zone,
                    start,
                    if id % 3 == 0 { 31 * 86_400 } else { 1_800 },
                )
            })
            .collect();
        for _ in 0..2 {
            let together = calendar_file(&meetings, &ann());
            for meeting in &meetings {
                let alone = calendar_file(std::slice::from_ref(meeting), &ann());
                assert!(together.contains(event(&alone)), "{zone}\n{alone}");
                assert!(
                    onsets(&alone).is_subset(&onsets(&together)),
                    "{zone}\n{alone}"
                );
            }
            meetings.reverse();
        }
    }
}

/// The last change that is no part of a rule, which the library overlooks when it looks back.
#[test]
fn a_zone_that_changed_its_rules_is_shown_by_the_new_ones() {
    let january_2023 = 1_673_776_800;
    check("America/Ciudad_Juarez", january_2023, 3_600);
    let february_2010 = 1_265_022_000;
    check("America/Tijuana", february_2010, 3_600);
}

#[test]
fn a_meeting_may_be_on_the_last_day() {
    let last_hour = 253_370_761_200;
    check("Europe/Berlin", last_hour, 3_599);
    check("Pacific/Kiritimati", last_hour, 3_599);
}

fn event(file: &str) -> &str {
    let begin = file.find("BEGIN:VEVENT").unwrap();
    file[begin..].strip_suffix("END:VCALENDAR\r\n").unwrap()
}

fn onsets(file: &str) -> BTreeSet<&str> {
    file.split("BEGIN:")
        .filter(|part| part.starts_with("STANDARD") || part.starts_with("DAYLIGHT"))
        .map(|part| part.split("\r\nEND:").next().unwrap())
        .collect()
}
