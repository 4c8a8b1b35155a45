//! Makes the account of whoever runs the server.

use thiserror::Error;

use super::{AddError, PasswordFault, Passwords, Register, User, add_in, password_faults};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};
use crate::text::{Email, Name};
use crate::time::Zone;

/// Why there is no account.
#[derive(Debug, Error)]
pub enum CreateSuperuserError {
    /// The password is not good enough; every reason.
    #[error("the password is not good enough")]
    Weak(Vec<PasswordFault>),
    /// Somebody has this address; the account stays as it is.
    #[error("there is an account with this address")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AddError> for CreateSuperuserError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Taken { .. } => Self::Taken,
            AddError::Store(error) => Self::Store(error),
        }
    }
}

/// Whoever may call this vouches for the address, so it counts as verified.
pub fn create_superuser(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    email: Email,
    password: String,
) -> Result<User, CreateSuperuserError> {
    let faults = password_faults(&password, &email, None);
    if !faults.is_empty() {
        return Err(CreateSuperuserError::Weak(faults));
    }
    let account = Register {
        email,
        username: None,
        password,
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    let user = User {
        email_verified_at: Some(ctx.now),
        is_staff: true,
        is_superuser: true,
        ..account.draft(ctx, passwords)?
    };
    store.write(|tx| {
        add_in(tx, ctx, false, &user)?;
        let changes = vec![
            Change::made("email", user.email.as_str()),
            Change::made("is_superuser", "true"),
        ];
        let target = Target::user(user.id);
        audit::record(
            tx,
            ctx,
            By::CommandLine,
            Action::UserCreate,
            target,
            changes,
        )?;
        Ok::<_, CreateSuperuserError>(())
    })?;
    Ok(user)
}
