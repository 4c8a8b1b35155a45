//! From when to when, as a body says it.

use scheduler_domain::time::{TimeRange, Zone, parse_time};
use time::UtcDateTime;

use super::Field;
use crate::problem::Faults;

/// The times of a body, as far as they could be read.
pub(crate) struct Times {
    pub(crate) zone: Zone,
    pub(crate) start: Option<UtcDateTime>,
    pub(crate) range: Option<TimeRange>,
}

/// Reads `time_zone`, `start_time` and `end_time`. Wall times are those of the body's zone, else of
/// the caller's.
pub(crate) fn read_times(
    faults: &mut Faults,
    [time_zone, start_time, end_time]: [Field<String>; 3],
    callers: &Zone,
) -> Times {
    let zone = faults
        .optional("time_zone", time_zone.unless_blank(), |raw| {
            Zone::parse(&raw)
        })
        .unwrap_or_else(|| callers.clone());
    let start = faults.required("start_time", start_time, |raw| parse_time(&raw, &zone));
    let end = faults.required("end_time", end_time, |raw| parse_time(&raw, &zone));
    let range = start
        .zip(end)
        .and_then(|(start, end)| faults.note("end_time", TimeRange::try_new(start, end)));
    Times { zone, start, range }
}
