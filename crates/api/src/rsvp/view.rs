//! An invitation as its guest sees it.

use scheduler_domain::participants::Invitation;
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

use crate::meetings::status_word;
use crate::participants::rsvp_word;

/// The meeting without whoever else is invited, and the guest's own answer.
#[derive(Serialize)]
pub(super) struct RsvpView {
    title: String,
    description: String,
    location: String,
    start_time: String,
    end_time: String,
    time_zone: String,
    status: &'static str,
    organiser_name: String,
    organiser_email: String,
    name: String,
    email: String,
    my_status: &'static str,
    note: String,
    sequence: i32,
    responded_at: Option<String>,
    can_answer: bool,
}

impl RsvpView {
    /// As of `now`.
    pub(super) fn new(invitation: &Invitation, now: UtcDateTime) -> Self {
        let (meeting, guest) = (&invitation.meeting, &invitation.guest);
        let details = &meeting.details;
        Self {
            title: details.title.to_string(),
            description: details.description.to_string(),
            location: details.location.to_string(),
            start_time: format_utc(details.times.start()),
            end_time: format_utc(details.times.end()),
            time_zone: details.zone.to_string(),
            status: status_word(meeting.status(now)),
            organiser_name: meeting.organiser.name.clone(),
            organiser_email: meeting.organiser.email.to_string(),
            name: guest.name.to_string(),
            email: guest.email.to_string(),
            my_status: rsvp_word(guest.status),
            note: guest.note.to_string(),
            sequence: meeting.sequence,
            responded_at: guest.responded_at.map(format_utc),
            can_answer: invitation.takes_answers(now),
        }
    }
}
