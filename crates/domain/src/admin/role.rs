//! Named sets of permissions.

use super::{Permission, Permissions};
use crate::audit::{Change, changed};
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

pub(super) fn words(permissions: Permissions) -> String {
    let words: Vec<&str> = permissions.iter().map(Permission::word).collect();
    words.join(", ")
}

/// As the audit log tells it.
fn facts(role: &Role) -> [(&'static str, String); 3] {
    [
        ("name", role.name.to_string()),
        ("permissions", words(role.permissions)),
        ("is_active", role.is_active.to_string()),
    ]
}

pub(super) fn made(role: &Role) -> Vec<Change> {
    let facts = facts(role).into_iter();
    facts
        .map(|(field, value)| Change::made(field, &value))
        .collect()
}

pub(super) fn gone(role: &Role) -> Vec<Change> {
    let facts = facts(role).into_iter();
    facts
        .map(|(field, value)| Change::gone(field, &value))
        .collect()
}

pub(super) fn differences(before: &Role, after: &Role) -> Vec<Change> {
    let pairs = facts(before).into_iter().zip(facts(after));
    let changes: Vec<Change> = pairs
        .filter_map(|((field, before), (_, after))| changed(field, &before, &after))
        .collect();
    let is_renamed = changes.iter().any(|change| change.field() == "name");
    let name = (!is_renamed).then(|| Change::kept("name", after.name.as_str()));
    name.into_iter().chain(changes).collect()
}
