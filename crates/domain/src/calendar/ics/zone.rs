//! By which clock a meeting is shown, and what a file must say of its zone.

use std::collections::BTreeMap;
use std::ops::Range;

use ics::components::Component;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::{Duration, PrimitiveDateTime, UtcDateTime};

use super::observance::Observances;
use crate::time::{TimeRange, Zone, push_parts};

/// Longer than any change moves a clock: this far from all of them, a wall time is shown once.
const CLEAR_OF_CHANGES: i64 = 2 * 86_400;

/// The zones of one file. What the database said once, it is not asked for the next meeting.
#[derive(Default)]
pub(super) struct Zones<'m>(BTreeMap<&'m str, Known<'m>>);

struct Known<'m> {
    zone: &'m Zone,
    rules: TimeZone,
    is_utc: bool,
    steady: Steady,
    observances: Observances,
}

/// A time in which the clock was not changed, nor within [`CLEAR_OF_CHANGES`] of it.
#[derive(Default)]
struct Steady {
    seconds: Range<i64>,
    offset: Duration,
}

/// What clocks show at a meeting's beginning and end, in a zone or else in UTC.
pub(super) struct Shown<'m> {
    pub(super) zone: Option<&'m Zone>,
    pub(super) start: UtcDateTime,
    pub(super) end: UtcDateTime,
}

impl<'m> Zones<'m> {
    /// In the meeting's zone, but in UTC if that is its zone for ever, or where a wall time would
    /// be read as another instant: in the second pass of an hour that is repeated.
    pub(super) fn show(&mut self, zone: &'m Zone, times: TimeRange) -> Shown<'m> {
        let known = self
            .0
            .entry(zone.name())
            .or_insert_with(|| Known::new(zone));
        let (start, end) = (times.start(), whole_second_from(times.end()));
        match known.wall(start).zip(known.wall(end)) {
            Some((start, end)) if !known.is_utc => {
                known.observances.extend(&known.rules, times);
                Shown {
                    zone: Some(zone),
                    start,
                    end,
                }
            }
            _ => Shown {
                zone: None,
                start,
                end,
            },
        }
    }

    /// The VTIMEZONEs of all that was shown.
    pub(super) fn into_components(self) -> impl Iterator<Item = Component<'m>> {
        self.0
            .into_iter()
            .filter_map(|(name, known)| known.observances.component(name))
    }
}

impl<'m> Known<'m> {
    fn new(zone: &'m Zone) -> Self {
        let rules = zone.rules();
        let is_utc = rules.to_offset(Timestamp::MAX).is_zero()
            && rules.preceding(Timestamp::MAX).next().is_none();
        Self {
            zone,
            rules,
            is_utc,
            steady: Steady::default(),
            observances: Observances::default(),
        }
    }

    /// What the clock on the wall shows, unless that is read as another instant.
    fn wall(&mut self, instant: UtcDateTime) -> Option<UtcDateTime> {
        let second = instant.unix_timestamp();
        if !self.steady.seconds.contains(&second) {
            self.steady = Steady::from(&self.rules, second);
        }
        if self.steady.seconds.contains(&second) {
            return Some(instant + self.steady.offset);
        }
        let wall = self.zone.wall(instant);
        let wall = PrimitiveDateTime::new(wall.date(), wall.time());
        (self.zone.resolve(wall) == Ok(instant)).then(|| wall.as_utc())
    }
}

impl Steady {
    /// From an instant until before the next change; empty where one is near.
    fn from(rules: &TimeZone, second: i64) -> Self {
        let change = rules
            .following(stamp(second - CLEAR_OF_CHANGES))
            .next()
            .map_or(Timestamp::MAX, |change| change.timestamp());
        let offset = rules.to_offset(stamp(second)).seconds();
        Self {
            seconds: second..change.as_second() - CLEAR_OF_CHANGES,
            offset: Duration::seconds(offset.into()),
        }
    }
}

/// `20261203T090000`.
pub(super) fn push_clock(out: &mut String, clock: UtcDateTime) {
    push_parts(out, clock, ["", "", "T", "", ""]);
}

pub(super) fn stamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// iCalendar knows no fractions; rounding up keeps the end after the beginning.
fn whole_second_from(instant: UtcDateTime) -> UtcDateTime {
    match instant.nanosecond() {
        0 => instant,
        nanos => instant + Duration::SECOND - Duration::nanoseconds(i64::from(nanos)),
    }
}
