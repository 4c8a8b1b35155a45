//! Gives an account its new address, and what belonged to the former one (ADR 49).

use thiserror::Error;

use super::account_deletion::is_going_in;
use super::address_change::{UNDO_WITHIN, change_seal, claims_of, retried};
use super::verify_email::let_go_in;
use super::{
    Actor, AddressChange, CarryOver, CarryScope, Claims, Passwords, TokenFault, TokenKind, Tokens,
    User,
};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::notifications::address_changed_message;
use crate::store::{Key, Store, StoreError, Tx};

/// What the link in the mail carries, and what shows that the account is the caller's: the link alone
/// proves the mailbox, and another person's account may have asked for it.
pub struct ConfirmAddress<'a> {
    /// As it came.
    pub token: String,
    /// The session that the request was sent with, of whatever account.
    pub session: Option<&'a Actor>,
    /// The account's password, as typed.
    pub password: Option<String>,
}

/// Why the account keeps its address.
#[derive(Debug, Error)]
pub enum ConfirmAddressError {
    /// Not a token of this server, too old, or for a change that is asked for no more.
    #[error("the link does not work")]
    DeadLink,
    /// Neither the session nor the password is one of this account.
    #[error("neither a session nor the password of the account came with the link")]
    ProofRequired,
    /// Another account has the address, or can have it back.
    #[error("another account has the address")]
    Taken,
    /// Addresses of this domain may not register, so no account moves to one.
    #[error("addresses of this domain may not register")]
    DomainNotAllowed,
    /// The account was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ConfirmAddressError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::UserEmail) => Self::Taken,
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

impl From<TokenFault> for ConfirmAddressError {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Invalid | TokenFault::Expired | TokenFault::WrongType => Self::DeadLink,
        }
    }
}

/// In one transaction under the locks of both addresses. Ends every session of the account but the one
/// that proved it. If the former address was proved, all that is the address's goes along, and a link mailed
/// there undoes it; else only what is the account's does. A second time changes nothing. Answers whose
/// address it is.
pub fn confirm_address(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    tokens: &dyn Tokens,
    cmd: &ConfirmAddress<'_>,
) -> Result<UserId, ConfirmAddressError> {
    let claims = claims_of(ctx, tokens, TokenKind::ChangeEmail, &cmd.token)?;
    let (before, change) =
        store.read::<_, ConfirmAddressError>(|tx| asked_in(tx, tokens, &claims))?;
    if change.confirmed_at.is_some() && before.email == change.email {
        return Ok(before.id);
    }
    if !change.is_waiting(ctx.now) || before.email != change.former {
        return Err(ConfirmAddressError::DeadLink);
    }
    let own_session = cmd.session.filter(|actor| actor.user_id == before.id);
    let fits = |password: &String| passwords.matches(password, Some(&before.password_hash));
    if own_session.is_none() && !cmd.password.as_ref().is_some_and(fits) {
        return Err(ConfirmAddressError::ProofRequired);
    }
    let is_raced = |error: &ConfirmAddressError| matches!(error, ConfirmAddressError::Raced);
    retried(is_raced, || {
        store.write(|tx| confirm_in(tx, ctx, tokens, &claims, own_session))
    })
}

fn confirm_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    claims: &Claims,
    own_session: Option<&Actor>,
) -> Result<UserId, ConfirmAddressError> {
    let (user, change) = asked_in(tx, tokens, claims)?;
    if change.confirmed_at.is_some() {
        return Ok(user.id);
    }
    if user.email != change.former {
        return Err(ConfirmAddressError::DeadLink);
    }
    let held = tx
        .address_changes()
        .hold_meetings(user.id, (&change.former, &change.email))?;
    tx.lock_people(&[change.former.clone(), change.email.clone()])?;
    check_free(tx, ctx, &user, &change)?;
    move_in(tx, ctx, &user, change, held)?;
    let kept = own_session.map(|actor| actor.session_id);
    tx.sessions().delete_others(user.id, kept)?;
    Ok(user.id)
}

/// The account, and the change that this link is for.
fn asked_in(
    tx: &mut dyn Tx,
    tokens: &dyn Tokens,
    claims: &Claims,
) -> Result<(User, AddressChange), ConfirmAddressError> {
    let user = tx.users().find(claims.user_id)?;
    let user = user
        .filter(|user| user.is_active)
        .ok_or(ConfirmAddressError::DeadLink)?;
    // What goes away piece by piece goes with the address that it has.
    if is_going_in(tx, user.id)? {
        return Err(ConfirmAddressError::DeadLink);
    }
    for change in tx.address_changes().list(user.id)? {
        if change_seal(tokens, &user, &change)? == claims.id {
            return Ok((user, change));
        }
    }
    Err(ConfirmAddressError::DeadLink)
}

fn check_free(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    user: &User,
    change: &AddressChange,
) -> Result<(), ConfirmAddressError> {
    if !tx.settings().find()?.allows(&change.email) {
        return Err(ConfirmAddressError::DomainNotAllowed);
    }
    let is_taken = tx.users().find_by_email(&change.email)?.is_some()
        || tx
            .address_changes()
            .is_reserved(&change.email, Some(user.id), ctx.now)?;
    if is_taken {
        return Err(ConfirmAddressError::Taken);
    }
    Ok(())
}

fn move_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    before: &User,
    mut change: AddressChange,
    held: i64,
) -> Result<(), StoreError> {
    let is_proved = before.owns_address(ctx.email_verification);
    let user = User {
        email: change.email.clone(),
        email_verified_at: Some(ctx.now),
        ..before.clone()
    };
    tx.users().update_address(&user)?;
    if is_proved && let Some(at) = tx.opt_outs().find(&before.email)? {
        tx.opt_outs().insert(&user.email, at)?;
    }
    tx.address_changes().carry_over(&CarryOver {
        user: user.id,
        from: &before.email,
        to: &user.email,
        scope: if is_proved {
            CarryScope::Everything
        } else {
            CarryScope::Organised
        },
        held,
    })?;
    let_go_in(tx, ctx, &user)?;
    change.confirmed_at = Some(ctx.now);
    if is_proved {
        let notice = address_changed_message(ctx, &user, &before.email);
        change.undo_until = Some(ctx.now + UNDO_WITHIN);
        change.former_verified_at = before.email_verified_at;
        change.notice_id = Some(notice.id);
        tx.outbox().insert(&[notice])?;
    }
    tx.address_changes().update(&change)?;
    let (by, target) = (By::User(user.id), Target::user(user.id));
    let (from, to) = (before.email.as_str(), user.email.as_str());
    let changes = vec![Change::new("email", Some(from), Some(to))];
    audit::record(tx, ctx, by, Action::UserChangeEmail, target, changes)
}
