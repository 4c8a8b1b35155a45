//! What staff asks for, and what it sees.

use time::UtcDateTime;

use crate::admin::{Permissions, Powers, Role};
use crate::auth::User;
use crate::ids::RoleId;

/// By what accounts are ordered; ties by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleOrder {
    /// The address.
    #[default]
    Email,
    /// When the account was made.
    DateJoined,
}

/// Which accounts are wanted; `None` wants all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Each is part of address, user name or name, ignoring case.
    pub words: Vec<String>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// Whether it may use the administration, superusers included.
    pub is_staff: Option<bool>,
    /// Who has this role.
    pub role: Option<RoleId>,
    /// Whether the address is proved.
    pub is_verified: Option<bool>,
    /// Made at this instant or later.
    pub joined_from: Option<UtcDateTime>,
    /// Made before this instant.
    pub joined_before: Option<UtcDateTime>,
    /// By what.
    pub order: PeopleOrder,
    /// From the last to the first.
    pub is_descending: bool,
}

/// An account with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDetail {
    /// The account.
    pub user: User,
    /// By name, ignoring case.
    pub roles: Vec<Role>,
    /// How many meetings it organises, whenever they are.
    pub organised: i64,
    /// To how many meetings of others its address is invited.
    pub invited: i64,
    /// How many log-ins have not ended.
    pub sessions: i64,
}

impl PersonDetail {
    /// What it may do at all.
    pub fn powers(&self) -> Powers {
        let active = self.roles.iter().filter(|role| role.is_active);
        Powers {
            is_active: self.user.is_active,
            is_staff: self.user.is_staff,
            is_superuser: self.user.is_superuser,
            held: allowed_by(active),
            assigned: allowed_by(&self.roles),
        }
    }
}

/// By one of these roles at least.
pub(super) fn allowed_by<'a>(roles: impl IntoIterator<Item = &'a Role>) -> Permissions {
    let sets = roles.into_iter().map(|role| role.permissions);
    sets.fold(Permissions::NONE, Permissions::and)
}
