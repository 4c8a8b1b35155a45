//! Instants as they are read and written, without a general parser.

use time::{Date, Month, Time, UtcDateTime};

/// `2026-12-03 09:00:00.000000`, as SQLite has it.
pub(super) fn parse(text: &str) -> Option<UtcDateTime> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let small = |from, to| u8::try_from(part(from, to)?).ok();
    let month = Month::try_from(small(5, 7)?).ok()?;
    let date = Date::from_calendar_date(part(0, 4)?.into(), month, small(8, 10)?).ok()?;
    let micro = text.get(20..26)?.parse::<u32>().ok()?;
    let time = Time::from_hms_micro(small(11, 13)?, small(14, 16)?, small(17, 19)?, micro).ok()?;
    Some(UtcDateTime::new(date, time))
}

/// The same the other way round.
pub(super) fn stored(at: UtcDateTime) -> String {
    let mut out = String::with_capacity(26);
    digits(&mut out, at, ["-", "-", " ", ":", ":"]);
    out.push('.');
    number(&mut out, at.microsecond(), 6);
    out
}

/// `2026-12-03T09:00:00Z`, with six fraction digits only when they are not zero.
pub(super) fn rfc3339(at: UtcDateTime) -> String {
    let mut out = String::with_capacity(27);
    digits(&mut out, at, ["-", "-", "T", ":", ":"]);
    if at.microsecond() > 0 {
        out.push('.');
        number(&mut out, at.microsecond(), 6);
    }
    out.push('Z');
    out
}

/// `20261203T090000`.
pub(super) fn basic(out: &mut String, at: UtcDateTime) {
    digits(out, at, ["", "", "T", "", ""]);
}

fn digits(out: &mut String, at: UtcDateTime, between: [&str; 5]) {
    let parts = [
        u32::from(u8::from(at.month())),
        at.day().into(),
        at.hour().into(),
        at.minute().into(),
        at.second().into(),
    ];
    number(out, at.year().unsigned_abs(), 4);
    for (before, part) in between.into_iter().zip(parts) {
        out.push_str(before);
        number(out, part, 2);
    }
}

fn number(out: &mut String, value: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = value / 10_u32.pow(place) % 10;
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}
