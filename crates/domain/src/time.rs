//! Instants, ranges and zones. Every instant is UTC in whole microseconds; wall time exists only
//! while it is read from outside.

use std::fmt;

use jiff::civil;
use jiff::tz::TimeZone;
use thiserror::Error;
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, UtcDateTime};

/// No meeting is longer, which bounds every search for overlaps.
pub const LONGEST: Duration = Duration::days(31);

/// Cuts to whole microseconds.
pub fn truncate(instant: UtcDateTime) -> UtcDateTime {
    instant
        .replace_nanosecond(instant.microsecond() * 1_000)
        .unwrap_or(instant)
}

/// Milliseconds since 1970; instants before it count as 0.
pub fn unix_millis(instant: UtcDateTime) -> u64 {
    u64::try_from(instant.unix_timestamp_nanos() / 1_000_000).unwrap_or(0)
}

/// RFC 3339 in UTC: `2026-12-03T09:00:00Z`, with six fraction digits only when they are not zero.
pub fn format_utc(instant: UtcDateTime) -> String {
    let mut out = String::with_capacity(27);
    push_parts(&mut out, instant, ["-", "-", "T", ":", ":"]);
    if instant.microsecond() > 0 {
        out.push('.');
        push_digits(&mut out, instant.microsecond(), 6);
    }
    out.push('Z');
    out
}

/// Year, month, day, hour, minute and second in digits of fixed width, with `between` them.
pub fn push_parts(out: &mut String, instant: UtcDateTime, between: [&str; 5]) {
    let [first, second, third, fourth, fifth] = between;
    push_digits(out, instant.year().unsigned_abs(), 4);
    for (before, number) in [
        (first, u8::from(instant.month())),
        (second, instant.day()),
        (third, instant.hour()),
        (fourth, instant.minute()),
        (fifth, instant.second()),
    ] {
        out.push_str(before);
        push_digits(out, number.into(), 2);
    }
}

/// So many of the last decimal digits, an even number. By hand, since an answer has hundreds of
/// them: padding by `format!` takes more than ten times as long.
pub fn push_digits(out: &mut String, number: u32, width: u32) {
    let mut place = 10_u32.pow(width);
    while place > 1 {
        place /= 100;
        push_pair(out, number / place % 100);
    }
}

fn push_pair(out: &mut String, number: u32) {
    const PAIRS: &str = "00010203040506070809101112131415161718192021222324252627282930313233343536373839\
        40414243444546474849505152535455565758596061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899";
    let at = usize::try_from(number * 2).unwrap_or(0);
    out.push_str(PAIRS.get(at..at + 2).unwrap_or_default());
}

/// Why a time was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TimeFault {
    /// Neither RFC 3339 nor a wall time.
    #[error("Enter a valid date and time, such as 2026-12-03T09:00:00Z.")]
    Malformed,
    /// Outside of the years 1970 to 9998.
    #[error("The year must be between 1970 and 9998.")]
    OutOfRange,
}

/// Reads RFC 3339 with any offset, or a wall time without one (`2026-12-03T09:00`, with seconds
/// and fraction if wanted) as that of `zone`.
pub fn parse_time(raw: &str, zone: &Zone) -> Result<UtcDateTime, TimeFault> {
    let text = raw.trim();
    let utc = match parse_rfc3339(text) {
        Some(instant) => instant.checked_to_utc().ok_or(TimeFault::OutOfRange)?,
        None => zone.resolve(parse_wall(text).ok_or(TimeFault::Malformed)?)?,
    };
    if (1970..=9998).contains(&utc.year()) {
        Ok(truncate(utc))
    } else {
        Err(TimeFault::OutOfRange)
    }
}

