//! What each refusal of a meeting is called in public.

use scheduler_domain::meetings::{
    AcceptTransferError, CancelError, DeclineTransferError, DeleteError, FindError, HandOverError,
    HistoryError, MOST_PARTICIPANTS, OfferTransferError, RescheduleError, ScheduleError,
    WithdrawTransferError,
};
use scheduler_domain::quotas::{Quota, QuotaExceeded};
use time::Duration;

use super::words::status_word;
use crate::conflicts::{AsSent, checked_problem, conflict_problem};
use crate::problem::{Code, Problem};

pub(super) const IN_THE_PAST: &str = "The meeting may not begin in the past.";
const NOT_ORGANISER: &str = "Only the organiser may do this.";
const NO_ORGANISER: &str = "Only the organiser and co-organisers may do this.";
const NO_SUCH_USER: &str = "No active user has this address.";
const NO_PLACE: &str = "The meeting has no place left for its former organiser.";
const ALREADY_ORGANISER: &str = "This user organises the meeting already.";

/// The meeting can be seen, but is somebody else's.
pub(crate) fn not_organiser() -> Problem {
    Problem::new(Code::Forbidden).with_detail(NOT_ORGANISER)
}

/// The same, where co-organisers would do.
pub(crate) fn no_organiser() -> Problem {
    Problem::new(Code::Forbidden).with_detail(NO_ORGANISER)
}

pub(crate) fn too_many_participants(field: &str) -> Problem {
    let fault = format!("A meeting may not have more than {MOST_PARTICIPANTS} participants.");
    Problem::invalid_field(field, fault)
}

/// With the time after which there is room.
pub(crate) fn mail_limit(wait: Duration) -> Problem {
    let seconds = u64::try_from(wait.whole_seconds()).unwrap_or(0);
    Problem::new(Code::MailLimit).with_retry_after(seconds + 1)
}

/// The quota by its setting, and what helps.
pub(crate) fn quota_problem(QuotaExceeded(quota): QuotaExceeded) -> Problem {
    let detail = match quota {
        Quota::MeetingsToCome(most) => format!(
            "One account may organise at most {most} meetings to come (QUOTA_MEETINGS_TO_COME). \
             Cancel or delete some of them, or ask who runs this server for more."
        ),
        Quota::StoredBytes(most) => format!(
            "Titles, descriptions and locations of one account's meetings may take at most {most} \
             bytes (QUOTA_STORED_BYTES). Delete old meetings or shorten texts, or ask who runs \
             this server for more."
        ),
    };
    Problem::new(Code::QuotaExceeded).with_detail(detail)
}

/// Clashes are named as the caller named the people.
pub(super) fn schedule_problem(error: ScheduleError, sent: &AsSent) -> Problem {
    match error {
        ScheduleError::InThePast => Problem::invalid_field("start_time", IN_THE_PAST),
        ScheduleError::TooManyParticipants => too_many_participants("participants"),
        ScheduleError::Conflict(checked) => checked_problem(&checked, sent),
        ScheduleError::MailLimit(wait) => mail_limit(wait),
        ScheduleError::Quota(quota) => quota_problem(quota),
        ScheduleError::Store(error) => error.into(),
    }
}

/// Clashes are named as the caller named the person.
pub(super) fn hand_over_problem(error: HandOverError, sent: &AsSent) -> Problem {
    match error {
        HandOverError::NotFound => Problem::new(Code::NotFound),
        HandOverError::NotPermitted => Problem::new(Code::Forbidden),
        HandOverError::Stale => Problem::new(Code::Stale),
        HandOverError::NoSuchUser => Problem::invalid_field("email", NO_SUCH_USER),
        HandOverError::AlreadyOrganiser => Problem::invalid_field("email", ALREADY_ORGANISER),
        HandOverError::TooManyParticipants => too_many_participants("email"),
        HandOverError::Conflict(clashes) => conflict_problem(&clashes, sent),
        HandOverError::Quota(quota) => quota_problem(quota),
        HandOverError::Store(error) => error.into(),
    }
}

