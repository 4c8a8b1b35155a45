//! How refusals to look at everything are answered.

use scheduler_domain::admin::oversight::{GiveUpError, OverseeError, RetryError, ShowMailError};

use crate::problem::{Code, Problem};

impl From<OverseeError> for Problem {
    fn from(error: OverseeError) -> Self {
        match error {
            OverseeError::NotPermitted(refused) => refused.into(),
            OverseeError::Store(error) => error.into(),
        }
    }
}

impl From<ShowMailError> for Problem {
    fn from(error: ShowMailError) -> Self {
        match error {
            ShowMailError::NotPermitted(refused) => refused.into(),
            ShowMailError::NotFound => Self::new(Code::NotFound),
            ShowMailError::Store(error) => error.into(),
        }
    }
}

impl From<RetryError> for Problem {
    fn from(error: RetryError) -> Self {
        match error {
            RetryError::NotPermitted(refused) => refused.into(),
            RetryError::NotFound => Self::new(Code::NotFound),
            RetryError::Held => Self::new(Code::EmailNotVerified),
            RetryError::Superseded => Self::new(Code::Superseded),
            RetryError::Store(error) => error.into(),
        }
    }
}

impl From<GiveUpError> for Problem {
    fn from(error: GiveUpError) -> Self {
        match error {
            GiveUpError::NotPermitted(refused) => refused.into(),
            GiveUpError::NotFound => Self::new(Code::NotFound),
            GiveUpError::BeingSent => Self::new(Code::BeingSent),
            GiveUpError::NotWaiting => Self::new(Code::NotWaiting),
            GiveUpError::Store(error) => error.into(),
        }
    }
}
