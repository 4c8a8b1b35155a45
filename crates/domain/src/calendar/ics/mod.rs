//! Writes meetings as an iCalendar object (RFC 5545). The crate `ics` builds what there is once in a
//! file or for a zone. VEVENTs are written by hand, line by line: as trees, those of 100 meetings
//! took 6.5 million instructions to build, print, fold and drop (callgrind), and take 0.7 so.

mod event;
mod invitation;
mod lines;
mod observance;
mod text;
mod zone;

use ics::components::{Component, Property};

use crate::meetings::Meeting;
use crate::text::Email;
pub use invitation::{Invitation, Method, invitation_file};
use lines::Lines;
use zone::Zones;

const END: &str = "END:VCALENDAR\r\n";

/// A VEVENT with a handful of people seldom takes more.
const USUAL_OCTETS: usize = 1_200;

/// One file with all these meetings, to be downloaded: `text/calendar; charset=utf-8`.
///
/// Lines end in CRLF and have at most 75 octets, whatever people wrote into their texts. `UID` is
/// the meeting's id alone, so that it is the same on every server with the same data. There is no
/// `METHOD`, and so `DTSTAMP` tells when the meeting was last revised (RFC 5545 §3.8.7.2): the
/// same meetings make the same bytes. Times are in the meeting's zone, with a `VTIMEZONE` that
/// holds from the meeting's beginning until a year after its end, or else in UTC. The time of a
/// meeting is shown as free where it was called off or `viewer` has declined.
pub fn calendar_file(meetings: &[Meeting], viewer: &Email) -> String {
    let mut zones = Zones::default();
    let shown: Vec<_> = meetings
        .iter()
        .map(|meeting| zones.show(&meeting.details.zone, meeting.details.times))
        .collect();
    let mut text = frame(zones, None).to_string();
    text.truncate(text.trim_end_matches(END).len());
    text.reserve(meetings.len() * USUAL_OCTETS);
    let mut lines = Lines::after(text);
    for (meeting, shown) in meetings.iter().zip(&shown) {
        event::add(&mut lines, meeting, shown, viewer);
    }
    lines.into_text() + END
}

/// The file without its meetings. Nothing here is long enough to be folded.
fn frame(zones: Zones<'_>, method: Option<Method>) -> Component<'_> {
    let mut calendar = Component::new("VCALENDAR");
    calendar.add_property(Property::new("VERSION", "2.0"));
    calendar.add_property(Property::new(
        "PRODID",
        "-//meeting-scheduler//meeting-scheduler//EN",
    ));
    calendar.add_property(Property::new("CALSCALE", "GREGORIAN"));
    if let Some(method) = method {
        calendar.add_property(Property::new("METHOD", method.name()));
    }
    for zone in zones.into_components() {
        calendar.add_component(zone);
    }
    calendar
}
