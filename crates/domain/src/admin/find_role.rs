//! Shows one role.

use thiserror::Error;

use super::{NotPermitted, Permission, RoleSummary, Staff};
use crate::ids::RoleId;
use crate::store::{Store, StoreError};

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum FindRoleError {
    /// Needs `roles.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// There is none.
    #[error("there is no such role")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By one statement.
pub fn find_role(
    store: &dyn Store,
    staff: &Staff,
    id: RoleId,
) -> Result<RoleSummary, FindRoleError> {
    staff.check(Permission::RolesEdit)?;
    store
        .glance(|tx| tx.roles().find(id))?
        .ok_or(FindRoleError::NotFound)
}
