//! What each refusal of a meeting is called in public.

use scheduler_domain::meetings::{
    CancelError, DeleteError, FindError, MOST_PARTICIPANTS, RescheduleError, ScheduleError,
};

use super::words::status_word;
use crate::conflicts::{AsSent, conflict_problem};
use crate::problem::{Code, Problem};

pub(super) const IN_THE_PAST: &str = "The meeting may not begin in the past.";
const NOT_ORGANISER: &str = "Only the organiser may do this.";

/// The meeting can be seen, but is somebody else's.
pub(crate) fn not_organiser() -> Problem {
    Problem::new(Code::Forbidden).with_detail(NOT_ORGANISER)
}

pub(crate) fn too_many_participants(field: &str) -> Problem {
    let fault = format!("A meeting may not have more than {MOST_PARTICIPANTS} participants.");
    Problem::invalid_field(field, fault)
}

/// Clashes are named as the caller named the people.
pub(super) fn schedule_problem(error: ScheduleError, sent: &AsSent) -> Problem {
    match error {
        ScheduleError::InThePast => Problem::invalid_field("start_time", IN_THE_PAST),
        ScheduleError::TooManyParticipants => too_many_participants("participants"),
        ScheduleError::Conflict(clashes) => conflict_problem(&clashes, sent),
        ScheduleError::Store(error) => error.into(),
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
            RescheduleError::NotOrganiser => not_organiser(),
            RescheduleError::Stale => Self::new(Code::Stale),
            RescheduleError::Times(fault) => Self::invalid_field("end_time", fault),
            RescheduleError::InThePast => Self::invalid_field("start_time", IN_THE_PAST),
            RescheduleError::Status { from, to } => {
                let (from, to) = (status_word(from), status_word(to));
                let fault = format!("A {from} meeting cannot be made {to}.");
                Self::invalid_field("status", fault)
            }
            RescheduleError::Conflict(clashes) => conflict_problem(&clashes, &AsSent::default()),
            RescheduleError::Store(error) => error.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Self::new(Code::NotFound),
            CancelError::NotOrganiser => not_organiser(),
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
