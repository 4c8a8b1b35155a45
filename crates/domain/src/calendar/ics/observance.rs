//! The rules of a zone as a VTIMEZONE (RFC 5545 §3.6.5).

use std::collections::BTreeMap;
use std::ops::Range;

use ics::components::{Component, Property};
use jiff::tz::TimeZone;
use time::{Duration, UtcDateTime};

use super::zone::{push_clock, stamp};
use crate::time::TimeRange;

/// A client that moves a meeting by less than this still finds the right rules in the file.
const OUTLOOK: Duration = Duration::days(366);

/// 1969-12-01: before any meeting. What began earlier is said to begin here, since many readers
/// know neither the years nor the offsets (`-032656`) of old.
const EARLIEST_ONSET: i64 = -2_678_400;

/// From when on which offset holds, by Unix seconds.
#[derive(Default)]
pub(super) struct Observances {
    by_onset: BTreeMap<i64, Observance>,
    /// What begins here, and needs nothing from `known_until` on, has all that it needs. It ends with
    /// the next change.
    known_from: Range<i64>,
    known_until: i64,
}

/// When what holds at `start` began to hold. The library's `preceding` misses the last change that
/// is no part of a rule (Ciudad Juárez in 2022), so changes are followed from the one it gives.
fn latest_change(rules: &TimeZone, start: i64) -> i64 {
    let before = rules.preceding(stamp(start + 1)).next();
    let Some(before) = before.map(|change| change.timestamp()) else {
        return EARLIEST_ONSET;
    };
    rules
        .following(before)
        .map(|change| change.timestamp().as_second())
        .take_while(|onset| *onset <= start)
        .last()
        .unwrap_or(before.as_second())
}

/// RFC 5545 §3.6.5: what a clock shows after a change of the rules.
struct Observance {
    offset_from: i32,
    offset_to: i32,
    name: String,
    is_daylight: bool,
}

impl Observances {
    /// Adds what holds from the beginning of `times` until [`OUTLOOK`] after its end.
    pub(super) fn extend(&mut self, rules: &TimeZone, times: TimeRange) {
        let start = times.start().unix_timestamp();
        let until = times.end().unix_timestamp() + OUTLOOK.whole_seconds();
        if self.known_from.contains(&start) && until < self.known_until {
            return;
        }
        let current = latest_change(rules, start);
        self.add(rules, current.max(EARLIEST_ONSET));
        let mut later = rules
            .following(stamp(start))
            .map(|change| change.timestamp().as_second());
        let first = later.next().unwrap_or(i64::MAX);
        let mut next = first;
        while next <= until {
            self.add(rules, next);
            next = later.next().unwrap_or(i64::MAX);
        }
        (self.known_from, self.known_until) = (start..first, next);
    }

    fn add(&mut self, rules: &TimeZone, onset: i64) {
        self.by_onset
            .entry(onset)
            .or_insert_with(|| Observance::at(rules, onset));
    }

    /// The whole VTIMEZONE, where anything was added.
    pub(super) fn component(self, zone: &str) -> Option<Component<'_>> {
        if self.by_onset.is_empty() {
            return None;
        }
        let mut component = Component::new("VTIMEZONE");
        component.add_property(Property::new("TZID", zone));
        for (onset, observance) in self.by_onset {
            component.add_component(observance.component(onset));
        }
        Some(component)
    }
}

impl Observance {
    fn at(rules: &TimeZone, onset: i64) -> Self {
        let info = rules.to_offset_info(stamp(onset));
        Self {
            offset_from: rules.to_offset(stamp(onset - 1)).seconds(),
            offset_to: info.offset().seconds(),
            name: info.abbreviation().to_owned(),
            is_daylight: info.dst().is_dst(),
        }
    }

    fn component(self, onset: i64) -> Component<'static> {
        let wall = UtcDateTime::from_unix_timestamp(onset + i64::from(self.offset_from))
            .unwrap_or(UtcDateTime::UNIX_EPOCH);
        let mut digits = String::new();
        push_clock(&mut digits, wall);
        let mut part = Component::new(if self.is_daylight {
            "DAYLIGHT"
        } else {
            "STANDARD"
        });
        part.add_property(Property::new("DTSTART", digits));
        part.add_property(Property::new("TZOFFSETFROM", offset(self.offset_from)));
        part.add_property(Property::new("TZOFFSETTO", offset(self.offset_to)));
        part.add_property(Property::new("TZNAME", self.name));
        part
    }
}

/// RFC 5545 §3.3.14: `+0545`, with seconds only where a zone has some.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}
