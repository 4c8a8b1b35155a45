//! A meeting as a VEVENT (RFC 5545 §3.6.1).

use std::fmt::Write;

use time::UtcDateTime;
use uuid::Uuid;

use super::lines::Lines;
use super::text::{push_mailto, push_quoted, push_text};
use super::zone::{Shown, push_clock};
use crate::ids::MeetingId;
use crate::meetings::Meeting;
use crate::participants::{Participant, Rsvp};
use crate::text::{Description, Email, Location, Title};
use crate::time::Zone;

/// The whole VEVENT.
pub(super) fn add(lines: &mut Lines, meeting: &Meeting, shown: &Shown<'_>, viewer: &Email) {
    let details = &meeting.details;
    let revised = last_revised(meeting);
    let is_busy = !meeting.is_cancelled && meeting.busy_people().any(|person| person == viewer);
    add_head(lines, meeting.id, meeting.sequence);
    add_moment(lines, "DTSTAMP", revised, None);
    add_moment(lines, "CREATED", meeting.created_at, None);
    add_moment(lines, "LAST-MODIFIED", revised, None);
    add_status(lines, meeting.is_cancelled);
    add_transparency(lines, is_busy);
    add_texts(
        lines,
        &details.title,
        &details.description,
        &details.location,
    );
    add_times(lines, shown);
    let organiser = &meeting.organiser;
    add_organiser(lines, &organiser.name, &organiser.email);
    for participant in &meeting.participants {
        lines.add(|line| push_attendee(line, &Attendee::of(participant), &organiser.email));
    }
    lines.add(|line| line.push_str("END:VEVENT"));
}

/// Of which meeting, and of which revision of it.
pub(super) fn add_head(lines: &mut Lines, id: MeetingId, sequence: i32) {
    lines.add(|line| line.push_str("BEGIN:VEVENT"));
    lines.add(|line| {
        line.push_str("UID:");
        let mut buffer = Uuid::encode_buffer();
        line.push_str(id.0.as_hyphenated().encode_lower(&mut buffer));
    });
    lines.add(|line| {
        let _never_fails = write!(line, "SEQUENCE:{sequence}");
    });
}

/// Whether it takes place.
pub(super) fn add_status(lines: &mut Lines, is_cancelled: bool) {
    lines.add(|line| {
        line.push_str(if is_cancelled {
            "STATUS:CANCELLED"
        } else {
            "STATUS:CONFIRMED"
        });
    });
}

/// Whether it takes the reader's time.
pub(super) fn add_transparency(lines: &mut Lines, is_busy: bool) {
    lines.add(|line| {
        line.push_str(if is_busy {
            "TRANSP:OPAQUE"
        } else {
            "TRANSP:TRANSPARENT"
        });
    });
}

/// What people wrote.
pub(super) fn add_texts(
    lines: &mut Lines,
    title: &Title,
    description: &Description,
    location: &Location,
) {
    add_text(lines, "SUMMARY:", title.as_str());
    for (key, value) in [
        ("DESCRIPTION:", description.as_str()),
        ("LOCATION:", location.as_str()),
    ] {
        if !value.is_empty() {
            add_text(lines, key, value);
        }
    }
}

pub(super) fn add_times(lines: &mut Lines, shown: &Shown<'_>) {
    add_moment(lines, "DTSTART", shown.start, shown.zone);
    add_moment(lines, "DTEND", shown.end, shown.zone);
}

pub(super) fn add_organiser(lines: &mut Lines, name: &str, email: &Email) {
    lines.add(|line| {
        line.push_str("ORGANIZER");
        push_common_name(line, name);
        line.push(':');
        push_mailto(line, email.as_str());
    });
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

/// What a clock shows in `zone`, or else in UTC.
pub(super) fn add_moment(lines: &mut Lines, key: &str, clock: UtcDateTime, zone: Option<&Zone>) {
    lines.add(|line| {
        line.push_str(key);
        if let Some(zone) = zone {
            line.push_str(";TZID=");
            line.push_str(zone.name());
        }
        line.push(':');
        push_clock(line, clock);
        if zone.is_none() {
            line.push('Z');
        }
    });
}

fn add_text(lines: &mut Lines, key: &str, value: &str) {
    lines.add(|line| {
        line.push_str(key);
        push_text(line, value);
    });
}

/// Somebody as a line of a VEVENT shows them.
pub(super) struct Attendee<'a> {
    pub(super) email: &'a Email,
    pub(super) name: &'a str,
    pub(super) status: Rsvp,
    /// Whether an answer is expected.
    pub(super) is_asked: bool,
}

impl<'a> Attendee<'a> {
    pub(super) fn of(participant: &'a Participant) -> Self {
        Self {
            email: &participant.email,
            name: participant.name.as_str(),
            status: participant.status,
            is_asked: participant.status == Rsvp::Pending,
        }
    }
}

pub(super) fn push_attendee(line: &mut String, attendee: &Attendee<'_>, organiser: &Email) {
    let answer = match attendee.status {
        Rsvp::Pending => "NEEDS-ACTION",
        Rsvp::Accepted => "ACCEPTED",
        Rsvp::Declined => "DECLINED",
        Rsvp::Tentative => "TENTATIVE",
    };
    let role = if attendee.email == organiser {
        "CHAIR"
    } else {
        "REQ-PARTICIPANT"
    };
    line.push_str("ATTENDEE");
    push_common_name(line, attendee.name);
    line.extend([
        ";PARTSTAT=",
        answer,
        ";ROLE=",
        role,
        ";RSVP=",
        if attendee.is_asked { "TRUE" } else { "FALSE" },
        ":",
    ]);
    push_mailto(line, attendee.email.as_str());
}

fn push_common_name(line: &mut String, name: &str) {
    if !name.is_empty() {
        line.push_str(";CN=");
        push_quoted(line, name);
    }
}
