//! Replaces a password that its owner has forgotten, by a link that was mailed.

use thiserror::Error;
use time::Duration;
use uuid::Uuid;

use super::token::id_of;
use super::verify_email::let_go_in;
use super::{Claims, PasswordFault, Passwords, TokenKind, Tokens, User, Username, password_faults};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::store::{Store, StoreError};

/// How long the link in the mail works.
const LINK_LIFETIME: Duration = Duration::minutes(30);

/// What the link carries, and the new password.
pub struct ResetPassword {
    /// As it came.
    pub token: String,
    /// As typed.
    pub new_password: String,
}

/// Why the password stays.
#[derive(Debug, Error)]
pub enum ResetPasswordError {
    /// Not a token of this server, too old, or the password is not the one any more that it was
    /// made for; or its account is gone or inactive. Nobody learns which.
    #[error("the link does not work")]
    DeadLink,
    /// The new one is not good enough; every reason.
    #[error("the new password is not good enough")]
    Weak(Vec<PasswordFault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the link in the mail carries. Made when the mail is sent, so that it is never stored. It is
/// bound to the address and the password as they are now: once one of them has changed, by whatever way, it is
/// dead.
pub fn reset_token(ctx: &Ctx, tokens: &dyn Tokens, user: &User) -> Result<String, StoreError> {
    tokens.sign(&Claims {
        kind: TokenKind::ResetPassword,
        user_id: user.id,
        session_id: None,
        id: bound_to(tokens, user)?,
        issued_at: ctx.now,
        expires_at: ctx.now + LINK_LIFETIME,
    })
}

/// Ends every session of the user in the same transaction, and takes the address for verified,
/// since the mail reached its owner. Of two uses at once one wins. Answers whose password it is.
pub fn reset_password(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    tokens: &dyn Tokens,
    cmd: &ResetPassword,
) -> Result<UserId, ResetPasswordError> {
    let claims = tokens.verify(&cmd.token, ctx.now);
    let claims = claims.map_err(|_fault| ResetPasswordError::DeadLink)?;
    if claims.kind != TokenKind::ResetPassword {
        return Err(ResetPasswordError::DeadLink);
    }
    let before = store
        .glance(|tx| tx.users().find(claims.user_id))?
        .filter(|user| user.is_active)
        .ok_or(ResetPasswordError::DeadLink)?;
    if bound_to(tokens, &before)? != claims.id {
        return Err(ResetPasswordError::DeadLink);
    }
    let username = before.username.as_ref().map(Username::as_str);
    let faults = password_faults(&cmd.new_password, &before.email, username);
    if !faults.is_empty() {
        return Err(ResetPasswordError::Weak(faults));
    }
    let password_hash = passwords.hash(&cmd.new_password)?;
    store.write(|tx| {
        let found = tx.users().find(before.id)?;
        let mut user = found
            .filter(|user| user.is_active && user.email == before.email)
            .filter(|user| user.password_hash == before.password_hash)
            .ok_or(ResetPasswordError::DeadLink)?;
        user.password_hash.clone_from(&password_hash);
        let is_proved_now = user.email_verified_at.is_none();
        user.email_verified_at.get_or_insert(ctx.now);
        tx.users().update(&user)?;
        tx.sessions().delete_others(user.id, None)?;
        if is_proved_now {
            let_go_in(tx, ctx, &user)?;
        }
        Ok(user.id)
    })
}

fn bound_to(tokens: &dyn Tokens, user: &User) -> Result<Uuid, StoreError> {
    let (id, email, hash) = (user.id, &user.email, &user.password_hash);
    let sealed = tokens.seal(&format!("reset {id} {email} {hash}"))?;
    Ok(id_of(&sealed))
}
