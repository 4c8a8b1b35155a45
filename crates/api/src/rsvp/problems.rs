//! What each refusal of a secret link is called in public.

use scheduler_domain::participants::{AnswerByLinkError, FindByLinkError};

use crate::conflicts::{AsSent, conflict_problem};
use crate::participants::{outdated, unborn};
use crate::problem::{Code, Problem};

impl From<FindByLinkError> for Problem {
    fn from(error: FindByLinkError) -> Self {
        match error {
            FindByLinkError::NotFound => Self::new(Code::NotFound),
            FindByLinkError::Store(error) => error.into(),
        }
    }
}

impl From<AnswerByLinkError> for Problem {
    fn from(error: AnswerByLinkError) -> Self {
        match error {
            AnswerByLinkError::NotFound => Self::new(Code::NotFound),
            AnswerByLinkError::AlreadyCancelled => Self::new(Code::AlreadyCancelled),
            AnswerByLinkError::Outdated(meeting) => outdated(&meeting),
            AnswerByLinkError::Unborn => unborn(),
            AnswerByLinkError::Conflict(clashes) => conflict_problem(&clashes, &AsSent::default()),
            AnswerByLinkError::Store(error) => error.into(),
        }
    }
}
