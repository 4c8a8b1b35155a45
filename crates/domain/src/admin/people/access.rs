//! Says what somebody may do in the administration.

use std::iter;

use thiserror::Error;

use super::hold::{about, hold};
use super::model::allowed_by;
use super::{HoldError, PersonDetail};
use crate::admin::{Permission, Role, Staff};
use crate::audit::{self, Action, Target, changed};
use crate::auth::User;
use crate::ctx::Ctx;
use crate::ids::{RoleId, UserId};
use crate::store::{Store, StoreError, Tx};

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ChangeAccess {
    /// May use the administration.
    pub is_staff: Option<bool>,
    /// May do everything there.
    pub is_superuser: Option<bool>,
    /// All the roles it has.
    pub roles: Option<Vec<RoleId>>,
}

/// Why nothing changed.
#[derive(Debug, Error)]
pub enum ChangeAccessError {
    /// The staff may not touch the account, or hand out what it would get.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
    /// There is no role of this id.
    #[error("there is no role {0}")]
    NoSuchRole(RoleId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Only superusers make superusers, or undo them. Answers the account as it is afterwards. What
/// changes nothing keeps the version.
pub fn change_access(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
    expected: Option<i32>,
    cmd: &ChangeAccess,
) -> Result<PersonDetail, ChangeAccessError> {
    store.write(|tx| {
        let held = hold(tx, staff, Permission::RolesEdit, id, expected)?;
        let user = User {
            is_staff: cmd.is_staff.unwrap_or(held.user.is_staff),
            is_superuser: cmd.is_superuser.unwrap_or(held.user.is_superuser),
            ..held.user.clone()
        };
        let is_promoted_or_demoted = user.is_superuser != held.user.is_superuser;
        if is_promoted_or_demoted && !held.staff.is_superuser() {
            return Err(HoldError::Beyond.into());
        }
        if !user.is_superuser && held.is_last_superuser() {
            return Err(ChangeAccessError::LastSuperuser);
        }
        let before = tx.roles().list_of(id)?;
        let after = wanted(tx, cmd.roles.as_deref(), &before)?;
        // Whoever becomes staff gets what the roles allow that it had before.
        let reach = allowed_by(before.iter().chain(&after));
        if !held.staff.may_grant(reach) {
            return Err(HoldError::Beyond.into());
        }
        let changes: Vec<_> = [
            changed(
                "is_staff",
                &held.user.is_staff.to_string(),
                &user.is_staff.to_string(),
            ),
            changed(
                "is_superuser",
                &held.user.is_superuser.to_string(),
                &user.is_superuser.to_string(),
            ),
            changed("roles", &names(&before), &names(&after)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !changes.is_empty() {
            tx.users().update(&user)?;
            let changes = iter::once(about(&user)).chain(changes).collect();
            let ids: Vec<RoleId> = after.iter().map(|role| role.id).collect();
            tx.roles().update_of(id, &ids)?;
            let target = Target::user(id);
            audit::record(tx, ctx, staff.actor(), Action::UserAccess, target, changes)?;
        }
        let detail = tx.people().find(id, ctx.now)?;
        detail.ok_or_else(|| HoldError::NotFound.into())
    })
}

fn wanted(
    tx: &mut dyn Tx,
    ids: Option<&[RoleId]>,
    before: &[Role],
) -> Result<Vec<Role>, ChangeAccessError> {
    let Some(ids) = ids else {
        return Ok(before.to_vec());
    };
    let mut roles = tx.roles().find_all(ids)?;
    let missing = ids
        .iter()
        .find(|id| roles.iter().all(|role| role.id != **id));
    if let Some(id) = missing {
        return Err(ChangeAccessError::NoSuchRole(*id));
    }
    roles.sort_by_key(|role| role.name.as_str().to_lowercase());
    Ok(roles)
}

fn names(roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
    names.join(", ")
}
