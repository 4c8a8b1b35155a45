//! What each refusal to send or to show is called in public.

use scheduler_domain::notifications::{ListNotificationsError, NotifyError, ResendError};

use super::body::KINDS;
use crate::meetings::{mail_limit, no_organiser};
use crate::problem::{Code, Problem};

impl From<NotifyError> for Problem {
    fn from(error: NotifyError) -> Self {
        match error {
            NotifyError::NotFound => Self::new(Code::NotFound),
            NotifyError::NotOrganiser => no_organiser(),
            NotifyError::AlreadyCancelled => Self::new(Code::AlreadyCancelled),
            NotifyError::AlreadyEnded => Self::new(Code::AlreadyEnded),
            NotifyError::WrongKind => {
                Self::invalid_field("type", format!("Choose one of {KINDS}."))
            }
            NotifyError::MailLimit(wait) => mail_limit(wait),
            NotifyError::Store(error) => error.into(),
        }
    }
}

impl From<ListNotificationsError> for Problem {
    fn from(error: ListNotificationsError) -> Self {
        match error {
            ListNotificationsError::NotFound => Self::new(Code::NotFound),
            ListNotificationsError::NotOrganiser => no_organiser(),
            ListNotificationsError::Store(error) => error.into(),
        }
    }
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NotFound => Self::new(Code::NotFound),
            ResendError::NotOrganiser => no_organiser(),
            ResendError::Held => Self::new(Code::EmailNotVerified),
            ResendError::Superseded => Self::new(Code::Superseded),
            ResendError::MailLimit(wait) => mail_limit(wait),
            ResendError::Store(error) => error.into(),
        }
    }
}