pub(super) fn offer_problem(error: OfferTransferError) -> Problem {
    match error {
        OfferTransferError::NotFound => Problem::new(Code::NotFound),
        OfferTransferError::NotOrganiser => not_organiser(),
        OfferTransferError::Stale => Problem::new(Code::Stale),
        OfferTransferError::NoSuchUser => Problem::invalid_field("email", NO_SUCH_USER),
        OfferTransferError::AlreadyOrganiser => Problem::invalid_field("email", ALREADY_ORGANISER),
        OfferTransferError::AlreadyCancelled => Problem::new(Code::AlreadyCancelled),
        OfferTransferError::AlreadyEnded => Problem::new(Code::AlreadyEnded),
        OfferTransferError::MailLimit(wait) => mail_limit(wait),
        OfferTransferError::Store(error) => error.into(),
    }
}

pub(super) fn accept_problem(error: AcceptTransferError) -> Problem {
    match error {
        AcceptTransferError::NotFound => Problem::new(Code::NotFound),
        AcceptTransferError::NotOffered => Problem::new(Code::TransferNotOffered),
        AcceptTransferError::Conflict(clashes) => conflict_problem(&clashes, &AsSent::default()),
        AcceptTransferError::TooManyParticipants => {
            Problem::new(Code::Conflict).with_detail(NO_PLACE)
        }
        AcceptTransferError::Quota(quota) => quota_problem(quota),
        AcceptTransferError::Raced => Problem::new(Code::Conflict),
        AcceptTransferError::Store(error) => error.into(),
    }
}

impl From<DeclineTransferError> for Problem {
    fn from(error: DeclineTransferError) -> Self {
        match error {
            DeclineTransferError::NotFound => Self::new(Code::NotFound),
            DeclineTransferError::NotOffered => Self::new(Code::TransferNotOffered),
            DeclineTransferError::Store(error) => error.into(),
        }
    }
}

impl From<WithdrawTransferError> for Problem {
    fn from(error: WithdrawTransferError) -> Self {
        match error {
            WithdrawTransferError::NotFound => Self::new(Code::NotFound),
            WithdrawTransferError::NotOrganiser => not_organiser(),
            WithdrawTransferError::NotOffered => Self::new(Code::TransferNotOffered),
            WithdrawTransferError::Store(error) => error.into(),
        }
    }
}

impl From<HistoryError> for Problem {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::NotFound => Self::new(Code::NotFound),
            HistoryError::NotOrganiser => no_organiser(),
            HistoryError::Store(error) => error.into(),
        }
    }
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotFound => Self::new(Code::NotFound),
            FindError::Store(error) => error.into(),
        }
    }
}

impl From<RescheduleError> for Problem {
    fn from(error: RescheduleError) -> Self {
        match error {
            RescheduleError::NotFound => Self::new(Code::NotFound),
            RescheduleError::NotOrganiser => no_organiser(),
            RescheduleError::Stale => Self::new(Code::Stale),
            RescheduleError::Times(fault) => Self::invalid_field("end_time", fault),
            RescheduleError::InThePast => Self::invalid_field("start_time", IN_THE_PAST),
            RescheduleError::Status { from, to } => {
                let (from, to) = (status_word(from), status_word(to));
                let fault = format!("A {from} meeting cannot be made {to}.");
                Self::invalid_field("status", fault)
            }
            RescheduleError::Conflict(checked) => checked_problem(&checked, &AsSent::default()),
            RescheduleError::Quota(quota) => quota_problem(quota),
            RescheduleError::Store(error) => error.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Self::new(Code::NotFound),
            CancelError::NotOrganiser => no_organiser(),
            CancelError::Stale => Self::new(Code::Stale),
            CancelError::AlreadyCancelled => Self::new(Code::AlreadyCancelled),
            CancelError::AlreadyEnded => Self::new(Code::AlreadyEnded),
            CancelError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteError> for Problem {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::NotFound => Self::new(Code::NotFound),
            DeleteError::NotOrganiser => not_organiser(),
            DeleteError::Stale => Self::new(Code::Stale),
            DeleteError::Store(error) => error.into(),
        }
    }
}
