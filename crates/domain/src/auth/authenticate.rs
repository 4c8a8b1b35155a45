//! Says who sends a request.

use thiserror::Error;

use super::{Actor, Claims, TokenFault, TokenKind, Tokens};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// Why nobody is let in.
#[derive(Debug, Error)]
pub enum AuthenticateError {
    /// Not an access token of this server, or too old.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The session was ended, or its user is inactive or gone.
    #[error("the session has ended")]
    SessionEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an access token says, without asking the store.
pub fn access_claims(ctx: &Ctx, tokens: &dyn Tokens, token: &str) -> Result<Claims, TokenFault> {
    let claims = tokens.verify(token, ctx.now)?;
    if claims.kind == TokenKind::Access {
        Ok(claims)
    } else {
        Err(TokenFault::WrongType)
    }
}

/// The actor of a session that still stands, by one statement. With `verify`, a user whose
/// address is not verified owns no address.
pub fn authenticate(
    store: &dyn Store,
    verify: bool,
    claims: &Claims,
) -> Result<Actor, AuthenticateError> {
    let session_id = claims.session_id.ok_or(TokenFault::Invalid)?;
    let found = store.glance(|tx| tx.sessions().find_with_user(session_id))?;
    let (session, user) = found
        .filter(|(session, user)| session.user_id == claims.user_id && user.is_active)
        .ok_or(AuthenticateError::SessionEnded)?;
    Ok(user.into_actor(session.id, verify))
}
