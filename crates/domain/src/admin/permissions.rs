//! What staff may be allowed to do.

use std::fmt;

use thiserror::Error;

/// One thing that staff may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See every meeting and who takes part.
    MeetingsViewAll,
    /// Change, cancel and delete every meeting; see them as well.
    MeetingsEditAll,
    /// See every account.
    UsersView,
    /// Make, change, deactivate and delete accounts; see them as well.
    UsersEdit,
    /// See every mail.
    NotificationsView,
    /// Send mails again, or give them up; see them as well.
    NotificationsResend,
    /// Make and change roles, and say who is staff and has which; see accounts as well.
    RolesEdit,
    /// See how the server does, and change its settings.
    SettingsEdit,
    /// Read who did what.
    AuditView,
}

/// No permission has this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a permission.")]
pub struct UnknownPermission(pub String);

impl Permission {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::MeetingsViewAll,
        Self::MeetingsEditAll,
        Self::UsersView,
        Self::UsersEdit,
        Self::NotificationsView,
        Self::NotificationsResend,
        Self::RolesEdit,
        Self::SettingsEdit,
        Self::AuditView,
    ];

    /// Its name, which never changes.
    pub fn word(self) -> &'static str {
        match self {
            Self::MeetingsViewAll => "meetings.view_all",
            Self::MeetingsEditAll => "meetings.edit_all",
            Self::UsersView => "users.view",
            Self::UsersEdit => "users.edit",
            Self::NotificationsView => "notifications.view",
            Self::NotificationsResend => "notifications.resend",
            Self::RolesEdit => "roles.edit",
            Self::SettingsEdit => "settings.edit",
            Self::AuditView => "audit.view",
        }
    }

    /// By its name.
    pub fn parse(word: &str) -> Result<Self, UnknownPermission> {
        let mut all = Self::ALL.into_iter();
        all.find(|permission| permission.word() == word)
            .ok_or_else(|| UnknownPermission(word.to_owned()))
    }

    /// What comes with it: nobody changes well what they cannot see.
    fn brings(self) -> Option<Self> {
        match self {
            Self::MeetingsEditAll => Some(Self::MeetingsViewAll),
            Self::UsersEdit | Self::RolesEdit => Some(Self::UsersView),
            Self::NotificationsResend => Some(Self::NotificationsView),
            Self::MeetingsViewAll
            | Self::UsersView
            | Self::NotificationsView
            | Self::SettingsEdit
            | Self::AuditView => None,
        }
    }

    /// Stored, so it never changes.
    fn bit(self) -> i32 {
        match self {
            Self::MeetingsViewAll => 1,
            Self::MeetingsEditAll => 1 << 1,
            Self::UsersView => 1 << 2,
            Self::UsersEdit => 1 << 3,
            Self::NotificationsView => 1 << 4,
            Self::NotificationsResend => 1 << 5,
            Self::RolesEdit => 1 << 6,
            Self::SettingsEdit => 1 << 7,
            Self::AuditView => 1 << 8,
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(i32);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// Every one.
    pub fn all() -> Self {
        Permission::ALL.into_iter().collect()
    }

    /// A set that a store kept. What this version does not know is left out.
    pub fn from_stored(bits: i32) -> Self {
        Self(bits & Self::all().0)
    }

    /// What a store keeps.
    pub fn bits(self) -> i32 {
        self.0
    }

    /// Whether it is in the set.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// What is in one of the two.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// With what each of them brings.
    #[must_use]
    pub fn complete(self) -> Self {
        let brought = self.iter().filter_map(Permission::brings);
        self.and(brought.collect())
    }

    /// Whether everything in `others` is in here.
    pub fn covers(self, others: Self) -> bool {
        others.0 & !self.0 == 0
    }

    /// In the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        let all = Permission::ALL.into_iter();
        all.filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let bits = permissions.into_iter().map(Permission::bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_name_and_a_bit_of_its_own() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.word()), Ok(permission));
            let alone: Permissions = [permission].into_iter().collect();
            assert_eq!(alone.iter().collect::<Vec<_>>(), [permission]);
            assert_eq!(Permissions::from_stored(alone.bits()), alone);
        }
        assert!(Permission::parse("users").is_err());
        assert_eq!(Permissions::from_stored(-1), Permissions::all());
    }

    #[test]
    fn who_changes_something_sees_it() {
        let complete = |one| {
            let alone: Permissions = [one].into_iter().collect();
            alone.complete().iter().collect::<Vec<_>>()
        };
        for (edit, view) in [
            (Permission::MeetingsEditAll, Permission::MeetingsViewAll),
            (Permission::UsersEdit, Permission::UsersView),
            (Permission::RolesEdit, Permission::UsersView),
            (
                Permission::NotificationsResend,
                Permission::NotificationsView,
            ),
        ] {
            let both: Permissions = [edit, view].into_iter().collect();
            assert_eq!(complete(edit), both.iter().collect::<Vec<_>>());
            assert_eq!(complete(view), [view]);
        }
        assert_eq!(
            complete(Permission::SettingsEdit),
            [Permission::SettingsEdit]
        );
        assert_eq!(complete(Permission::AuditView), [Permission::AuditView]);
        assert_eq!(Permissions::all().complete(), Permissions::all());
    }

    #[test]
    fn a_set_covers_what_is_in_it() {
        let view: Permissions = [Permission::UsersView].into_iter().collect();
        let edit: Permissions = [Permission::UsersEdit].into_iter().collect();
        assert!(view.and(edit).covers(view) && view.covers(view));
        assert!(!view.covers(edit) && !view.covers(view.and(edit)));
        assert!(view.covers(Permissions::NONE) && Permissions::all().covers(view));
    }
}
