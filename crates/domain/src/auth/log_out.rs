//! Ends a session.

use thiserror::Error;

use super::refresh::{Standing, refresh_claims, standing};
use super::{TokenFault, Tokens};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// Why nobody was logged out.
#[derive(Debug, Error)]
pub enum LogOutError {
    /// Not a refresh token of this server, or too old.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The session has ended before, or the token was replaced long ago.
    #[error("the session has ended")]
    SessionEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Ends the session that a refresh token belongs to. A token that was replaced long ago ends it
/// too, but is refused: it was stolen from one or the other.
pub fn log_out(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<(), LogOutError> {
    let claims = refresh_claims(ctx, tokens, token)?;
    let session_id = claims.session_id.ok_or(TokenFault::Invalid)?;
    let ended = store.write(|tx| {
        let found = tx.sessions().find(session_id)?;
        let Some(session) = found.filter(|session| session.user_id == claims.user_id) else {
            return Ok(false);
        };
        tx.sessions().delete(session_id)?;
        Ok::<_, StoreError>(!matches!(
            standing(ctx, &session, &claims),
            Standing::Reused
        ))
    })?;
    if ended {
        Ok(())
    } else {
        Err(LogOutError::SessionEnded)
    }
}
