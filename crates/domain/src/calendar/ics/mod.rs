//! Writes meetings as an iCalendar object (RFC 5545). The crate `ics` builds the tree; what it
//! leaves to its callers (escaping, quoting, lines of at most 75 octets) is in [`text`].

mod event;
mod text;
mod zone;

use std::collections::BTreeMap;

use ics::components::{Component, Property};

use crate::meetings::Meeting;
use crate::text::Email;

/// One file with all these meetings, to be downloaded: `text/calendar; charset=utf-8`.
///
/// Lines end in CRLF and have at most 75 octets, whatever people wrote into their texts. `UID` is
/// the meeting's id alone, so that it is the same on every server with the same data. There is no
/// `METHOD`, and so `DTSTAMP` tells when the meeting was last revised (RFC 5545 §3.8.7.2): the
/// same meetings make the same bytes. Times are in the meeting's zone, with a `VTIMEZONE` that
/// holds from the meeting's beginning until a year after its end, or else in UTC. The time of a
/// meeting is shown as free where it was called off or `viewer` has declined.
pub fn calendar_file(meetings: &[Meeting], viewer: &Email) -> String {
    let mut zones = BTreeMap::new();
    let mut events = Vec::with_capacity(meetings.len());
    for meeting in meetings {
        let shown = zone::Shown::of(meeting);
        if let Some(zone) = shown.zone {
            zone::observe(zone, meeting.details.times, &mut zones);
        }
        events.push(event::component(meeting, shown, viewer));
    }
    let mut calendar = Component::new("VCALENDAR");
    calendar.add_property(Property::new("VERSION", "2.0"));
    calendar.add_property(Property::new(
        "PRODID",
        "-//meeting-scheduler//meeting-scheduler//EN",
    ));
    calendar.add_property(Property::new("CALSCALE", "GREGORIAN"));
    for (name, observances) in zones {
        calendar.add_component(zone::component(name, observances));
    }
    for event in events {
        calendar.add_component(event);
    }
    text::fold(&calendar.to_string())
}
