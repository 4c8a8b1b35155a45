//! Named sets of permissions.

use super::Permissions;
use crate::ids::RoleId;
use crate::text::Text;

/// A role's name.
pub type RoleName = Text<1, 150>;

/// A named set of permissions. Staff may have any number of roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Never changes.
    pub id: RoleId,
    /// Unique ignoring case.
    pub name: RoleName,
    /// What it allows while it is active.
    pub permissions: Permissions,
    /// A role that is not allows nothing.
    pub is_active: bool,
    /// Goes up with every change.
    pub version: i32,
}

/// A role as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSummary {
    /// The role.
    pub role: Role,
    /// How many users have it.
    pub user_count: i64,
}
