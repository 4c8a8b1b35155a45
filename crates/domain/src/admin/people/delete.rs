//! Takes an account away, and says what becomes of its meetings.

use thiserror::Error;

use super::HoldError;
use super::hand_all_over::hand_all_over;
use super::hold::hold;
use crate::admin::{Permission, Staff};
use crate::audit::By;
use crate::auth::{Departure, begin_in, has_many_in, leave_and_depart_in};
use crate::conflicts::Clash;
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::meetings::{HandOverError, Viewer};
use crate::quotas::QuotaExceeded;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// What becomes of the meetings that an account organises.
#[derive(Clone, Debug)]
pub enum Fate {
    /// They go away; where they still were to take place, everybody is told.
    Cancel,
    /// The active user with this address organises them from now on.
    HandOver(Email),
}

/// Which account goes away, and how.
#[derive(Clone, Debug)]
pub struct DeletePerson {
    /// Which.
    pub id: UserId,
    /// The version that the staff has read, or any.
    pub expected: Option<i32>,
    /// What becomes of its meetings.
    pub fate: Fate,
    /// Whether only who has proved an address owns it.
    pub verify: bool,
}

/// Why the account stays.
#[derive(Debug, Error)]
pub enum DeletePersonError {
    /// The staff may not touch the account.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
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

impl From<StoreError> for DeletePersonError {
    fn from(error: StoreError) -> Self {
        match error {
            // It planned one more meeting in the meantime, say.
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

impl From<HandOverError> for DeletePersonError {
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

/// Where it was invited to something that is still to take place, it declines, and the organiser is
/// told, as when it goes by itself. Its sessions end. All of it or nothing, but an account with many
/// meetings that end with it goes piece by piece. Giving the meetings to another user needs
/// `meetings.edit_all` too.
pub fn delete_person(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    cmd: &DeletePerson,
) -> Result<Departure, DeletePersonError> {
    store.write(|tx| {
        let held = hold(tx, staff, Permission::UsersEdit, cmd.id, cmd.expected)?;
        if held.is_last_superuser() {
            return Err(DeletePersonError::LastSuperuser);
        }
        let who = held.user.into_absent_actor(cmd.verify);
        let by = By::from(staff.actor());
        if let Fate::HandOver(to) = &cmd.fate {
            // The heir reads all of the meetings, and may be the caller.
            let may = held.staff.check(Permission::MeetingsEditAll);
            may.map_err(HoldError::from)?;
            let says = (&by, &Viewer::from(staff.actor()));
            hand_all_over(tx, ctx, says, &who, (to, cmd.verify))?;
        }
        if matches!(cmd.fate, Fate::Cancel) && has_many_in(tx, &who)? {
            tx.sessions().delete_others(who.user_id, None)?;
            return Ok(Departure::Begun(begin_in(tx, ctx, &by, &who)?));
        }
        leave_and_depart_in(tx, ctx, &by, &who)?;
        Ok(Departure::Gone)
    })
}
