//! Gives an account its former address back, by the link that was mailed there (ADR 49).

use thiserror::Error;

use super::address_change::{claims_of, retried, undo_seal};
use super::{
    AddressChange, CarryOver, CarryScope, Claims, Passwords, TokenFault, TokenKind, Tokens, User,
};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::ids::{MessageId, UserId};
use crate::notifications::reset_message;
use crate::store::{Key, Store, StoreError, Tx};

/// Why the address stays changed.
#[derive(Debug, Error)]
pub enum UndoAddressError {
    /// Not a token of this server, too old, or for a change that was undone.
    #[error("the link does not work")]
    DeadLink,
    /// The account was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for UndoAddressError {
    fn from(error: StoreError) -> Self {
        match error {
            // Another process whose clock is ahead gave the address away.
            StoreError::Duplicate(Key::UserEmail) => Self::DeadLink,
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

impl From<TokenFault> for UndoAddressError {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Invalid | TokenFault::Expired | TokenFault::WrongType => Self::DeadLink,
        }
    }
}

/// Needs neither a session nor the password, since a thief may have both. Ends all sessions, replaces the
/// password by one that is not known to anyone, and mails a link by which the owner of the former address
/// chooses another one. What the account has under its present address goes back along. Later changes of
/// the account can no longer be undone, nor confirmed: the links for them went to mailboxes that may be
/// the thief's. A deletion that goes piece by piece ends. Answers whose address it is.
pub fn undo_address(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<UserId, UndoAddressError> {
    let claims = claims_of(ctx, tokens, TokenKind::UndoEmail, token)?;
    store.read(|tx| found_in(tx, ctx, tokens, &claims).map(|_found| ()))?;
    let unknown = ctx.secret().map(|byte| format!("{byte:02x}")).concat();
    let password_hash = passwords.hash(&unknown)?;
    let is_raced = |error: &UndoAddressError| matches!(error, UndoAddressError::Raced);
    retried(is_raced, || {
        store.write(|tx| undo_in(tx, ctx, tokens, &claims, &password_hash))
    })
}

fn undo_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    claims: &Claims,
    password_hash: &str,
) -> Result<UserId, UndoAddressError> {
    let (before, change, ended) = found_in(tx, ctx, tokens, claims)?;
    let user = User {
        email: change.former.clone(),
        email_verified_at: change.former_verified_at,
        password_hash: password_hash.to_owned(),
        ..before.clone()
    };
    let held = tx
        .address_changes()
        .hold_meetings(user.id, (&before.email, &user.email))?;
    tx.lock_people(&[before.email.clone(), user.email.clone()])?;
    tx.users().update_address(&user)?;
    tx.sessions().delete_others(user.id, None)?;
    tx.address_changes().delete(&ended)?;
    // A thief may have asked for it; its owner can ask again.
    tx.account_deletions().delete(user.id)?;
    if before.email != user.email {
        tx.address_changes().carry_over(&CarryOver {
            user: user.id,
            from: &before.email,
            to: &user.email,
            scope: CarryScope::Everything,
            held,
        })?;
    }
    tx.outbox().insert_once(&reset_message(ctx, &user.email))?;
    record(tx, ctx, &before, &user)?;
    Ok(user.id)
}

/// The account, the change that this link is for, and all that ends with it.
fn found_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    claims: &Claims,
) -> Result<(User, AddressChange, Vec<MessageId>), UndoAddressError> {
    let user = tx.users().find(claims.user_id)?;
    let user = user.ok_or(UndoAddressError::DeadLink)?;
    let all = tx.address_changes().list(user.id)?;
    for change in all.iter().filter(|change| change.can_be_undone(ctx.now)) {
        if undo_seal(tokens, change)? == claims.id {
            let is_later = |other: &&AddressChange| {
                other.confirmed_at.is_none() || other.confirmed_at >= change.confirmed_at
            };
            let ended = all.iter().filter(is_later).map(|other| other.id).collect();
            return Ok((user, change.clone(), ended));
        }
    }
    Err(UndoAddressError::DeadLink)
}

fn record(tx: &mut dyn Tx, ctx: &Ctx, before: &User, user: &User) -> Result<(), StoreError> {
    let (by, target) = (By::Guest(user.email.clone()), Target::user(user.id));
    let (from, to) = (before.email.as_str(), user.email.as_str());
    let changes = vec![Change::new("email", Some(from), Some(to))];
    audit::record(tx, ctx, by, Action::UserUndoEmail, target, changes)
}
