//! Times in words, as people say them.

use time::macros::format_description;
use time::{OffsetDateTime, UtcDateTime};

use crate::time::{TimeRange, Zone};

/// `Thursday, 3 December 2026, 10:00 – 11:30 (Berlin time)`.
pub(super) fn in_words(times: TimeRange, zone: &Zone) -> String {
    let place = place(zone, zone.wall(times.start()));
    format!("{} ({place})", without_place(times, zone))
}

/// The same where the zone was said already.
pub(super) fn without_place(times: TimeRange, zone: &Zone) -> String {
    let (start, end) = walls(times, zone);
    let until = if start.date() == end.date() {
        clock(end)
    } else {
        format!("{}, {}", day(end), clock(end))
    };
    format!("{}, {} – {until}", day(start), clock(start))
}

/// Whether clocks in both zones show the same at the beginning and at the end.
pub(super) fn show_the_same(times: TimeRange, one: &Zone, other: &Zone) -> bool {
    offsets(times, one) == offsets(times, other)
}

/// The same with the zone's own name, for who reads logs.
pub(super) fn with_zone_name(start: UtcDateTime, end: UtcDateTime, zone: &Zone) -> String {
    let (start, end) = (zone.wall(start), zone.wall(end));
    let until = if start.date() == end.date() {
        clock(end)
    } else {
        format!("{} {}", day(end), clock(end))
    };
    format!("{} {} – {until} ({zone})", day(start), clock(start))
}

/// `3 December 2026, 09:00 UTC`.
pub(super) fn utc(at: UtcDateTime) -> String {
    let form =
        format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    at.format(form)
        .unwrap_or_else(|_unformattable| at.to_string())
}

fn walls(times: TimeRange, zone: &Zone) -> (OffsetDateTime, OffsetDateTime) {
    (zone.wall(times.start()), zone.wall(times.end()))
}

fn offsets(times: TimeRange, zone: &Zone) -> [time::UtcOffset; 2] {
    let (start, end) = walls(times, zone);
    [start.offset(), end.offset()]
}

/// By its city; zones that are named after an offset read the wrong way round (`Etc/GMT+5` is
/// behind UTC), so these are told by what they are.
fn place(zone: &Zone, at: OffsetDateTime) -> String {
    match zone.name().rsplit_once('/') {
        Some((area, city)) if area != "Etc" => format!("{} time", city.replace('_', " ")),
        _ => match at.offset().as_hms() {
            (0, 0, _) => "UTC".to_owned(),
            (hours, minutes, _) => {
                let sign = if at.offset().is_negative() { '-' } else { '+' };
                let (hours, minutes) = (hours.unsigned_abs(), minutes.unsigned_abs());
                format!("UTC{sign}{hours:02}:{minutes:02}")
            }
        },
    }
}

fn day(wall: OffsetDateTime) -> String {
    let form = format_description!("[weekday], [day padding:none] [month repr:long] [year]");
    wall.format(form)
        .unwrap_or_else(|_unformattable| wall.date().to_string())
}

fn clock(wall: OffsetDateTime) -> String {
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    const START: UtcDateTime = utc_datetime!(2026-12-03 09:00);

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn until(end: UtcDateTime) -> TimeRange {
        TimeRange::try_new(START, end).unwrap()
    }

    #[test]
    fn times_are_told_by_a_zones_own_clock() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(
            with_zone_name(START, utc_datetime!(2026-12-03 10:30), &berlin),
            "Thursday, 3 December 2026 10:00 – 11:30 (Europe/Berlin)"
        );
        assert_eq!(
            with_zone_name(START, utc_datetime!(2026-12-04 09:00), &berlin),
            "Thursday, 3 December 2026 10:00 – Friday, 4 December 2026 10:00 (Europe/Berlin)"
        );
    }

    #[test]
    fn a_zone_is_called_by_its_city() {
        let times = until(utc_datetime!(2026-12-03 10:30));
        for (name, told) in [
            ("Europe/Berlin", "10:00 – 11:30 (Berlin time)"),
            ("America/New_York", "04:00 – 05:30 (New York time)"),
            ("America/Indiana/Knox", "03:00 – 04:30 (Knox time)"),
            ("UTC", "09:00 – 10:30 (UTC)"),
            ("Etc/UTC", "09:00 – 10:30 (UTC)"),
            ("Etc/GMT+5", "04:00 – 05:30 (UTC-05:00)"),
        ] {
            let words = in_words(times, &zone(name));
            assert_eq!(words, format!("Thursday, 3 December 2026, {told}"));
        }
        assert_eq!(
            in_words(
                until(utc_datetime!(2026-12-03 23:30)),
                &zone("Europe/Berlin")
            ),
            "Thursday, 3 December 2026, 10:00 – Friday, 4 December 2026, 00:30 (Berlin time)"
        );
    }

    #[test]
    fn zones_that_show_the_same_need_no_second_line() {
        let times = until(utc_datetime!(2026-12-03 10:30));
        let berlin = zone("Europe/Berlin");
        assert!(show_the_same(times, &berlin, &zone("Europe/Paris")));
        assert!(!show_the_same(times, &berlin, &zone("Europe/London")));
    }
}
