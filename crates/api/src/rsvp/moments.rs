//! Times for people, in the clock of a zone that is called by its city.

use scheduler_domain::time::{TimeRange, Zone};
use time::macros::format_description;
use time::{OffsetDateTime, UtcDateTime};

/// The day on which it begins: `Thursday, 3 December 2026`.
pub(super) fn first_day(times: TimeRange, zone: &Zone) -> String {
    day(zone.wall(times.start()))
}

/// From when to when: `10:00 – 11:30`, with the day where it ends on another.
pub(super) fn clocks(times: TimeRange, zone: &Zone) -> String {
    let (start, end) = (zone.wall(times.start()), zone.wall(times.end()));
    let from = clock(start);
    // A line may break before a day, but not within two times.
    if start.date() == end.date() {
        format!("{from}\u{a0}–\u{a0}{}", clock(end))
    } else {
        format!("{from}\u{a0}– {}, {}", day(end), clock(end))
    }
}

/// `24 November 2026, 08:20 Berlin`.
pub(super) fn moment(instant: UtcDateTime, zone: &Zone) -> String {
    let wall = zone.wall(instant);
    let form = format_description!("[day padding:none] [month repr:long] [year]");
    let day = wall.format(form).unwrap_or_default();
    format!("{day}, {}\u{a0}{}", clock(wall), city(zone))
}

/// `America/New_York` is "New York": people know cities, not offsets.
pub(super) fn city(zone: &Zone) -> String {
    let name = zone.name();
    let last = name.rsplit_once('/').map_or(name, |(_, last)| last);
    last.replace('_', " ")
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
        for (name, on, shown, called) in [
            (
                "Europe/Berlin",
                "Thursday, 3 December 2026",
                "21:00 – 22:30",
                "Berlin",
            ),
            (
                "Asia/Kolkata",
                "Friday, 4 December 2026",
                "01:30 – 03:00",
                "Kolkata",
            ),
            (
                "Asia/Riyadh",
                "Thursday, 3 December 2026",
                "23:00 – Friday, 4 December 2026, 00:30",
                "Riyadh",
            ),
            (
                "America/Argentina/Buenos_Aires",
                "Thursday, 3 December 2026",
                "17:00 – 18:30",
                "Buenos Aires",
            ),
            ("UTC", "Thursday, 3 December 2026", "20:00 – 21:30", "UTC"),
        ] {
            let zone = zone(name);
            assert_eq!(first_day(times, &zone), on);
            assert_eq!(clocks(times, &zone).replace('\u{a0}', " "), shown);
            assert_eq!(city(&zone), called);
        }
        assert_eq!(
            moment(start, &Zone::utc()),
            "3 December 2026, 20:00\u{a0}UTC"
        );
    }
}
