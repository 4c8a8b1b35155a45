//! Starts a session.

use thiserror::Error;

use super::token::{hash_of, pair};
use super::{Device, Lifetimes, Passwords, Session, TokenPair, Tokens, User};
use crate::ctx::Ctx;
use crate::ids::SessionId;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// Who wants in. An address that is none belongs to nobody.
pub struct LogIn {
    /// The address.
    pub email: Option<Email>,
    /// As typed.
    pub password: String,
    /// From where.
    pub device: Device,
}

/// A session that goes on from here.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Whose it is.
    pub user: User,
    /// Its newest tokens.
    pub tokens: TokenPair,
}

/// Why there is no session.
#[derive(Debug, Error)]
pub enum LogInError {
    /// Unknown address, wrong password or inactive user: nobody learns which.
    #[error("address and password do not belong to an active user")]
    InvalidCredentials,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes the same time whether or not the address is known.
pub fn log_in(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    tokens: &dyn Tokens,
    lifetimes: Lifetimes,
    cmd: &LogIn,
) -> Result<LoggedIn, LogInError> {
    let user = match &cmd.email {
        Some(email) => store.glance(|tx| tx.users().find_by_email(email))?,
        None => None,
    };
    let fits = passwords.matches(
        &cmd.password,
        user.as_ref().map(|user| user.password_hash.as_str()),
    );
    let user = user
        .filter(|user| fits && user.is_active)
        .ok_or(LogInError::InvalidCredentials)?;

    let refresh_id = ctx.new_uuid();
    let session = Session {
        id: SessionId(ctx.new_uuid()),
        user_id: user.id,
        current_hash: hash_of(refresh_id),
        previous_hash: None,
        rotated_at: ctx.now,
        expires_at: ctx.now + lifetimes.refresh,
    };
    let tokens = pair(tokens, &session, refresh_id, lifetimes)?;
    store.write(|tx| {
        // Whoever changed the password since ended all sessions, and this would be one more.
        tx.users()
            .find(user.id)?
            .filter(|now| now.is_active && now.password_hash == user.password_hash)
            .ok_or(LogInError::InvalidCredentials)?;
        Ok::<_, LogInError>(tx.sessions().insert(&session, &cmd.device)?)
    })?;
    Ok(LoggedIn { user, tokens })
}
