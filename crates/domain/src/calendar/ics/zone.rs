//! The rules of a zone as a VTIMEZONE (RFC 5545 §3.6.5).

use std::collections::BTreeMap;

use ics::components::{Component, Property};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::{Duration, PrimitiveDateTime, UtcDateTime};

use crate::meetings::Meeting;
use crate::time::{TimeRange, Zone, push_parts};

/// A client that moves a meeting by less than this still finds the right rules in the file.
const OUTLOOK: Duration = Duration::days(366);

/// 1969-12-01: before any meeting. What began earlier is said to begin here, since many readers
/// know neither the years nor the offsets (`-032656`) of old.
const EARLIEST_ONSET: i64 = -2_678_400;

/// From when on which offset holds, by Unix seconds.
pub(super) type Observances = BTreeMap<i64, Observance>;

/// RFC 5545 §3.6.5: what a clock shows after a change of the rules.
pub(super) struct Observance {
    offset_from: i32,
    offset_to: i32,
    name: String,
    is_daylight: bool,
}

/// A meeting's beginning and end as they are written: in UTC, or as wall times of a zone.
pub(super) struct Shown<'m> {
    pub(super) zone: Option<&'m Zone>,
    pub(super) start: String,
    pub(super) end: String,
}

impl<'m> Shown<'m> {
    /// In the meeting's zone, but in UTC if that is its zone for ever, or where a wall time would
    /// be read as another instant: in the second pass of an hour that is repeated.
    pub(super) fn of(meeting: &'m Meeting) -> Self {
        let zone = &meeting.details.zone;
        let times = meeting.details.times;
        let (start, end) = (times.start(), whole_second_from(times.end()));
        match wall(zone, start).zip(wall(zone, end)) {
            Some((start, end)) if !is_utc(zone) => Self {
                zone: Some(zone),
                start,
                end,
            },
            _ => Self {
                zone: None,
                start: utc(start),
                end: utc(end),
            },
        }
    }
}

fn is_utc(zone: &Zone) -> bool {
    let rules = zone.rules();
    rules.to_offset(Timestamp::MAX).is_zero() && rules.preceding(Timestamp::MAX).next().is_none()
}

fn wall(zone: &Zone, instant: UtcDateTime) -> Option<String> {
    let wall = zone.wall(instant);
    let is_clear = zone.resolve(PrimitiveDateTime::new(wall.date(), wall.time())) == Ok(instant);
    is_clear.then(|| digits(UtcDateTime::new(wall.date(), wall.time())))
}

/// `20261203T090000Z`.
pub(super) fn utc(instant: UtcDateTime) -> String {
    digits(instant) + "Z"
}

/// Adds what holds in `zone` from the beginning of `times` until [`OUTLOOK`] after its end.
pub(super) fn observe<'m>(
    zone: &'m Zone,
    times: TimeRange,
    zones: &mut BTreeMap<&'m str, Observances>,
) {
    let rules = zone.rules();
    let observances = zones.entry(zone.name()).or_default();
    let start = times.start().unix_timestamp();
    let until = times.end().unix_timestamp() + OUTLOOK.whole_seconds();
    let current = rules
        .preceding(stamp(start + 1))
        .next()
        .map_or(EARLIEST_ONSET, |change| change.timestamp().as_second());
    let later = rules
        .following(stamp(start))
        .map(|change| change.timestamp().as_second())
        .take_while(|&onset| onset <= until);
    for onset in std::iter::once(current.max(EARLIEST_ONSET)).chain(later) {
        observances
            .entry(onset)
            .or_insert_with(|| Observance::at(&rules, onset));
    }
}

/// The whole VTIMEZONE.
pub(super) fn component(name: &str, observances: Observances) -> Component<'static> {
    let mut zone = Component::new("VTIMEZONE");
    zone.add_property(Property::new("TZID", name.to_owned()));
    for (onset, observance) in observances {
        zone.add_component(observance.component(onset));
    }
    zone
}

/// iCalendar knows no fractions; rounding up keeps the end after the beginning.
fn whole_second_from(instant: UtcDateTime) -> UtcDateTime {
    match instant.nanosecond() {
        0 => instant,
        nanos => instant + Duration::SECOND - Duration::nanoseconds(i64::from(nanos)),
    }
}

/// `20261203T090000`.
fn digits(clock: UtcDateTime) -> String {
    let mut out = String::with_capacity(16);
    push_parts(&mut out, clock, ["", "", "T", "", ""]);
    out
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
        let mut part = Component::new(if self.is_daylight {
            "DAYLIGHT"
        } else {
            "STANDARD"
        });
        part.add_property(Property::new("DTSTART", digits(wall)));
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

fn stamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
