//! Proves that mail reaches a user, so that what was sent to the address may be shown.

use thiserror::Error;
use time::Duration;
use uuid::Uuid;

use super::token::id_of;
use super::{Actor, Claims, Passwords, TokenFault, TokenKind, Tokens, User};
use crate::ctx::Ctx;
use crate::notifications::{Release, verification_message};
use crate::store::{Store, StoreError, Tx};

/// How long the link in the mail works.
const LINK_LIFETIME: Duration = Duration::days(3);

/// What the link in the mail carries, and what shows that the account is the caller's: the link alone
/// proves the mailbox, and the account may have been registered by another person.
pub struct VerifyEmail<'a> {
    /// As it came.
    pub token: String,
    /// The session that the request was sent with, of whatever account.
    pub session: Option<&'a Actor>,
    /// The account's password, as typed.
    pub password: Option<String>,
}

/// Why the address is not verified.
#[derive(Debug, Error)]
pub enum VerifyEmailError {
    /// Not a token of this server, or too old, or for an address that the account no longer has.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// Neither the session nor the password is one of this account.
    #[error("neither a session nor the password of the account came with the link")]
    ProofRequired,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the link in the mail carries. Made when the mail is sent, so that it is never stored. It is
/// bound to the address.
pub fn verification_token(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    user: &User,
) -> Result<String, StoreError> {
    tokens.sign(&Claims {
        kind: TokenKind::VerifyEmail,
        user_id: user.id,
        session_id: None,
        id: bound_to(tokens, user)?,
        issued_at: ctx.now,
        expires_at: ctx.now + LINK_LIFETIME,
    })
}

/// Ends every session of the account but the one that proved it. A second time changes nothing.
pub fn verify_email(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    tokens: &dyn Tokens,
    cmd: &VerifyEmail<'_>,
) -> Result<(), VerifyEmailError> {
    let claims = link_claims(ctx, tokens, &cmd.token)?;
    let before = store.glance(|tx| tx.users().find(claims.user_id))?;
    let before = of_link::<VerifyEmailError>(tokens, &claims, before)?;
    if before.email_verified_at.is_some() {
        return Ok(());
    }
    let own_session = cmd.session.filter(|actor| actor.user_id == before.id);
    let fits = |password: &String| passwords.matches(password, Some(&before.password_hash));
    if own_session.is_none() && !cmd.password.as_ref().is_some_and(fits) {
        return Err(VerifyEmailError::ProofRequired);
    }
    store.write(|tx| {
        let found = tx.users().find(claims.user_id)?;
        let mut user = of_link::<VerifyEmailError>(tokens, &claims, found)?;
        // A password that was changed since ended the sessions, and proves nothing any more.
        if user.password_hash != before.password_hash {
            return Err(VerifyEmailError::ProofRequired);
        }
        if user.email_verified_at.is_none() {
            user.email_verified_at = Some(ctx.now);
            tx.users().update(&user)?;
            let kept = own_session.map(|actor| actor.session_id);
            tx.sessions().delete_others(user.id, kept)?;
            let_go_in(tx, ctx, &user)?;
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

/// What a link of [`verification_token`] says.
pub(super) fn link_claims(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<Claims, TokenFault> {
    let claims = tokens.verify(token, ctx.now)?;
    if claims.kind == TokenKind::VerifyEmail {
        Ok(claims)
    } else {
        Err(TokenFault::WrongType)
    }
}

/// The account, if it has the address still that the link was mailed to.
pub(super) fn of_link<E: From<TokenFault> + From<StoreError>>(
    tokens: &dyn Tokens,
    claims: &Claims,
    found: Option<User>,
) -> Result<User, E> {
    let user = found.ok_or(TokenFault::Invalid)?;
    if bound_to(tokens, &user)? == claims.id {
        Ok(user)
    } else {
        Err(TokenFault::Invalid.into())
    }
}

fn bound_to(tokens: &dyn Tokens, user: &User) -> Result<Uuid, StoreError> {
    let sealed = tokens.seal(&format!("verify {} {}", user.id, user.email))?;
    Ok(id_of(&sealed))
}

/// What waits for the proof of an address counts from now on: the time that its meetings take, and their mails.
pub(super) fn let_go_in(tx: &mut dyn Tx, ctx: &Ctx, user: &User) -> Result<(), StoreError> {
    tx.busy().update_organised(user.id, &user.email)?;
    tx.outbox()
        .release_held(Release::Organiser(user.id), ctx.now)?;
    Ok(())
}
