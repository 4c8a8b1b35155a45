//! A meeting as a VEVENT (RFC 5545 §3.6.1).

use std::fmt::Write;

use time::UtcDateTime;
use uuid::Uuid;

use super::lines::Lines;
use super::text::{push_mailto, push_quoted, push_text};
use super::zone::{Shown, push_clock};
use crate::meetings::Meeting;
use crate::participants::{Participant, Rsvp};
use crate::text::Email;
use crate::time::Zone;

/// The whole VEVENT.
pub(super) fn add(lines: &mut Lines, meeting: &Meeting, shown: &Shown<'_>, viewer: &Email) {
    let details = &meeting.details;
    let revised = last_revised(meeting);
    let is_busy = !meeting.is_cancelled && meeting.busy_people().any(|person| person == viewer);
    lines.add(|line| line.push_str("BEGIN:VEVENT"));
    lines.add(|line| {
        line.push_str("UID:");
        line.push_str(
            meeting
                .id
                .0
                .as_hyphenated()
                .encode_lower(&mut Uuid::encode_buffer()),
        );
    });
    lines.add(|line| {
        let _never_fails = write!(line, "SEQUENCE:{}", meeting.sequence);
    });
    add_moment(lines, "DTSTAMP", revised, None);
    add_moment(lines, "CREATED", meeting.created_at, None);
    add_moment(lines, "LAST-MODIFIED", revised, None);
    lines.add(|line| {
        line.push_str(if meeting.is_cancelled {
            "STATUS:CANCELLED"
        } else {
            "STATUS:CONFIRMED"
        });
    });
    lines.add(|line| {
        line.push_str(if is_busy {
            "TRANSP:OPAQUE"
        } else {
            "TRANSP:TRANSPARENT"
        });
    });
    add_text(lines, "SUMMARY:", details.title.as_str());
    for (key, value) in [
        ("DESCRIPTION:", details.description.as_str()),
        ("LOCATION:", details.location.as_str()),
    ] {
        if !value.is_empty() {
            add_text(lines, key, value);
        }
    }
    add_moment(lines, "DTSTART", shown.start, shown.zone);
    add_moment(lines, "DTEND", shown.end, shown.zone);
    let organiser = &meeting.organiser;
    lines.add(|line| {
        line.push_str("ORGANIZER");
        push_common_name(line, &organiser.name);
        line.push(':');
        push_mailto(line, organiser.email.as_str());
    });
    for participant in &meeting.participants {
        lines.add(|line| push_attendee(line, participant, &organiser.email));
    }
    lines.add(|line| line.push_str("END:VEVENT"));
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
fn add_moment(lines: &mut Lines, key: &str, clock: UtcDateTime, zone: Option<&Zone>) {
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

fn push_attendee(line: &mut String, participant: &Participant, organiser: &Email) {
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
    line.push_str("ATTENDEE");
    push_common_name(line, participant.name.as_str());
    line.extend([
        ";PARTSTAT=",
        answer,
        ";ROLE=",
        role,
        ";RSVP=",
        is_asked,
        ":",
    ]);
    push_mailto(line, participant.email.as_str());
}

fn push_common_name(line: &mut String, name: &str) {
    if !name.is_empty() {
        line.push_str(";CN=");
        push_quoted(line, name);
    }
}
