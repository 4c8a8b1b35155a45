//! Changes a role.

use thiserror::Error;

use super::role::differences;
use super::{NotPermitted, Permission, Permissions, RoleName, RoleSummary, Staff};
use crate::audit::{self, Action, Target};
use crate::ctx::Ctx;
use crate::ids::RoleId;
use crate::store::{Key, Store, StoreError};

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ChangeRole {
    /// Must not be that of another role, ignoring case.
    pub name: Option<RoleName>,
    /// What it allows.
    pub permissions: Option<Permissions>,
    /// Whether it does.
    pub is_active: Option<bool>,
}

/// Why nothing changed.
#[derive(Debug, Error)]
pub enum ChangeRoleError {
    /// Needs `roles.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// It allows, or would allow, what the staff may not do itself.
    #[error("nobody grants or takes what they do not have")]
    Beyond,
    /// There is none.
    #[error("there is no such role")]
    NotFound,
    /// It is no longer at the version that the staff read.
    #[error("the role has changed in the meantime")]
    Stale,
    /// Another role has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ChangeRoleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::RoleName) => Self::NameTaken,
            other => Self::Store(other),
        }
    }
}

/// Who has the role may do from now on what it allows. What changes nothing keeps the version.
pub fn change_role(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: RoleId,
    expected: Option<i32>,
    cmd: &ChangeRole,
) -> Result<RoleSummary, ChangeRoleError> {
    staff.check(Permission::RolesEdit)?;
    store.write(|tx| {
        let mut found = tx.roles().find(id)?.ok_or(ChangeRoleError::NotFound)?;
        let before = found.role.clone();
        if expected.is_some_and(|expected| expected != before.version) {
            return Err(ChangeRoleError::Stale);
        }
        let cmd = cmd.clone();
        let role = &mut found.role;
        role.name = cmd.name.unwrap_or_else(|| before.name.clone());
        role.permissions = cmd.permissions.unwrap_or(before.permissions);
        role.is_active = cmd.is_active.unwrap_or(before.is_active);
        if !staff.may_grant(before.permissions.and(role.permissions)) {
            return Err(ChangeRoleError::Beyond);
        }
        if *role != before {
            tx.roles().update(role)?;
            role.version += 1;
            let (target, changes) = (Target::role(role.id), differences(&before, role));
            audit::record(tx, ctx, staff.actor(), Action::RoleUpdate, target, changes)?;
        }
        Ok(found)
    })
}
