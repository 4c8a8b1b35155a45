//! Makes an account.

use thiserror::Error;

use super::{Passwords, User, Username};
use crate::admin::Registration;
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::notifications::verification_message;
use crate::store::{Key, Store, StoreError, Tx};
use crate::text::{Email, Name};
use crate::time::Zone;

/// A new account, all fields checked, the password against
/// [`password_faults`](super::password_faults) too.
#[derive(Clone)]
pub struct Register {
    /// Must be new here.
    pub email: Email,
    /// Must be new here.
    pub username: Option<Username>,
    /// At most 71 bytes.
    pub password: String,
    /// Given name.
    pub first_name: Name,
    /// Family name.
    pub last_name: Name,
    /// Where wall times are read.
    pub zone: Zone,
}

/// Why there is no account.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// Only staff makes accounts here.
    #[error("nobody may register by themselves")]
    Closed,
    /// Addresses of this domain may not register.
    #[error("addresses of this domain may not register")]
    DomainNotAllowed,
    /// Somebody has this address or this user name, or both.
    #[error("the address or the user name is taken")]
    Taken {
        /// The address is.
        email: bool,
        /// The user name is.
        username: bool,
    },
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RegisterError {
    fn from(error: StoreError) -> Self {
        AddError::from(error).into()
    }
}

impl Register {
    /// The account to be. Hashes the password, which is slow, so it is done outside of any
    /// transaction.
    pub fn draft(self, ctx: &Ctx, passwords: &dyn Passwords) -> Result<User, StoreError> {
        Ok(User {
            id: UserId(ctx.new_uuid()),
            email: self.email,
            email_verified_at: None,
            username: self.username,
            password_hash: passwords.hash(&self.password)?,
            first_name: self.first_name,
            last_name: self.last_name,
            zone: self.zone,
            reminders: None,
            is_active: true,
            is_staff: false,
            is_superuser: false,
            date_joined: ctx.now,
            version: 1,
        })
    }
}

/// Stores the account, and with `verify` queues the mail that proves its address.
pub fn register(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    verify: bool,
    cmd: Register,
) -> Result<User, RegisterError> {
    let user = cmd.draft(ctx, passwords)?;
    store.write(|tx| register_in(tx, ctx, verify, &user))?;
    Ok(user)
}

/// [`register`] as a step of a transaction. What staff has decided about registering holds at once.
pub fn register_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    verify: bool,
    user: &User,
) -> Result<(), RegisterError> {
    let settings = tx.settings().find()?;
    if settings.registration == Registration::Invitation {
        return Err(RegisterError::Closed);
    }
    if !settings.allows(&user.email) {
        return Err(RegisterError::DomainNotAllowed);
    }
    Ok(add_in(tx, ctx, verify, user)?)
}

/// Why an account cannot be added.
#[derive(Debug)]
pub(crate) enum AddError {
    /// Another account has this address (or can have it back) or this user name, or both.
    Taken { email: bool, username: bool },
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for AddError {
    fn from(error: StoreError) -> Self {
        let taken = |email| Self::Taken {
            email,
            username: !email,
        };
        match error {
            StoreError::Duplicate(Key::UserEmail) => taken(true),
            StoreError::Duplicate(Key::Username) => taken(false),
            other => Self::Store(other),
        }
    }
}

impl From<AddError> for RegisterError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Taken { email, username } => Self::Taken { email, username },
            AddError::Store(error) => Self::Store(error),
        }
    }
}

/// Stores an account, whoever may register, and with `verify` queues the mail that proves its address.
pub(crate) fn add_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    verify: bool,
    user: &User,
) -> Result<(), AddError> {
    // In this order: an account that leaves the address in between has it reserved by then.
    let email = tx.users().find_by_email(&user.email)?.is_some()
        || tx
            .address_changes()
            .is_reserved(&user.email, None, ctx.now)?;
    let username = match &user.username {
        Some(name) => tx.users().find_by_username(name)?.is_some(),
        None => false,
    };
    if email || username {
        return Err(AddError::Taken { email, username });
    }
    tx.users().insert(user)?;
    if verify {
        tx.outbox().insert(&[verification_message(ctx, user)])?;
    }
    Ok(())
}
