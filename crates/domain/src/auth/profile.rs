//! Reads the actor's own account.

use thiserror::Error;

use super::{Actor, User};
use crate::store::{Store, StoreError};

/// Why there is no account to show.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The account is gone.
    #[error("there is no such user")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By one statement.
pub fn profile(store: &dyn Store, actor: &Actor) -> Result<User, ProfileError> {
    store
        .glance(|tx| tx.users().find(actor.user_id))?
        .ok_or(ProfileError::NotFound)
}
