//! Asks for another address of one's own account.

use thiserror::Error;

use super::account_deletion::is_going_in;
use super::address_change::CONFIRM_WITHIN;
use super::{Actor, AddressChange, Passwords};
use crate::ctx::Ctx;
use crate::notifications::address_change_message;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// The new address, and what shows that the owner of the account asks.
pub struct ChangeAddress {
    /// Must be another one.
    pub email: Email,
    /// As typed.
    pub password: String,
}

/// Why no link is mailed.
#[derive(Debug, Error)]
pub enum ChangeAddressError {
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account has this address.
    #[error("the account has this address")]
    SameAddress,
    /// Addresses of this domain may not register, so no account moves to one.
    #[error("addresses of this domain may not register")]
    DomainNotAllowed,
    /// The account is gone.
    #[error("there is no such user")]
    NotFound,
    /// The account is being deleted, piece by piece.
    #[error("the account is being deleted")]
    Leaving,
    /// The account was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Queues the mail with the link for the new address; nothing else changes. Whether another account has
/// the address is looked up when the mail is written, so that the caller does not learn it. What the account
/// asked for before and has not confirmed can no longer be confirmed.
pub fn change_address(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    actor: &Actor,
    cmd: &ChangeAddress,
) -> Result<(), ChangeAddressError> {
    let before = store
        .glance(|tx| tx.users().find(actor.user_id))?
        .ok_or(ChangeAddressError::NotFound)?;
    if !passwords.matches(&cmd.password, Some(&before.password_hash)) {
        return Err(ChangeAddressError::WrongPassword);
    }
    store.write(|tx| {
        let found = tx.users().find(actor.user_id)?;
        let user = found.ok_or(ChangeAddressError::NotFound)?;
        if user.password_hash != before.password_hash || user.email != before.email {
            return Err(ChangeAddressError::Raced);
        }
        if is_going_in(tx, user.id)? {
            return Err(ChangeAddressError::Leaving);
        }
        if user.email == cmd.email {
            return Err(ChangeAddressError::SameAddress);
        }
        if !tx.settings().find()?.allows(&cmd.email) {
            return Err(ChangeAddressError::DomainNotAllowed);
        }
        let message = address_change_message(ctx, &user, &cmd.email);
        tx.address_changes().insert(&AddressChange {
            id: message.id,
            user_id: user.id,
            former: user.email,
            email: cmd.email.clone(),
            asked_at: ctx.now,
            expires_at: ctx.now + CONFIRM_WITHIN,
            confirmed_at: None,
            undo_until: None,
            former_verified_at: None,
            notice_id: None,
        })?;
        Ok(tx.outbox().insert(&[message])?)
    })
}
