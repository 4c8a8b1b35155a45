//! Takes a role away.

use thiserror::Error;

use super::role::gone;
use super::{NotPermitted, Permission, Staff};
use crate::audit::{self, Action, Target};
use crate::ctx::Ctx;
use crate::ids::RoleId;
use crate::store::{Store, StoreError};

/// Why the role stays.
#[derive(Debug, Error)]
pub enum DeleteRoleError {
    /// Needs `roles.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// It allows what the staff may not do itself.
    #[error("nobody takes away what they do not have")]
    Beyond,
    /// There is none.
    #[error("there is no such role")]
    NotFound,
    /// It is no longer at the version that the staff read.
    #[error("the role has changed in the meantime")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// From its users as well.
pub fn delete_role(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: RoleId,
    expected: Option<i32>,
) -> Result<(), DeleteRoleError> {
    staff.check(Permission::RolesEdit)?;
    store.write(|tx| {
        let found = tx.roles().find(id)?.ok_or(DeleteRoleError::NotFound)?;
        if expected.is_some_and(|expected| expected != found.role.version) {
            return Err(DeleteRoleError::Stale);
        }
        if !staff.may_grant(found.role.permissions) {
            return Err(DeleteRoleError::Beyond);
        }
        tx.roles().delete(id)?;
        let (target, changes) = (Target::role(id), gone(&found.role));
        audit::record(tx, ctx, staff.actor(), Action::RoleDelete, target, changes)?;
        Ok(())
    })
}
