//! Times as the API writes them.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// `hh:mm` UTC, so many days from today.
pub fn day(days: i64, clock: &str) -> String {
    let date = (OffsetDateTime::now_utc() + Duration::days(days)).date();
    format!("{date}T{clock}:00Z")
}

/// The date so many days from today.
pub fn date(days: i64) -> String {
    day(days, "00:00")[..10].to_owned()
}

/// So many minutes after an instant.
pub fn later(instant: &str, minutes: i64) -> String {
    let instant = OffsetDateTime::parse(instant, &Rfc3339).expect("an instant");
    (instant + Duration::minutes(minutes))
        .format(&Rfc3339)
        .expect("an instant")
}

/// So many seconds from now, in whole seconds.
pub fn from_now(seconds: i64) -> String {
    let instant = OffsetDateTime::now_utc() + Duration::seconds(seconds);
    let whole = instant.replace_nanosecond(0).expect("a whole second");
    whole.format(&Rfc3339).expect("an instant")
}

/// Seconds since 1970.
pub fn unix() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
