//! How every act on an account begins.

use thiserror::Error;

use crate::admin::{NotPermitted, Permission, Staff};
use crate::audit::Change;
use crate::auth::User;
use crate::ids::UserId;
use crate::store::{StoreError, Tx};

/// Why staff may not touch an account.
#[derive(Debug, Error)]
pub enum HoldError {
    /// The staff lacks the permission for it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The account may do more than the staff.
    #[error("nobody touches whoever may do more")]
    Beyond,
    /// There is none.
    #[error("there is no such user")]
    NotFound,
    /// It is no longer at the version that the staff read.
    #[error("the account has changed in the meantime")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for HoldError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// An account that stays as it is until the end of the transaction.
pub(super) struct Held {
    /// Who acts, with what it may do by now.
    pub(super) staff: Staff,
    pub(super) user: User,
    superusers: Vec<UserId>,
}

impl Held {
    /// Whether nobody could do everything any more without this account.
    pub(super) fn is_last_superuser(&self) -> bool {
        is_last_superuser(&self.user, &self.superusers)
    }
}

/// Whether none of the active superusers would be left without this account.
pub(super) fn is_last_superuser(user: &User, superusers: &[UserId]) -> bool {
    let is_one = user.is_superuser && user.is_active;
    is_one && superusers.iter().all(|other| *other == user.id)
}

/// Of whom an entry of the audit log tells.
pub(super) fn about(user: &User) -> Change {
    Change::kept("email", user.email.as_str())
}

/// All superusers before the account, as everybody does, so that two who act on each other wait in one
/// order.
pub(super) fn hold(
    tx: &mut dyn Tx,
    staff: &Staff,
    permission: Permission,
    id: UserId,
    expected: Option<i32>,
) -> Result<Held, HoldError> {
    staff.check(permission)?;
    let now = staff.now_in(tx)?;
    let (staff, superusers) = now.ok_or(NotPermitted(permission))?;
    staff.check(permission)?;
    let user = tx.users().find(id)?.ok_or(HoldError::NotFound)?;
    let powers = tx.roles().find_powers(id)?.ok_or(HoldError::NotFound)?;
    if !staff.may_touch(&powers) {
        return Err(HoldError::Beyond);
    }
    if expected.is_some_and(|expected| expected != user.version) {
        return Err(HoldError::Stale);
    }
    Ok(Held {
        staff,
        user,
        superusers,
    })
}
