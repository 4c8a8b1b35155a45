//! How refusals about accounts are answered.

use scheduler_domain::admin::{
    ChangeAccessError, ChangePersonError, CreatePersonError, DeletePersonError, FindPersonError,
    HoldError, ListPeopleError, SetActiveError,
};
use scheduler_domain::auth::ChangeProfileError;

use crate::conflicts::{AsSent, conflict_problem};
use crate::meetings::{quota_problem, too_many_participants};
use crate::problem::{Code, Problem, taken};

impl From<HoldError> for Problem {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::NotPermitted(refused) => refused.into(),
            HoldError::Beyond => Self::new(Code::BeyondPermissions),
            HoldError::NotFound => Self::new(Code::NotFound),
            HoldError::Stale => Self::new(Code::Stale),
            HoldError::Store(error) => error.into(),
        }
    }
}

impl From<ListPeopleError> for Problem {
    fn from(error: ListPeopleError) -> Self {
        match error {
            ListPeopleError::NotPermitted(refused) => refused.into(),
            ListPeopleError::Store(error) => error.into(),
        }
    }
}

impl From<FindPersonError> for Problem {
    fn from(error: FindPersonError) -> Self {
        match error {
            FindPersonError::NotPermitted(refused) => refused.into(),
            FindPersonError::NotFound => Self::new(Code::NotFound),
            FindPersonError::Store(error) => error.into(),
        }
    }
}

impl From<CreatePersonError> for Problem {
    fn from(error: CreatePersonError) -> Self {
        match error {
            CreatePersonError::NotPermitted(refused) => refused.into(),
            CreatePersonError::Taken { email, username } => taken(email, username),
            CreatePersonError::Store(error) => error.into(),
        }
    }
}

impl From<ChangePersonError> for Problem {
    fn from(error: ChangePersonError) -> Self {
        match error {
            ChangePersonError::Hold(error) => error.into(),
            ChangePersonError::UsernameTaken => ChangeProfileError::UsernameTaken.into(),
            ChangePersonError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeAccessError> for Problem {
    fn from(error: ChangeAccessError) -> Self {
        match error {
            ChangeAccessError::Hold(error) => error.into(),
            ChangeAccessError::LastSuperuser => Self::new(Code::LastSuperuser),
            ChangeAccessError::NoSuchRole(id) => {
                Self::invalid_field("roles", format!("There is no role \"{id}\"."))
            }
            ChangeAccessError::Store(error) => error.into(),
        }
    }
}

impl From<SetActiveError> for Problem {
    fn from(error: SetActiveError) -> Self {
        match error {
            SetActiveError::Hold(error) => error.into(),
            SetActiveError::LastSuperuser => Self::new(Code::LastSuperuser),
            SetActiveError::Inactive => {
                Self::new(Code::Conflict).with_detail("The account is not active.")
            }
            SetActiveError::Store(error) => error.into(),
        }
    }
}

/// Clashes are named as the caller named the heir.
pub(super) fn delete_problem(error: DeletePersonError, sent: &AsSent) -> Problem {
    match error {
        DeletePersonError::Hold(error) => error.into(),
        DeletePersonError::LastSuperuser => Problem::new(Code::LastSuperuser),
        DeletePersonError::NoHeir => {
            Problem::invalid_field("to", "No other active user has this address.")
        }
        DeletePersonError::Conflict(clashes) => conflict_problem(&clashes, sent),
        DeletePersonError::Quota(quota) => quota_problem(quota),
        DeletePersonError::TooManyParticipants => too_many_participants("to"),
        DeletePersonError::Raced => Problem::new(Code::Conflict),
        DeletePersonError::Store(error) => error.into(),
    }
}
