//! Meetings as they are shown.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Meeting, MeetingSummary, Status, Summary};
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

use super::transfer::TransferView;
use super::words::{policy_word, status_word};
use crate::participants::{ParticipantView, rsvp_word};

/// A meeting with everybody who is invited.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of the answer by itself"
)]
pub(crate) struct MeetingView<'a> {
    id: String,
    title: &'a str,
    description: &'a str,
    location: &'a str,
    start_time: String,
    end_time: String,
    time_zone: &'a str,
    status: &'static str,
    conflict_policy: &'static str,
    hide_guest_list: bool,
    created_by: String,
    created_by_email: &'a str,
    participants: Vec<ParticipantView<'a>>,
    can_edit: bool,
    duration_minutes: i64,
    is_upcoming: bool,
    created_at: String,
    updated_at: String,
    sequence: i32,
    are_mails_held: bool,
    transfer: Option<TransferView<'a>>,
}

impl<'a> MeetingView<'a> {
    /// As of `now` and for this viewer. With `verify`, an account is shown with an address only
    /// once its owner has proved to own it.
    pub(crate) fn new(
        meeting: &'a Meeting,
        viewer: &Actor,
        now: UtcDateTime,
        verify: bool,
    ) -> Self {
        let details = &meeting.details;
        Self {
            id: meeting.id.to_string(),
            title: details.title.as_str(),
            description: details.description.as_str(),
            location: details.location.as_str(),
            start_time: format_utc(details.times.start()),
            end_time: format_utc(details.times.end()),
            time_zone: details.zone.name(),
            status: status_word(meeting.status(now)),
            conflict_policy: policy_word(details.conflict_policy),
            hide_guest_list: details.hides_guest_list,
            created_by: meeting.organiser.user_id.to_string(),
            created_by_email: meeting.organiser.email.as_str(),
            participants: meeting
                .participants
                .iter()
                .map(|one| ParticipantView::new(one, verify))
                .collect(),
            can_edit: meeting.may_be_edited_by(viewer),
            duration_minutes: details.times.minutes(),
            is_upcoming: meeting.is_upcoming(now),
            created_at: format_utc(meeting.created_at),
            updated_at: format_utc(meeting.updated_at),
            sequence: meeting.sequence,
            are_mails_held: meeting.may_be_edited_by(viewer) && meeting.are_mails_held(verify),
            transfer: meeting.offer_shown_to(viewer, now).map(TransferView::new),
        }
    }
}

/// A meeting in a list.
#[derive(Serialize)]
pub(crate) struct MeetingListItemView {
    id: String,
    title: String,
    location: String,
    start_time: String,
    end_time: String,
    time_zone: String,
    status: &'static str,
    participant_count: i64,
    answered_count: i64,
    created_by_email: String,
    duration_minutes: i64,
    is_organiser: bool,
    can_edit: bool,
    my_status: Option<&'static str>,
    sequence: i32,
}

impl MeetingListItemView {
    /// As of `now`.
    pub(super) fn new(meeting: MeetingSummary, now: UtcDateTime) -> Self {
        let status = Status::read(meeting.is_cancelled, meeting.times.end(), now);
        Self {
            id: meeting.id.to_string(),
            title: meeting.title,
            location: meeting.location,
            start_time: format_utc(meeting.times.start()),
            end_time: format_utc(meeting.times.end()),
            time_zone: meeting.zone.to_string(),
            status: status_word(status),
            participant_count: meeting.participant_count,
            answered_count: meeting.answered_count,
            created_by_email: meeting.organiser_email.to_string(),
            duration_minutes: meeting.times.minutes(),
            is_organiser: meeting.is_organiser,
            can_edit: meeting.can_edit,
            my_status: meeting.my_status.map(rsvp_word),
            sequence: meeting.sequence,
        }
    }
}

/// How many meetings the caller has.
#[derive(Serialize)]
pub(crate) struct MeetingCountsView {
    total: i64,
    upcoming: i64,
    completed: i64,
    cancelled: i64,
    awaiting_my_answer: i64,
}

impl From<Summary> for MeetingCountsView {
    fn from(counts: Summary) -> Self {
        Self {
            total: counts.total,
            upcoming: counts.upcoming,
            completed: counts.completed,
            cancelled: counts.cancelled,
            awaiting_my_answer: counts.awaiting_my_answer,
        }
    }
}
