//! What each refusal about a participant is called in public.

use scheduler_domain::meetings::Meeting;
use scheduler_domain::participants::{
    InviteError, LinkError, ListParticipantsError, RemoveError, RespondError,
    UpdateParticipantError,
};
use scheduler_domain::time::format_utc;
use serde_json::json;

use crate::conflicts::{AsSent, checked_problem, conflict_problem};
use crate::meetings::{mail_limit, no_organiser, not_organiser, too_many_participants};
use crate::problem::{Code, Problem};

const NEITHER: &str = "Only an organiser or the participant may do this.";
const ONLY_IN_PERSON: &str = "Only the participant may accept: you cannot see when they are busy.";
const IS_ORGANISER: &str = "The organiser cannot be a co-organiser.";
const HAS_DECLINED: &str = "Somebody who has declined cannot be a co-organiser.";

/// Clashes are named as the caller named the person.
pub(super) fn invite_problem(error: InviteError, sent: &AsSent) -> Problem {
    match error {
        InviteError::NotFound => Problem::new(Code::NotFound),
        InviteError::NotOrganiser => no_organiser(),
        InviteError::AlreadyCancelled => Problem::new(Code::AlreadyCancelled),
        InviteError::AlreadyEnded => Problem::new(Code::AlreadyEnded),
        InviteError::AlreadyInvited => Problem::new(Code::AlreadyInvited),
        InviteError::TooManyParticipants => too_many_participants("email"),
        InviteError::Conflict(checked) => checked_problem(&checked, sent),
        InviteError::MailLimit(wait) => mail_limit(wait),
        InviteError::Store(error) => error.into(),
    }
}

/// The times that the meeting has by now.
pub(crate) fn outdated(meeting: &Meeting) -> Problem {
    let details = &meeting.details;
    Problem::new(Code::ReplyOutdated).with_member(
        "meeting",
        json!({
            "start_time": format_utc(details.times.start()),
            "end_time": format_utc(details.times.end()),
            "time_zone": details.zone.name(),
            "sequence": meeting.sequence,
        }),
    )
}

/// A revision that does not exist yet.
pub(crate) fn unborn() -> Problem {
    Problem::invalid_field("sequence", "The meeting has no such revision yet.")
}

impl From<ListParticipantsError> for Problem {
    fn from(error: ListParticipantsError) -> Self {
        match error {
            ListParticipantsError::NotFound => Self::new(Code::NotFound),
            ListParticipantsError::Store(error) => error.into(),
        }
    }
}

impl From<RemoveError> for Problem {
    fn from(error: RemoveError) -> Self {
        match error {
            RemoveError::NotFound => Self::new(Code::NotFound),
            RemoveError::NotAllowed => Self::new(Code::Forbidden).with_detail(NEITHER),
            RemoveError::Store(error) => error.into(),
        }
    }
}

impl From<RespondError> for Problem {
    fn from(error: RespondError) -> Self {
        match error {
            RespondError::NotFound => Self::new(Code::NotFound),
            RespondError::NotAllowed => Self::new(Code::Forbidden).with_detail(NEITHER),
            RespondError::OnlyInPerson => Self::new(Code::Forbidden).with_detail(ONLY_IN_PERSON),
            RespondError::AlreadyCancelled => Self::new(Code::AlreadyCancelled),
            RespondError::AlreadyEnded => Self::new(Code::AlreadyEnded),
            RespondError::Outdated(meeting) => outdated(&meeting),
            RespondError::Unborn => unborn(),
            RespondError::Conflict(clashes) => conflict_problem(&clashes, &AsSent::default()),
            RespondError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateParticipantError> for Problem {
    fn from(error: UpdateParticipantError) -> Self {
        match error {
            UpdateParticipantError::NotFound => Self::new(Code::NotFound),
            UpdateParticipantError::NotOrganiser => no_organiser(),
            UpdateParticipantError::NotLeader => not_organiser(),
            UpdateParticipantError::IsOrganiser => {
                Self::invalid_field("is_co_organiser", IS_ORGANISER)
            }
            UpdateParticipantError::Declined => {
                Self::invalid_field("is_co_organiser", HAS_DECLINED)
            }
            UpdateParticipantError::Store(error) => error.into(),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NotFound => Self::new(Code::NotFound),
            LinkError::NotOrganiser => no_organiser(),
            LinkError::AlreadyEnded => Self::new(Code::AlreadyEnded),
            LinkError::Store(error) => error.into(),
        }
    }
}
