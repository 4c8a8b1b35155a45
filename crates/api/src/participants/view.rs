//! Participants as they are shown.

use scheduler_domain::participants::Participant;
use scheduler_domain::time::format_utc;
use serde::Serialize;

use super::words::rsvp_word;
use crate::conflicts::ConflictsView;

/// Somebody who is invited.
#[derive(Serialize)]
pub(crate) struct ParticipantView<'a> {
    id: i64,
    meeting: String,
    user: Option<String>,
    email: &'a str,
    name: &'a str,
    status: &'static str,
    invited_at: String,
    responded_at: Option<String>,
    note: &'a str,
    sequence: Option<i32>,
    is_co_organiser: bool,
    is_opted_out: bool,
}

impl<'a> ParticipantView<'a> {
    /// With `verify`, an account is shown with an address only once its owner has proved to own it.
    pub(crate) fn new(participant: &'a Participant, verify: bool) -> Self {
        let user = participant.user.filter(|user| user.is_verified || !verify);
        Self {
            id: participant.id.0,
            meeting: participant.meeting_id.to_string(),
            user: user.map(|user| user.id.to_string()),
            email: participant.email.as_str(),
            name: participant.name.as_str(),
            status: rsvp_word(participant.status),
            invited_at: format_utc(participant.invited_at),
            responded_at: participant.responded_at.map(format_utc),
            note: participant.note.as_str(),
            sequence: participant.sequence,
            is_co_organiser: participant.is_co_organiser,
            is_opted_out: participant.is_opted_out,
        }
    }
}

/// A new participant, with what was found of their time.
#[derive(Serialize)]
pub(super) struct InvitedView<'a> {
    #[serde(flatten)]
    pub(super) participant: ParticipantView<'a>,
    #[serde(flatten)]
    pub(super) checked: ConflictsView,
}
