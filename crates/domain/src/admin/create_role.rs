//! Makes a role.

use thiserror::Error;

use super::role::made;
use super::{NotPermitted, Permission, Permissions, Role, RoleName, RoleSummary, Staff};
use crate::audit::{self, Action, Target};
use crate::ctx::Ctx;
use crate::ids::RoleId;
use crate::store::{Key, StoreError, Tx};

/// A new role.
#[derive(Clone, Debug)]
pub struct CreateRole {
    /// Must be new here, ignoring case.
    pub name: RoleName,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether it does from the beginning.
    pub is_active: bool,
}

/// Why there is no role.
#[derive(Debug, Error)]
pub enum CreateRoleError {
    /// Needs `roles.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// It would allow what the staff may not do itself.
    #[error("nobody grants what they do not have")]
    Beyond,
    /// Another role has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CreateRoleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::RoleName) => Self::NameTaken,
            other => Self::Store(other),
        }
    }
}

/// A step of a transaction.
pub fn create_role_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    staff: &Staff,
    cmd: &CreateRole,
) -> Result<RoleSummary, CreateRoleError> {
    staff.check(Permission::RolesEdit)?;
    if !staff.may_grant(cmd.permissions) {
        return Err(CreateRoleError::Beyond);
    }
    let role = Role {
        id: RoleId(ctx.new_uuid()),
        name: cmd.name.clone(),
        permissions: cmd.permissions,
        is_active: cmd.is_active,
        version: 1,
    };
    tx.roles().insert(&role)?;
    let (target, changes) = (Target::role(role.id), made(&role));
    audit::record(tx, ctx, staff.actor(), Action::RoleCreate, target, changes)?;
    Ok(RoleSummary {
        role,
        user_count: 0,
    })
}
