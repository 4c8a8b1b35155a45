//! How accounts and tokens are shown.

use scheduler_domain::auth::{
    AccountDeletion, Actor, AddressChange, Device, LoggedIn, Session, TokenPair, User,
};
use scheduler_domain::time::format_utc;
use serde::Serialize;

/// An account, as its owner sees it.
#[derive(Serialize)]
pub(super) struct UserView {
    id: String,
    email: String,
    username: Option<String>,
    first_name: String,
    last_name: String,
    time_zone: String,
    reminder_minutes: Option<Vec<i32>>,
    is_active: bool,
    is_staff: bool,
    date_joined: String,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.to_string(),
            username: user.username.as_ref().map(|name| name.as_str().to_owned()),
            first_name: user.first_name.to_string(),
            last_name: user.last_name.to_string(),
            time_zone: user.zone.to_string(),
            reminder_minutes: user
                .reminders
                .as_ref()
                .map(|leads| leads.minutes().to_vec()),
            is_active: user.is_active,
            is_staff: user.is_staff,
            date_joined: format_utc(user.date_joined),
        }
    }
}

/// How far the deletion of an account is, if one was begun.
#[derive(Serialize)]
pub(crate) struct DeletionView {
    deletion: Option<ProgressView>,
}

#[derive(Serialize)]
struct ProgressView {
    asked_at: String,
    meetings: i64,
    done: i64,
}

impl From<Option<AccountDeletion>> for DeletionView {
    fn from(deletion: Option<AccountDeletion>) -> Self {
        Self {
            deletion: deletion.map(|begun| ProgressView {
                asked_at: format_utc(begun.asked_at),
                meetings: begun.meetings.max(begun.done),
                done: begun.done,
            }),
        }
    }
}

/// The tokens of a session.
#[derive(Serialize)]
pub(super) struct TokenPairView {
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
    access: String,
}

impl From<TokenPair> for TokenPairView {
    fn from(pair: TokenPair) -> Self {
        Self {
            refresh: Some(pair.refresh),
            access: pair.access,
        }
    }
}

impl TokenPairView {
    /// For whom the refresh token stands in a cookie.
    pub(super) fn without_refresh(self) -> Self {
        Self {
            refresh: None,
            ..self
        }
    }
}

/// A session, and whose it is.
#[derive(Serialize)]
pub(super) struct LoggedInView {
    #[serde(flatten)]
    tokens: TokenPairView,
    user: UserView,
}

impl From<LoggedIn> for LoggedInView {
    fn from(done: LoggedIn) -> Self {
        Self {
            user: UserView::from(&done.user),
            tokens: done.tokens.into(),
        }
    }
}

impl LoggedInView {
    /// For whom the refresh token stands in a cookie.
    pub(super) fn without_refresh(self) -> Self {
        Self {
            tokens: self.tokens.without_refresh(),
            ..self
        }
    }
}

/// A log-in, as its owner sees it.
#[derive(Serialize)]
pub(super) struct SessionView {
    id: String,
    created_at: String,
    last_used_at: String,
    expires_at: String,
    user_agent: String,
    address: Option<String>,
    is_current: bool,
}

impl SessionView {
    pub(super) fn new(session: &Session, device: Device, actor: &Actor) -> Self {
        Self {
            id: session.id.to_string(),
            created_at: format_utc(session.created_at()),
            last_used_at: format_utc(session.rotated_at),
            expires_at: format_utc(session.expires_at),
            user_agent: device.user_agent,
            address: device.address.map(|address| address.to_string()),
            is_current: session.id == actor.session_id,
        }
    }
}

/// A change of the address, as its account exports it.
#[derive(Serialize)]
pub(super) struct AddressChangeView {
    former_email: String,
    email: String,
    asked_at: String,
    expires_at: String,
    confirmed_at: Option<String>,
    undo_until: Option<String>,
}

impl From<&AddressChange> for AddressChangeView {
    fn from(change: &AddressChange) -> Self {
        Self {
            former_email: change.former.to_string(),
            email: change.email.to_string(),
            asked_at: format_utc(change.asked_at),
            expires_at: format_utc(change.expires_at),
            confirmed_at: change.confirmed_at.map(format_utc),
            undo_until: change.undo_until.map(format_utc),
        }
    }
}

/// What was done, as one sentence.
#[derive(Serialize)]
pub(super) struct DoneView {
    pub(super) detail: &'static str,
}
