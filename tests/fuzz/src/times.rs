//! Times, days and zones: the first line is a zone, the rest a time or a day.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use scheduler_domain::time::{TimeFault, Zone, format_utc, parse_day, parse_time};
use time::{Date, Month, UtcDateTime};

use crate::line;

/// Reads agree with RFC 3339 §5.6, read letter by letter, and with RFC 5545 §3.3.5.
pub fn times(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else {
        return;
    };
    let (name, text) = line(input);
    let zone = zone(name);
    match read(text.trim()) {
        None => assert_eq!(parse_time(text, &zone), Err(TimeFault::Malformed)),
        Some(Read { wall, offset }) => {
            let instant = offset.map_or_else(|| first_instant(&zone, wall), |ahead| wall - ahead);
            match parse_time(text, &zone) {
                Ok(read) => {
                    assert_eq!(micros(read), instant, "{text:?} in {zone}");
                    assert_eq!(parse_time(&format_utc(read), &zone), Ok(read));
                }
                Err(fault) => {
                    assert_eq!(fault, TimeFault::OutOfRange, "{text:?} in {zone}");
                    assert!(!FROM_1970_TO_9998.contains(&instant), "{text:?} in {zone}");
                }
            }
        }
    }
    let day = day(text.trim().as_bytes()).filter(|day| (1970..=9998).contains(&day.year()));
    assert_eq!(parse_day(text), day, "{text:?}");
}

/// A name is taken if the database lists it, in whatever case, and comes out as listed.
fn zone(name: &str) -> Zone {
    let known = TimeZoneDatabase::bundled();
    let listed = known
        .available()
        .find(|listed| listed.as_str().eq_ignore_ascii_case(name.trim()));
    if let Ok(zone) = Zone::parse(name) {
        let listed = listed.unwrap_or_else(|| panic!("no zone of the database: {zone}"));
        assert_eq!(zone.name(), listed.as_str());
        zone
    } else {
        assert!(listed.is_none(), "{name:?} is a zone of the database");
        Zone::utc()
    }
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const JULIAN_DAY_OF_1970: i64 = 2_440_588;
/// Microseconds since 1970, until the year 9999 begins.
const FROM_1970_TO_9998: std::ops::Range<i64> = 0..253_370_764_800 * SECOND;

/// What a text says, in microseconds: the wall time as if it were UTC, and the offset from UTC.
struct Read {
    wall: i64,
    offset: Option<i64>,
}

/// RFC 3339 §5.6, a space for the T (its note), and the same without an offset or seconds.
fn read(text: &str) -> Option<Read> {
    let bytes = text.as_bytes();
    let (date, rest) = bytes.split_at_checked(10)?;
    let date = day(date)?;
    let (b'T' | b't' | b' ', rest) = rest.split_first().map(|(first, rest)| (*first, rest))? else {
        return None;
    };
    let (hour, rest) = number(rest, 23)?;
    let (minute, mut rest) = number(rest.strip_prefix(b":")?, 59)?;
    let (mut second, mut fraction, mut has_seconds) = (0, 0, false);
    if let Some(after) = rest.strip_prefix(b":") {
        (second, rest) = number(after, 60)?;
        has_seconds = true;
        if let Some(after) = rest.strip_prefix(b".") {
            let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
            (digits > 0).then_some(())?;
            fraction = (0..6).fold(0, |all, at| {
                let digit = after[..digits].get(at).map_or(0, |b| i64::from(b - b'0'));
                all * 10 + digit
            });
            rest = &after[digits..];
        }
    }
    let offset = match rest {
        [] => None,
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, rest) = number(rest, 23)?;
            let (minutes, rest) = number(rest.strip_prefix(b":")?, 59)?;
            rest.is_empty().then_some(())?;
            let ahead = (hours * 60 + minutes) * 60 * SECOND;
            Some(if *sign == b'+' { ahead } else { -ahead })
        }
        _ => return None,
    };
    (has_seconds || offset.is_none()).then_some(())?;
    let minute_began = day_number(date) * DAY + (hour * 60 + minute) * 60 * SECOND;
    let wall = if second == 60 {
        // §5.7: only where the last minute of a month ends in UTC. It counts as the last microsecond.
        let ends = minute_began + 60 * SECOND - offset.unwrap_or(0);
        let day_begins = ends.rem_euclid(DAY) == 0;
        (day_begins && is_first_of_month(ends.div_euclid(DAY))).then_some(())?;
        minute_began + 60 * SECOND - 1
    } else {
        minute_began + second * SECOND + fraction
    };
    Some(Read { wall, offset })
}

fn number(bytes: &[u8], most: i64) -> Option<(i64, &[u8])> {
    let ([tens, ones], rest) = bytes.split_first_chunk()?;
    let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
    let number = i64::from(tens.wrapping_sub(b'0')) * 10 + i64::from(ones.wrapping_sub(b'0'));
    (is_number && number <= most).then_some((number, rest))
}

fn day(text: &[u8]) -> Option<Date> {
    let (century, rest) = number(text, 99)?;
    let (year, rest) = number(rest, 99)?;
    let (month, rest) = number(rest.strip_prefix(b"-")?, 12)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 31)?;
    rest.is_empty().then_some(())?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let year = i32::try_from(century * 100 + year).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

fn day_number(date: Date) -> i64 {
    i64::from(date.to_julian_day()) - JULIAN_DAY_OF_1970
}

fn is_first_of_month(day_number: i64) -> bool {
    let julian = i32::try_from(day_number + JULIAN_DAY_OF_1970).unwrap();
    // The day after the last one that there is.
    Date::from_julian_day(julian).map_or(true, |date| date.day() == 1)
}

/// The instant of a wall time, both in microseconds: the first at which a clock shows it, else, by
/// the offset before the clock was put forward. It asks for nothing but the offsets of instants.
pub(crate) fn first_instant(zone: &Zone, wall: i64) -> i64 {
    let rules = TimeZoneDatabase::bundled().get(zone.name()).unwrap();
    let second = wall.div_euclid(SECOND);
    let around = |by: i64| Timestamp::from_second(second + by * 86_400);
    let (Ok(from), Ok(until)) = (around(-3), around(3)) else {
        return wall;
    };
    let changes: Vec<Timestamp> = rules
        .following(from)
        .map(|change| change.timestamp())
        .take_while(|at| *at < until)
        .collect();
    let offset = |at: Timestamp| i64::from(rules.to_offset(at).seconds());
    let offsets: Vec<i64> = std::iter::once(from)
        .chain(changes.iter().copied())
        .map(offset)
        .collect();
    let shown = offsets
        .iter()
        .filter(|ahead| {
            Timestamp::from_second(second - *ahead).is_ok_and(|at| offset(at) == **ahead)
        })
        .max();
    let skipped = || {
        let steps = offsets.iter().zip(&offsets[1..]).zip(&changes);
        let mut gaps = steps.filter(|((before, after), change)| {
            let change = change.as_second();
            (change + **before..change + **after).contains(&second)
        });
        let ((before, _), _) = gaps.next().expect("shown or skipped");
        before
    };
    wall - shown.unwrap_or_else(skipped) * SECOND
}

fn micros(at: UtcDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap()
}
