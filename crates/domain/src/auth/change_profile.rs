//! Changes what a user says about themselves.

use thiserror::Error;

use super::{Actor, User, Username};
use crate::notifications::Leads;
use crate::store::{Key, Store, StoreError};
use crate::text::Name;
use crate::time::Zone;

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ChangeProfile {
    /// `Some(None)` takes the user name away.
    pub username: Option<Option<Username>>,
    /// Given name.
    pub first_name: Option<Name>,
    /// Family name.
    pub last_name: Option<Name>,
    /// Where wall times are read.
    pub zone: Option<Zone>,
    /// `Some(None)` leaves it to the server.
    pub reminders: Option<Option<Leads>>,
}

/// Why nothing changed.
#[derive(Debug, Error)]
pub enum ChangeProfileError {
    /// Another user has this user name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The account is gone.
    #[error("there is no such user")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ChangeProfileError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::Username) => Self::UsernameTaken,
            other => Self::Store(other),
        }
    }
}

/// Answers the user as it is afterwards.
pub fn change_profile(
    store: &dyn Store,
    actor: &Actor,
    cmd: &ChangeProfile,
) -> Result<User, ChangeProfileError> {
    store.write(|tx| {
        let mut user = tx
            .users()
            .find(actor.user_id)?
            .ok_or(ChangeProfileError::NotFound)?;
        let cmd = cmd.clone();
        user.username = cmd.username.unwrap_or(user.username);
        user.first_name = cmd.first_name.unwrap_or(user.first_name);
        user.last_name = cmd.last_name.unwrap_or(user.last_name);
        user.zone = cmd.zone.unwrap_or(user.zone);
        user.reminders = cmd.reminders.unwrap_or(user.reminders);
        tx.users().update(&user)?;
        user.version += 1;
        Ok(user)
    })
}