/// The library takes any octet between date and time; RFC 3339 §5.6 knows the T, and a space.
fn parse_rfc3339(text: &str) -> Option<OffsetDateTime> {
    matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')).then_some(())?;
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

fn parse_wall(text: &str) -> Option<PrimitiveDateTime> {
    [format!("{text}Z"), format!("{text}:00Z")]
        .iter()
        .find_map(|candidate| parse_rfc3339(candidate))
        .map(|read| PrimitiveDateTime::new(read.date(), read.time()))
}

/// Reads a day, `2026-12-03`.
pub fn parse_day(raw: &str) -> Option<Date> {
    let day = OffsetDateTime::parse(&format!("{}T00:00:00Z", raw.trim()), &Rfc3339)
        .ok()?
        .date();
    (1970..=9998).contains(&day.year()).then_some(day)
}

/// A zone of the IANA database, such as `Europe/Berlin`, by its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(String);

/// The name is not in the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Enter a time zone of the IANA database, such as Europe/Berlin.")]
pub struct ZoneFault;

impl Zone {
    /// Looks the name up, ignoring case. `Etc/Unknown` is one of CLDR and not of the database.
    pub fn parse(raw: &str) -> Result<Self, ZoneFault> {
        let zone = TimeZone::get(raw.trim()).map_err(|_unknown| ZoneFault)?;
        zone.iana_name()
            .filter(|_| !zone.is_unknown())
            .map(|name| Self(name.to_owned()))
            .ok_or(ZoneFault)
    }

    /// The names of all places that have one, in the order of the alphabet.
    pub fn places() -> Vec<String> {
        const CONTINENTS: [&str; 10] = [
            "Africa",
            "America",
            "Antarctica",
            "Arctic",
            "Asia",
            "Atlantic",
            "Australia",
            "Europe",
            "Indian",
            "Pacific",
        ];
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| {
                let continent = name.split_once('/').map(|(first, _)| first);
                continent.is_some_and(|first| CONTINENTS.contains(&first))
            })
            .collect();
        names.sort_unstable();
        names
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// A name that a store kept; it was parsed before it was stored.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The rules of this zone. A name that a later database dropped counts as UTC.
    pub fn rules(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }

    /// The instant of a wall time. One that a clock change skips is taken by the offset before
    /// the gap, one that it repeats is the first (RFC 5545 §3.3.5).
    pub fn resolve(&self, wall: PrimitiveDateTime) -> Result<UtcDateTime, TimeFault> {
        let civil = to_civil(wall).ok_or(TimeFault::OutOfRange)?;
        let zoned = self
            .rules()
            .to_ambiguous_zoned_datetime(civil)
            .compatible()
            .map_err(|_range| TimeFault::OutOfRange)?;
        UtcDateTime::from_unix_timestamp_nanos(zoned.timestamp().as_nanosecond())
            .map_err(|_range| TimeFault::OutOfRange)
    }

    /// The first instant of a day here.
    pub fn start_of_day(&self, day: Date) -> Result<UtcDateTime, TimeFault> {
        self.resolve(day.midnight())
    }

    /// What a clock on the wall here shows, and how far it is ahead of UTC.
    pub fn wall(&self, instant: UtcDateTime) -> OffsetDateTime {
        let seconds = jiff::Timestamp::from_second(instant.unix_timestamp())
            .map_or(0, |stamp| self.rules().to_offset(stamp).seconds());
        instant
            .to_offset(time::UtcOffset::from_whole_seconds(seconds).unwrap_or(time::UtcOffset::UTC))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn to_civil(wall: PrimitiveDateTime) -> Option<civil::DateTime> {
    let signed = |n: u8| i8::try_from(n).ok();
    civil::DateTime::new(
        i16::try_from(wall.year()).ok()?,
        signed(u8::from(wall.month()))?,
        signed(wall.day())?,
        signed(wall.hour())?,
        signed(wall.minute())?,
        signed(wall.second())?,
        i32::try_from(wall.nanosecond()).ok()?,
    )
    .ok()
}

/// From `start` until just before `end`; never empty, never longer than [`LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeRange {
    start: UtcDateTime,
    end: UtcDateTime,
}

/// Why two times make no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RangeFault {
    /// `end <= start`.
    #[error("End time must be after start time.")]
    EndsTooEarly,
    /// More than [`LONGEST`].
    #[error("A meeting may not be longer than 31 days.")]
    TooLong,
}

impl TimeRange {
    /// Checks order and length.
    pub fn try_new(start: UtcDateTime, end: UtcDateTime) -> Result<Self, RangeFault> {
        let (start, end) = (truncate(start), truncate(end));
        if end <= start {
            return Err(RangeFault::EndsTooEarly);
        }
        if end - start > LONGEST {
            return Err(RangeFault::TooLong);
        }
        Ok(Self { start, end })
    }

    /// A range that a store kept; it was checked before it was stored.
    pub fn from_stored(start: UtcDateTime, end: UtcDateTime) -> Self {
        Self { start, end }
    }

    /// The first instant.
    pub fn start(&self) -> UtcDateTime {
        self.start
    }

    /// The first instant after it.
    pub fn end(&self) -> UtcDateTime {
        self.end
    }

    /// Whole minutes, rounded down.
    pub fn minutes(&self) -> i64 {
        (self.end - self.start).whole_minutes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::{date, utc_datetime};

    use super::*;

    fn berlin() -> Zone {
        Zone::parse("europe/berlin").unwrap()
    }

    #[test]
    fn a_zone_is_spelt_as_the_database_spells_it() {
        assert_eq!(berlin().name(), "Europe/Berlin");
        for bad in [
            "",
            "Mars/Olympus",
            "../etc/passwd",
            "Europe/Berlin\0",
            "+02:00",
            "Etc/Unknown",
        ] {
            assert_eq!(Zone::parse(bad), Err(ZoneFault), "{bad:?}");
        }
    }

    #[test]
    fn a_wall_time_is_read_in_its_zone() {
        for (raw, utc) in [
            ("2026-12-03T09:00:00Z", utc_datetime!(2026-12-03 09:00)),
            ("2026-12-03T09:00:00+05:30", utc_datetime!(2026-12-03 03:30)),
            (
                " 2026-12-03t09:00:00.1234567z ",
                utc_datetime!(2026-12-03 09:00:00.123456),
            ),
            ("2026-12-03T09:00:00", utc_datetime!(2026-12-03 08:00)),
            ("2026-07-03T09:00", utc_datetime!(2026-07-03 07:00)),
            // Skipped by the change to summer time: the offset before the gap, 03:30 in summer time.
            ("2026-03-29T02:30:00", utc_datetime!(2026-03-29 01:30)),
            // Repeated by the change to winter time: the first of the two.
            ("2026-10-25T02:30:00", utc_datetime!(2026-10-25 00:30)),
        ] {
            assert_eq!(parse_time(raw, &berlin()), Ok(utc), "{raw}");
        }
        for bad in [
            "",
            "tomorrow",
            "2026-12-03",
            "2026-13-03T09:00:00Z",
            "2026-02-30T09:00",
            "09:00",
            "2026-12-03T25:00:00Z",
            "2026-12-03/09:00:00Z",
            "2026-12-03\n09:00",
        ] {
            assert_eq!(
                parse_time(bad, &berlin()),
                Err(TimeFault::Malformed),
                "{bad}"
            );
        }
        for far in [
            "0001-01-01T00:00:00+23:59",
            "1969-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59",
        ] {
            assert_eq!(
                parse_time(far, &berlin()),
                Err(TimeFault::OutOfRange),
                "{far}"
            );
        }
    }

    #[test]
    fn a_day_begins_when_its_clock_does() {
        assert_eq!(
            berlin().start_of_day(date!(2026 - 03 - 29)),
            Ok(utc_datetime!(2026-03-28 23:00))
        );
        assert_eq!(
            berlin().start_of_day(date!(2026 - 03 - 30)),
            Ok(utc_datetime!(2026-03-29 22:00))
        );
        // Lebanon changes to summer time at midnight: the day begins at one o'clock.
        let beirut = Zone::parse("Asia/Beirut").unwrap();
        assert_eq!(
            beirut.start_of_day(date!(2025 - 03 - 30)),
            Ok(utc_datetime!(2025-03-29 22:00))
        );
    }

    #[test]
    fn a_range_is_never_empty_nor_longer_than_31_days() {
        let at = utc_datetime!(2026-12-03 09:00);
        assert_eq!(TimeRange::try_new(at, at), Err(RangeFault::EndsTooEarly));
        assert!(TimeRange::try_new(at, at + LONGEST).is_ok());
        assert_eq!(
            TimeRange::try_new(at, at + LONGEST + Duration::MICROSECOND),
            Err(RangeFault::TooLong)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(micros in 0_i64..253_370_764_799_999_999) {
            let at = UtcDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap();
            prop_assert_eq!(parse_time(&format_utc(at), &Zone::utc()), Ok(at));
        }

        #[test]
        fn no_text_makes_it_panic(raw in "\\PC{0,40}") {
            let _ = parse_time(&raw, &berlin());
            let _ = parse_day(&raw);
            let _ = Zone::parse(&raw);
        }

        #[test]
        fn wall_and_resolve_undo_each_other(seconds in 0_i64..4_000_000_000) {
            let at = UtcDateTime::from_unix_timestamp(seconds).unwrap();
            let wall = berlin().wall(at);
            let again = berlin().resolve(PrimitiveDateTime::new(wall.date(), wall.time())).unwrap();
            // Only the second pass of a repeated hour is resolved to the first.
            prop_assert!(again == at || at - again == Duration::HOUR);
        }
    }
}
