//! Who may use the administration, and how far.

use thiserror::Error;

use super::{Permission, Permissions};
use crate::auth::{Actor, Reach};
use crate::ids::UserId;
use crate::store::{Store, StoreError, Tx};

/// What an account may do at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Powers {
    /// An inactive user can do nothing.
    pub is_active: bool,
    /// May use the administration.
    pub is_staff: bool,
    /// May do everything there.
    pub is_superuser: bool,
    /// Of its active roles.
    pub held: Permissions,
    /// Of all its roles, active or not.
    pub assigned: Permissions,
}

impl Powers {
    /// What the account may do in the administration by now.
    pub fn permissions(&self) -> Permissions {
        match (self.is_active, self.is_superuser, self.is_staff) {
            (true, true, _) => Permissions::all(),
            (true, false, true) => self.held.complete(),
            _ => Permissions::NONE,
        }
    }
}

/// Somebody who may use the administration.
#[derive(Clone, Debug)]
pub struct Staff {
    actor: Actor,
    is_superuser: bool,
    permissions: Permissions,
}

/// The staff lacks the permission that an act needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this needs the permission {0}")]
pub struct NotPermitted(pub Permission);

/// Why somebody is not let in.
#[derive(Debug, Error)]
pub enum EnterError {
    /// For this actor there is no administration.
    #[error("this is not staff")]
    NotStaff,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By one statement, which the actor's ordinary requests do without.
pub fn enter(store: &dyn Store, actor: Actor) -> Result<Staff, EnterError> {
    let powers = store.glance(|tx| tx.roles().find_powers(actor.user_id))?;
    powers
        .and_then(|powers| Staff::of(actor, powers))
        .ok_or(EnterError::NotStaff)
}

impl Staff {
    /// `None` for who is not staff.
    pub fn of(actor: Actor, powers: Powers) -> Option<Self> {
        let is_let_in = powers.is_active && (powers.is_staff || powers.is_superuser);
        is_let_in.then_some(Self {
            actor,
            is_superuser: powers.is_superuser,
            permissions: powers.permissions(),
        })
    }

    /// Whoever this is.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whether this is one of those who may do everything.
    pub fn is_superuser(&self) -> bool {
        self.is_superuser
    }

    /// What this staff may do.
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    /// The first act of every use case of the administration.
    pub fn check(&self, permission: Permission) -> Result<(), NotPermitted> {
        if self.permissions.has(permission) {
            Ok(())
        } else {
            Err(NotPermitted(permission))
        }
    }

    /// The actor for the ordinary use cases, who sees every meeting with
    /// [`Permission::MeetingsViewAll`], and changes and sees every one with
    /// [`Permission::MeetingsEditAll`]. Any other permission adds nothing.
    pub fn over_meetings(&self, permission: Permission) -> Result<Actor, NotPermitted> {
        self.check(permission)?;
        let reach = match permission {
            Permission::MeetingsEditAll => Reach::EditsAll,
            Permission::MeetingsViewAll => Reach::SeesAll,
            _ => Reach::Own,
        };
        Ok(Actor {
            reach,
            ..self.actor.clone()
        })
    }

    /// Whether this staff may hand these permissions out or take them away.
    pub fn may_grant(&self, permissions: Permissions) -> bool {
        self.permissions.covers(permissions)
    }

    /// Whether this staff may touch an account of these powers: one with no more than its own,
    /// roles that are not active included, since they may become so.
    pub fn may_touch(&self, other: &Powers) -> bool {
        self.is_superuser || (!other.is_superuser && self.may_grant(other.assigned))
    }

    /// The same staff as it is inside of this write, where other staff may just have changed what
    /// it may do. Holds all superusers until the end of the transaction, in the order of their
    /// ids, so that of two who take each other's powers away one comes second. `None` if it is
    /// no staff any more. Answers the active superusers, too.
    pub fn now_in(&self, tx: &mut dyn Tx) -> Result<Option<(Self, Vec<UserId>)>, StoreError> {
        let superusers = tx.users().list_superusers()?;
        let powers = tx.roles().find_powers(self.actor.user_id)?;
        let now = powers.and_then(|powers| Self::of(self.actor.clone(), powers));
        Ok(now.map(|staff| (staff, superusers)))
    }
}
