//! Exchanges a refresh token for a new pair.

use thiserror::Error;
use time::Duration;

use super::token::{hash_of, pair, successor_of};
use super::{Claims, Lifetimes, LoggedIn, Session, TokenFault, TokenKind, Tokens};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// How long the token that was just replaced still gives the pair that replaced it: two tabs
/// refresh at once, or an answer is lost.
const GRACE: Duration = Duration::seconds(10);

/// Why there is no new pair.
#[derive(Debug, Error)]
pub enum RefreshError {
    /// Not a refresh token of this server, or too old.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The session has ended, or ends now because the token was used before.
    #[error("the session has ended")]
    SessionEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The current token rotates; the one before it gives the same new pair again for ten seconds;
/// any other use of a replaced token ends the session, since one of its two holders is a thief.
pub fn refresh(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    lifetimes: Lifetimes,
    token: &str,
) -> Result<LoggedIn, RefreshError> {
    let claims = refresh_claims(ctx, tokens, token)?;
    let session_id = claims.session_id.ok_or(TokenFault::Invalid)?;
    let rotated = store.write(|tx| {
        // The account before its sessions, as in every transaction that holds both.
        let user = tx.users().find(claims.user_id)?;
        let Some(user) = user.filter(|user| user.is_active) else {
            return Ok(None);
        };
        let found = tx.sessions().find(session_id)?;
        let Some(session) = found.filter(|session| session.user_id == user.id) else {
            return Ok(None);
        };
        match standing(ctx, &session, &claims) {
            Standing::Current => {
                let next = Session {
                    current_hash: hash_of(successor_of(claims.id)),
                    previous_hash: Some(session.current_hash),
                    rotated_at: ctx.now,
                    expires_at: ctx.now + lifetimes.refresh,
                    ..session
                };
                tx.sessions().update(&next)?;
                Ok(Some((user, next)))
            }
            Standing::JustReplaced => Ok(Some((user, session))),
            Standing::Reused => {
                tx.sessions().delete(session_id)?;
                Ok::<_, StoreError>(None)
            }
        }
    })?;
    let (user, session) = rotated.ok_or(RefreshError::SessionEnded)?;
    let tokens = pair(tokens, &session, successor_of(claims.id), lifetimes)?;
    Ok(LoggedIn { user, tokens })
}

pub(super) enum Standing {
    Current,
    JustReplaced,
    Reused,
}

pub(super) fn standing(ctx: &Ctx, session: &Session, claims: &Claims) -> Standing {
    let hash = hash_of(claims.id);
    if hash == session.current_hash {
        Standing::Current
    } else if Some(hash) == session.previous_hash && ctx.now - session.rotated_at <= GRACE {
        Standing::JustReplaced
    } else {
        Standing::Reused
    }
}

pub(super) fn refresh_claims(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<Claims, TokenFault> {
    let claims = tokens.verify(token, ctx.now)?;
    if claims.kind == TokenKind::Refresh {
        Ok(claims)
    } else {
        Err(TokenFault::WrongType)
    }
}
