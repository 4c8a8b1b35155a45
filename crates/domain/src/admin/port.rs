//! What administration needs of storage.

use super::{InstanceSettings, PeopleFilter, PersonDetail, Powers, Role, RoleSummary};
use crate::auth::User;
use crate::ids::{RoleId, UserId};
use crate::page::{Page, PageRequest};
use crate::store::StoreError;
use time::UtcDateTime;

/// Roles, and who has which.
pub trait RoleRepo {
    /// What this user may do at all, by one statement.
    fn find_powers(&mut self, user: UserId) -> Result<Option<Powers>, StoreError>;

    /// With the number of its users, by one statement. In a write, the role stays as it is until
    /// the end of the transaction.
    fn find(&mut self, id: RoleId) -> Result<Option<RoleSummary>, StoreError>;

    /// A page of all roles by name, ignoring case; by at most two statements.
    fn list(&mut self, page: PageRequest) -> Result<Page<RoleSummary>, StoreError>;

    /// The roles of this user, by name, ignoring case. In a write, they stay as they are until the
    /// end of the transaction.
    fn list_of(&mut self, user: UserId) -> Result<Vec<Role>, StoreError>;

    /// Those of these roles that there are, by id. In a write, they stay as they are until the end
    /// of the transaction.
    fn find_all(&mut self, ids: &[RoleId]) -> Result<Vec<Role>, StoreError>;

    /// `Duplicate(RoleName)` if another role has the name.
    fn insert(&mut self, role: &Role) -> Result<(), StoreError>;

    /// Writes name, permissions, `is_active` and the version that follows `role.version`.
    /// `Duplicate(RoleName)` if another role has the name; `Stale` if the stored version is
    /// another, or if there is no such role.
    fn update(&mut self, role: &Role) -> Result<(), StoreError>;

    /// Takes the role away, from its users as well; whether there was one.
    fn delete(&mut self, id: RoleId) -> Result<bool, StoreError>;

    /// From now on the user has these roles and no others. `Stale` if one of them is gone, or the
    /// user is.
    fn update_of(&mut self, user: UserId, roles: &[RoleId]) -> Result<(), StoreError>;
}

/// Accounts, as administration sees them.
pub trait PeopleRepo {
    /// A page of the accounts that pass; by at most two statements.
    fn list(&mut self, filter: &PeopleFilter, page: PageRequest) -> Result<Page<User>, StoreError>;

    /// One account with all that is counted of it at `now`; by two statements.
    fn find(&mut self, id: UserId, now: UtcDateTime) -> Result<Option<PersonDetail>, StoreError>;
}

/// What staff has decided about the instance.
pub trait SettingsRepo {
    /// What was written last, by one statement; [`InstanceSettings::default`] where nothing was.
    fn find(&mut self) -> Result<InstanceSettings, StoreError>;

    /// The same, in a write, and it stays as it is until the end of the transaction.
    fn find_held(&mut self) -> Result<InstanceSettings, StoreError>;

    /// Writes all of it and the version that follows `settings.version`. `Stale` if the stored version
    /// is another.
    fn update(&mut self, settings: &InstanceSettings) -> Result<(), StoreError>;
}
