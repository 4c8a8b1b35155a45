//! Proves that mail reaches a user, so that what was sent to the address may be shown.

use thiserror::Error;
use time::Duration;

use super::{Actor, Claims, TokenFault, TokenKind, Tokens};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::notifications::verification_message;
use crate::store::{Store, StoreError};

/// How long the link in the mail works.
const LINK_LIFETIME: Duration = Duration::days(3);

/// Why the address is not verified.
#[derive(Debug, Error)]
pub enum VerifyEmailError {
    /// Not a token of this server, or too old.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the link in the mail carries. Made when the mail is sent, so that it is never stored.
pub fn verification_token(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    user_id: UserId,
) -> Result<String, StoreError> {
    tokens.sign(&Claims {
        kind: TokenKind::VerifyEmail,
        user_id,
        session_id: None,
        id: ctx.new_uuid(),
        issued_at: ctx.now,
        expires_at: ctx.now + LINK_LIFETIME,
    })
}

/// A second time changes nothing.
pub fn verify_email(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<(), VerifyEmailError> {
    let claims = tokens.verify(token, ctx.now)?;
    if claims.kind != TokenKind::VerifyEmail {
        return Err(TokenFault::WrongType.into());
    }
    store.write(|tx| {
        let mut user = tx
            .users()
            .find(claims.user_id)?
            .ok_or(TokenFault::Invalid)?;
        if user.email_verified_at.is_none() {
            user.email_verified_at = Some(ctx.now);
            tx.users().update(&user)?;
        }
        Ok(())
    })
}

/// Queues the mail again, unless the address is verified.
pub fn resend_verification(store: &dyn Store, ctx: &Ctx, actor: &Actor) -> Result<(), StoreError> {
    store.write(|tx| match tx.users().find(actor.user_id)? {
        Some(user) if user.email_verified_at.is_none() => {
            tx.outbox().insert(&[verification_message(ctx, &user)])
        }
        _verified_or_gone => Ok(()),
    })
}
