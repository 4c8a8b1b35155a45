//! Times for people, in the clock of a zone.

use std::fmt::Write as _;

use scheduler_domain::time::{TimeRange, Zone};
use time::macros::format_description;
use time::{OffsetDateTime, UtcDateTime};

/// From when to when: `Thursday, 3 December 2026, 10:00 – 11:30`.
pub(super) fn span(times: TimeRange, zone: &Zone) -> String {
    let (start, end) = (zone.wall(times.start()), zone.wall(times.end()));
    let until = if start.date() == end.date() {
        clock(end)
    } else {
        format!("{}, {}", day(end), clock(end))
    };
    // A line may break after the day, but not within the times.
    format!("{}, {}\u{a0}–\u{a0}{until}", day(start), clock(start))
}

/// `24 November 2026, 08:20`.
pub(super) fn moment(instant: UtcDateTime, zone: &Zone) -> String {
    let wall = zone.wall(instant);
    let form = format_description!("[day padding:none] [month repr:long] [year]");
    let day = wall.format(form).unwrap_or_default();
    format!("{day}, {}", clock(wall))
}

/// How far the zone is ahead then: `UTC+01:00`.
pub(super) fn offset(instant: UtcDateTime, zone: &Zone) -> String {
    let (hours, minutes, _seconds) = zone.wall(instant).offset().as_hms();
    let sign = if hours < 0 || minutes < 0 { '−' } else { '+' };
    let mut text = format!("UTC{sign}");
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{:02}:{:02}",
        hours.unsigned_abs(),
        minutes.unsigned_abs()
    );
    text
}

fn day(wall: OffsetDateTime) -> String {
    let form = format_description!("[weekday], [day padding:none] [month repr:long] [year]");
    wall.format(form).unwrap_or_default()
}

fn clock(wall: OffsetDateTime) -> String {
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn times_are_those_of_the_zone() {
        let zone = |name| Zone::parse(name).unwrap();
        let start = utc_datetime!(2026-12-03 20:00);
        let times = TimeRange::try_new(start, utc_datetime!(2026-12-03 21:30)).unwrap();
        for (name, shown, ahead) in [
            (
                "Europe/Berlin",
                "Thursday, 3 December 2026, 21:00 – 22:30",
                "UTC+01:00",
            ),
            (
                "Asia/Kolkata",
                "Friday, 4 December 2026, 01:30 – 03:00",
                "UTC+05:30",
            ),
            (
                "Asia/Riyadh",
                "Thursday, 3 December 2026, 23:00 – Friday, 4 December 2026, 00:30",
                "UTC+03:00",
            ),
            (
                "America/St_Johns",
                "Thursday, 3 December 2026, 16:30 – 18:00",
                "UTC−03:30",
            ),
        ] {
            assert_eq!(span(times, &zone(name)).replace('\u{a0}', " "), shown);
            assert_eq!(offset(start, &zone(name)), ahead);
        }
        assert_eq!(moment(start, &Zone::utc()), "3 December 2026, 20:00");
    }
}
