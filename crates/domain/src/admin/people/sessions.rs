//! Shuts somebody out, lets them in again, logs them out, mails them a link for a new password.

use std::iter;

use thiserror::Error;

use super::hold::{Held, about, hold};
use super::{HoldError, PersonDetail};
use crate::admin::{Permission, Staff};
use crate::audit::{self, Action, Target, changed};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::notifications::reset_message;
use crate::store::{Store, StoreError, Tx};

/// Why it was not done.
#[derive(Debug, Error)]
pub enum SetActiveError {
    /// The staff may not touch the account.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
    /// An inactive account gets no link.
    #[error("the account is not active")]
    Inactive,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Its sessions end at once; its meetings stay. A second time changes nothing.
pub fn deactivate(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
    expected: Option<i32>,
) -> Result<PersonDetail, SetActiveError> {
    store.write(|tx| {
        let held = hold(tx, staff, Permission::UsersEdit, id, expected)?;
        if held.is_last_superuser() {
            return Err(SetActiveError::LastSuperuser);
        }
        tx.sessions().delete_others(id, None)?;
        set_active(tx, ctx, held, false)
    })
}

/// It may log in again. A second time changes nothing.
pub fn reactivate(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
    expected: Option<i32>,
) -> Result<PersonDetail, SetActiveError> {
    store.write(|tx| {
        let held = hold(tx, staff, Permission::UsersEdit, id, expected)?;
        set_active(tx, ctx, held, true)
    })
}

fn set_active(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    mut held: Held,
    is_active: bool,
) -> Result<PersonDetail, SetActiveError> {
    let (id, before) = (held.user.id, held.user.is_active);
    if before != is_active {
        held.user.is_active = is_active;
        tx.users().update(&held.user)?;
        let change = changed("is_active", &before.to_string(), &is_active.to_string());
        let action = if is_active {
            Action::UserReactivate
        } else {
            Action::UserDeactivate
        };
        let changes = iter::once(about(&held.user)).chain(change).collect();
        audit::record(
            tx,
            ctx,
            held.staff.actor(),
            action,
            Target::user(id),
            changes,
        )?;
    }
    let detail = tx.people().find(id, ctx.now)?;
    detail.ok_or_else(|| HoldError::NotFound.into())
}

/// Logs somebody out everywhere.
pub fn end_sessions(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
) -> Result<(), HoldError> {
    store.write(|tx| {
        let user = hold(tx, staff, Permission::UsersEdit, id, None)?.user;
        tx.sessions().delete_others(id, None)?;
        let (action, target) = (Action::UserEndSessions, Target::user(id));
        audit::record(tx, ctx, staff.actor(), action, target, vec![about(&user)])?;
        Ok(())
    })
}

/// Queues the mail that a forgotten password gets; at most one waits for an address.
pub fn mail_reset(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
) -> Result<(), SetActiveError> {
    store.write(|tx| {
        let user = hold(tx, staff, Permission::UsersEdit, id, None)?.user;
        if !user.is_active {
            return Err(SetActiveError::Inactive);
        }
        tx.lock_people(std::slice::from_ref(&user.email))?;
        tx.outbox().insert_once(&reset_message(ctx, &user.email))?;
        let (action, target) = (Action::UserResetMail, Target::user(id));
        audit::record(tx, ctx, staff.actor(), action, target, vec![about(&user)])?;
        Ok(())
    })
}
