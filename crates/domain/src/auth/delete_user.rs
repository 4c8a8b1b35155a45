//! Takes somebody else's account away for good, for whoever runs the server (ADR 19).

use thiserror::Error;
use uuid::Uuid;

use super::delete_account::is_last;
use super::find_user::find_user_in;
use super::{Actor, User, Who, delete_account_in};
use crate::ctx::Ctx;
use crate::ids::SessionId;
use crate::meetings::Viewer;
use crate::store::{Store, StoreError, Tx};

/// Whose account goes, and what becomes of what it organises.
#[derive(Clone, Debug)]
pub struct DeleteUser {
    /// Whose.
    pub who: Who,
    /// Whether its meetings that are still to take place are called off.
    pub cancels_meetings: bool,
}

/// Who went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedUser {
    /// The account as it was.
    pub user: User,
    /// How many meetings were called off that were still to take place.
    pub cancelled: usize,
}

/// Why the account stays.
#[derive(Debug, Error)]
pub enum DeleteUserError {
    /// There is none.
    #[error("there is no such user")]
    NotFound,
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
    /// It organises so many meetings that are still to take place, and nobody said what becomes
    /// of them.
    #[error("the user organises {0} meetings to come")]
    HasMeetings(usize),
    /// Something of it was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for DeleteUserError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

/// The same as [`delete_account`](super::delete_account()), without its password.
pub fn delete_user(
    store: &dyn Store,
    ctx: &Ctx,
    verify: bool,
    cmd: &DeleteUser,
) -> Result<DeletedUser, DeleteUserError> {
    store.write(|tx| {
        // Before the one that goes, as everybody does who locks several accounts.
        let superusers = tx.users().list_superusers()?;
        let user = find_user_in(tx, &cmd.who)?.ok_or(DeleteUserError::NotFound)?;
        if is_last(&user, &superusers) {
            return Err(DeleteUserError::LastSuperuser);
        }
        let actor = user.clone().into_actor(SessionId(Uuid::nil()), verify);
        let to_come = organised_to_come(tx, ctx, &actor)?;
        if to_come > 0 && !cmd.cancels_meetings {
            return Err(DeleteUserError::HasMeetings(to_come));
        }
        delete_account_in(tx, ctx, &actor)?;
        Ok(DeletedUser {
            user,
            cancelled: to_come,
        })
    })
}

fn organised_to_come(tx: &mut dyn Tx, ctx: &Ctx, actor: &Actor) -> Result<usize, StoreError> {
    let upcoming = tx.meetings().list_upcoming(&Viewer::from(actor), ctx.now)?;
    let own = upcoming
        .iter()
        .filter(|one| one.is_organised_by(actor) && !one.is_cancelled);
    Ok(own.count())
}
