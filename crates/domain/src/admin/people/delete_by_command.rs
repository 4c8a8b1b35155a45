//! Takes an account away for whoever may run commands on the machine, and so may do everything.

use thiserror::Error;

use super::Fate;
use super::hand_all_over::hand_all_over;
use super::hold::is_last_superuser;
use crate::audit::By;
use crate::auth::{
    Actor, User, Who, begin_in, continue_deletion, find_user_in, has_many_in, leave_and_depart_in,
};
use crate::conflicts::Clash;
use crate::ctx::Ctx;
use crate::meetings::{HandOverError, Viewer};
use crate::quotas::QuotaExceeded;
use crate::store::{Store, StoreError, Tx};

/// Whose account goes, and what becomes of what it organises.
#[derive(Clone, Debug)]
pub struct DeleteUser {
    /// Whose.
    pub who: Who,
    /// What becomes of its meetings. Must be said where one of them is still to take place;
    /// otherwise they go.
    pub fate: Option<Fate>,
    /// Whether only who has proved an address owns it.
    pub verify: bool,
}

/// Who went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedUser {
    /// The account as it was.
    pub user: User,
    /// How many meetings were called off that were still to take place.
    pub cancelled: usize,
    /// How many meetings somebody else organises now, whenever they are.
    pub handed_over: usize,
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
    /// No other active user owns the address that shall get the meetings.
    #[error("nobody can take the meetings over")]
    NoHeir,
    /// The heir is busy where the policy of a meeting forbids it.
    #[error("the heir is busy at the time of a meeting")]
    Conflict(Vec<Clash>),
    /// A meeting has no place left for its former organiser.
    #[error("a meeting would have too many participants")]
    TooManyParticipants,
    /// The heir's account has no room for the meetings.
    #[error(transparent)]
    Quota(QuotaExceeded),
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

impl From<HandOverError> for DeleteUserError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::NoSuchUser | HandOverError::AlreadyOrganiser => Self::NoHeir,
            HandOverError::TooManyParticipants => Self::TooManyParticipants,
            HandOverError::Conflict(clashes) => Self::Conflict(clashes),
            HandOverError::Quota(quota) => Self::Quota(quota),
            HandOverError::NotFound | HandOverError::NotPermitted | HandOverError::Stale => {
                Self::Raced
            }
            HandOverError::Store(error) => error.into(),
        }
    }
}

/// The same as [`delete_person`](super::delete_person), without staff that could lack a permission. What goes
/// piece by piece is gone when this ends; a server goes on with it if this is broken off.
pub fn delete_user(
    store: &dyn Store,
    ctx: &Ctx,
    cmd: &DeleteUser,
) -> Result<DeletedUser, DeleteUserError> {
    let (deleted, is_begun) = store.write(|tx| {
        // Before the one that goes, as everybody does who holds several accounts.
        let superusers = tx.users().list_superusers()?;
        let user = find_user_in(tx, &cmd.who)?.ok_or(DeleteUserError::NotFound)?;
        if is_last_superuser(&user, &superusers) {
            return Err(DeleteUserError::LastSuperuser);
        }
        let who = user.clone().into_absent_actor(cmd.verify);
        let (mut cancelled, mut handed_over) = (0, 0);
        if let Some(Fate::HandOver(to)) = &cmd.fate {
            let says = (&By::CommandLine, &Viewer::from(&who));
            handed_over = hand_all_over(tx, ctx, says, &who, (to, cmd.verify))?;
        } else {
            cancelled = organised_to_come(tx, ctx, &who)?;
            if cancelled > 0 && cmd.fate.is_none() {
                return Err(DeleteUserError::HasMeetings(cancelled));
            }
        }
        let is_begun = handed_over == 0 && has_many_in(tx, &who)?;
        if is_begun {
            begin_in(tx, ctx, &By::CommandLine, &who)?;
        } else {
            leave_and_depart_in(tx, ctx, &By::CommandLine, &who)?;
        }
        let deleted = DeletedUser {
            user,
            cancelled,
            handed_over,
        };
        Ok::<_, DeleteUserError>((deleted, is_begun))
    })?;
    while is_begun && continue_deletion(store, ctx, deleted.user.id, cmd.verify)? {}
    Ok(deleted)
}

fn organised_to_come(tx: &mut dyn Tx, ctx: &Ctx, who: &Actor) -> Result<usize, StoreError> {
    let upcoming = tx.meetings().list_upcoming(&Viewer::from(who), ctx.now)?;
    let own = upcoming
        .iter()
        .filter(|one| one.is_organised_by(who) && !one.is_cancelled);
    Ok(own.count())
}
