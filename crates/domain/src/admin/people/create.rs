//! Makes an account for somebody.

use thiserror::Error;

use crate::admin::{NotPermitted, Permission, PersonDetail, Staff};
use crate::audit::{self, Action, Change, Target};
use crate::auth::{AddError, Passwords, Register, User, Username, add_in};
use crate::ctx::Ctx;
use crate::notifications::welcome_message;
use crate::store::{StoreError, Tx};
use crate::text::{Email, Name};
use crate::time::Zone;

/// A new account, all fields checked, the password against
/// [`password_faults`](crate::auth::password_faults) too.
#[derive(Clone)]
pub struct CreatePerson {
    /// Must be new here.
    pub email: Email,
    /// Must be new here.
    pub username: Option<Username>,
    /// At most 71 bytes. Without one, a link is mailed by which the owner chooses it.
    pub password: Option<String>,
    /// Given name.
    pub first_name: Name,
    /// Family name.
    pub last_name: Name,
    /// Where wall times are read.
    pub zone: Zone,
}

/// Why there is no account.
#[derive(Debug, Error)]
pub enum CreatePersonError {
    /// Needs `users.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
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
    Store(#[from] StoreError),
}

impl From<AddError> for CreatePersonError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Taken { email, username } => Self::Taken { email, username },
            AddError::Store(error) => Self::Store(error),
        }
    }
}

impl CreatePerson {
    /// The account to be; outside of any transaction, since it hashes. An account whose owner still
    /// has to choose a password has one that nobody knows, so that it takes as long as any other to
    /// find out that a guess is wrong.
    pub fn draft(&self, ctx: &Ctx, passwords: &dyn Passwords) -> Result<User, CreatePersonError> {
        let nobodys = || ctx.secret().map(|byte| format!("{byte:02x}")).concat();
        let account = Register {
            email: self.email.clone(),
            username: self.username.clone(),
            password: self.password.clone().unwrap_or_else(nobodys),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            zone: self.zone.clone(),
        };
        Ok(account.draft(ctx, passwords)?)
    }
}

/// A step of a transaction. The address counts as verified once the owner has followed a link that was
/// mailed: that for a password where there is none, else with `verify` that for the address.
pub fn create_person_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    staff: &Staff,
    verify: bool,
    cmd: &CreatePerson,
    user: &User,
) -> Result<PersonDetail, CreatePersonError> {
    staff.check(Permission::UsersEdit)?;
    add_in(tx, ctx, verify && cmd.password.is_some(), user)?;
    if cmd.password.is_none() {
        tx.lock_people(std::slice::from_ref(&user.email))?;
        tx.outbox()
            .insert_once(&welcome_message(ctx, &user.email))?;
    }
    let (target, email) = (Target::user(user.id), user.email.as_str());
    let changes = vec![Change::made("email", email)];
    audit::record(tx, ctx, staff.actor(), Action::UserCreate, target, changes)?;
    let detail = tx.people().find(user.id, ctx.now)?;
    Ok(detail.ok_or(StoreError::Stale)?)
}
