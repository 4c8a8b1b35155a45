//! Meetings as messages between calendars (RFC 5546).

use time::UtcDateTime;

use super::event::{
    Attendee, add_head, add_moment, add_organiser, add_status, add_texts, add_times,
    add_transparency, push_attendee,
};
use super::lines::Lines;
use super::zone::Zones;
use super::{END, USUAL_OCTETS, frame};
use crate::ids::MeetingId;
use crate::notifications::Facts;
use crate::participants::{Participant, Rsvp};
use crate::text::Email;

/// Of a meeting with more participants, each is told of nobody else: a mail to everybody about
/// everybody would grow with the square of their number.
const MOST_OTHERS: usize = 100;

/// What a calendar shall do with a meeting (RFC 5546 §1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Take it in, or take its new facts, and ask its owner for an answer.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    /// As files and mails write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// What the calendar of one person is told of a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// What to do.
    pub method: Method,
    /// Of which meeting.
    pub meeting: MeetingId,
    /// Revision of what participants were told.
    pub sequence: i32,
    /// When this came about.
    pub told_at: UtcDateTime,
    /// What is told.
    pub facts: &'a Facts,
    /// To whom.
    pub email: &'a Email,
    /// How to call them, may be empty.
    pub name: &'a str,
    /// All participants that the recipient may see, the recipient among them if it takes part.
    pub participants: &'a [Participant],
}

/// The file for one person: `text/calendar; method=…; charset=utf-8` (RFC 6047 §2.4).
///
/// `UID` and times are as [`calendar_file`](super::calendar_file) has them. `DTSTAMP` is when the
/// message came about (RFC 5545 §3.8.7.2), so that it orders messages with the same `SEQUENCE`.
/// A request asks the recipient for an answer and names up to 100 others; a cancellation names
/// the recipient alone, and has a `STATUS` only if nobody meets any more (RFC 5546 §3.2.5). There is no alarm:
/// whose calendar it is decides about that.
pub fn invitation_file(invitation: &Invitation<'_>) -> String {
    let facts = invitation.facts;
    let is_cancelled = invitation.method == Method::Cancel;
    let mut zones = Zones::default();
    let shown = zones.show(&facts.zone, facts.times);
    let mut text = frame(zones, Some(invitation.method)).to_string();
    text.truncate(text.trim_end_matches(END).len());
    text.reserve(USUAL_OCTETS);
    let mut lines = Lines::after(text);
    add_head(&mut lines, invitation.meeting, invitation.sequence);
    add_moment(&mut lines, "DTSTAMP", invitation.told_at, None);
    add_moment(&mut lines, "CREATED", facts.planned_at, None);
    add_moment(&mut lines, "LAST-MODIFIED", invitation.told_at, None);
    if !facts.goes_on {
        add_status(&mut lines, is_cancelled);
    }
    add_transparency(&mut lines, !is_cancelled);
    add_texts(
        &mut lines,
        &facts.title,
        &facts.description,
        &facts.location,
    );
    add_times(&mut lines, &shown);
    add_organiser(&mut lines, &facts.organiser_name, &facts.organiser_email);
    for attendee in invitation.attendees() {
        lines.add(|line| push_attendee(line, &attendee, &facts.organiser_email));
    }
    lines.add(|line| line.push_str("END:VEVENT"));
    lines.into_text() + END
}

impl<'a> Invitation<'a> {
    /// The recipient first.
    fn attendees(&self) -> Vec<Attendee<'a>> {
        let own = |one: &&Participant| one.email == *self.email;
        // Who took a meeting over is told of it, and is not asked whether they come.
        let is_organiser = *self.email == self.facts.organiser_email;
        let unknown = if is_organiser {
            Rsvp::Accepted
        } else {
            Rsvp::Pending
        };
        let recipient = Attendee {
            email: self.email,
            name: self.name,
            status: self
                .participants
                .iter()
                .find(own)
                .map_or(unknown, |one| one.status),
            is_asked: self.method == Method::Request && !is_organiser,
        };
        let mut attendees = vec![recipient];
        if self.method == Method::Request && self.participants.len() <= MOST_OTHERS + 1 {
            let others = self.participants.iter().filter(|one| !own(one));
            attendees.extend(others.map(Attendee::of));
        }
        attendees
    }
}
