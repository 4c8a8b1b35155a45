//! A meeting as a VEVENT (RFC 5545 §3.6.1).

use ics::components::{Component, Parameter, Property};
use time::UtcDateTime;

use super::text::{mailto, quoted, text};
use super::zone::{Shown, utc};
use crate::meetings::Meeting;
use crate::participants::{Participant, Rsvp};
use crate::text::Email;
use crate::time::Zone;

/// The whole VEVENT.
pub(super) fn component(meeting: &Meeting, shown: Shown<'_>, viewer: &Email) -> Component<'static> {
    let details = &meeting.details;
    let revised = last_revised(meeting);
    let is_busy = !meeting.is_cancelled && meeting.busy_people().contains(viewer);
    let mut event = Component::new("VEVENT");
    let mut add = |key: &'static str, value: String| event.add_property(Property::new(key, value));
    add("UID", meeting.id.to_string());
    add("SEQUENCE", meeting.sequence.to_string());
    add("DTSTAMP", utc(revised));
    add("CREATED", utc(meeting.created_at));
    add("LAST-MODIFIED", utc(revised));
    add(
        "STATUS",
        if meeting.is_cancelled {
            "CANCELLED"
        } else {
            "CONFIRMED"
        }
        .to_owned(),
    );
    add(
        "TRANSP",
        if is_busy { "OPAQUE" } else { "TRANSPARENT" }.to_owned(),
    );
    add("SUMMARY", text(details.title.as_str()));
    for (key, value) in [
        ("DESCRIPTION", details.description.as_str()),
        ("LOCATION", details.location.as_str()),
    ] {
        if !value.is_empty() {
            add(key, text(value));
        }
    }
    event.add_property(moment("DTSTART", shown.start, shown.zone));
    event.add_property(moment("DTEND", shown.end, shown.zone));
    event.add_property(person(
        "ORGANIZER",
        &meeting.organiser.email,
        &meeting.organiser.name,
    ));
    for participant in &meeting.participants {
        event.add_property(attendee(participant, &meeting.organiser.email));
    }
    event
}

/// The latest of all changes that the file shows, answers included.
fn last_revised(meeting: &Meeting) -> UtcDateTime {
    meeting
        .participants
        .iter()
        .flat_map(|participant| [Some(participant.invited_at), participant.responded_at])
        .flatten()
        .fold(meeting.updated_at, Ord::max)
}

fn moment(key: &'static str, digits: String, zone: Option<&Zone>) -> Property<'static> {
    let mut property = Property::new(key, digits);
    if let Some(zone) = zone {
        property.add(Parameter::new("TZID", zone.name().to_owned()));
    }
    property
}

fn person(key: &'static str, email: &Email, name: &str) -> Property<'static> {
    let mut property = Property::new(key, mailto(email.as_str()));
    if !name.is_empty() {
        property.add(Parameter::new("CN", quoted(name)));
    }
    property
}

fn attendee(participant: &Participant, organiser: &Email) -> Property<'static> {
    let (answer, is_asked) = match participant.status {
        Rsvp::Pending => ("NEEDS-ACTION", "TRUE"),
        Rsvp::Accepted => ("ACCEPTED", "FALSE"),
        Rsvp::Declined => ("DECLINED", "FALSE"),
        Rsvp::Tentative => ("TENTATIVE", "FALSE"),
    };
    let role = if participant.email == *organiser {
        "CHAIR"
    } else {
        "REQ-PARTICIPANT"
    };
    let mut property = person("ATTENDEE", &participant.email, participant.name.as_str());
    property.add(Parameter::new("ROLE", role));
    property.add(Parameter::new("PARTSTAT", answer));
    property.add(Parameter::new("RSVP", is_asked));
    property
}
