//! Replaces a password.

use thiserror::Error;

use super::{Actor, PasswordFault, Passwords, Username, password_faults};
use crate::store::{Store, StoreError};

/// The old password and the new one.
pub struct ChangePassword {
    /// As typed.
    pub old_password: String,
    /// As typed.
    pub new_password: String,
}

/// Why the password stays.
#[derive(Debug, Error)]
pub enum ChangePasswordError {
    /// `old_password` is wrong.
    #[error("the old password is wrong")]
    WrongPassword,
    /// The new one is not good enough; every reason.
    #[error("the new password is not good enough")]
    Weak(Vec<PasswordFault>),
    /// The account is gone.
    #[error("there is no such user")]
    NotFound,
    /// Somebody else changed it at the same time.
    #[error("the password was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Ends every other session of the user in the same transaction.
pub fn change_password(
    store: &dyn Store,
    passwords: &dyn Passwords,
    actor: &Actor,
    cmd: &ChangePassword,
) -> Result<(), ChangePasswordError> {
    let before = store
        .glance(|tx| tx.users().find(actor.user_id))?
        .ok_or(ChangePasswordError::NotFound)?;
    if !passwords.matches(&cmd.old_password, Some(&before.password_hash)) {
        return Err(ChangePasswordError::WrongPassword);
    }
    let username = before.username.as_ref().map(Username::as_str);
    let faults = password_faults(&cmd.new_password, &before.email, username);
    if !faults.is_empty() {
        return Err(ChangePasswordError::Weak(faults));
    }
    let password_hash = passwords.hash(&cmd.new_password)?;
    store.write(|tx| {
        let mut user = tx
            .users()
            .find(actor.user_id)?
            .ok_or(ChangePasswordError::NotFound)?;
        if user.password_hash != before.password_hash {
            return Err(ChangePasswordError::Raced);
        }
        user.password_hash.clone_from(&password_hash);
        tx.users().update(&user)?;
        tx.sessions()
            .delete_others(user.id, Some(actor.session_id))?;
        Ok(())
    })
}
