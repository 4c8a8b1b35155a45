//! Takes an account away for good, and what belongs to it alone (ADR 19).

use thiserror::Error;

use super::{Actor, Passwords, User};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::meetings::{Meeting, Viewer};
use crate::notifications::{Event, tell};
use crate::participants::decline_in;
use crate::store::{Store, StoreError, Tx};

/// Why the account stays.
#[derive(Debug, Error)]
pub enum DeleteAccountError {
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
    /// It is gone.
    #[error("there is no such user")]
    NotFound,
    /// Something of it was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for DeleteAccountError {
    fn from(error: StoreError) -> Self {
        match error {
            // It planned one more meeting in the meantime, say.
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

/// What it organises goes away; where that still was to take place, everybody is told. Where it was
/// invited to something that is still to take place, it declines, and the organiser is told. Its
/// sessions end.
pub fn delete_account(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    actor: &Actor,
    password: &str,
) -> Result<(), DeleteAccountError> {
    let before = store
        .glance(|tx| tx.users().find(actor.user_id))?
        .ok_or(DeleteAccountError::NotFound)?;
    if !passwords.matches(password, Some(&before.password_hash)) {
        return Err(DeleteAccountError::WrongPassword);
    }
    store.write(|tx| {
        // All of them before oneself, so that two who do this at once wait in one order.
        let superusers = if before.is_superuser {
            tx.users().list_superusers()?
        } else {
            Vec::new()
        };
        let user = tx
            .users()
            .find(actor.user_id)?
            .ok_or(DeleteAccountError::NotFound)?;
        if user.password_hash != before.password_hash || user.is_superuser != before.is_superuser {
            return Err(DeleteAccountError::Raced);
        }
        if is_last(&user, &superusers) {
            return Err(DeleteAccountError::LastSuperuser);
        }
        Ok(delete_account_in(tx, ctx, actor)?)
    })
}

/// Whether nobody could administer the server without this one.
pub(super) fn is_last(user: &User, superusers: &[UserId]) -> bool {
    user.is_superuser && superusers.iter().all(|other| *other == user.id)
}

/// [`delete_account`] as a step of a transaction, for whoever may. `Stale` if it plans one more
/// meeting at the same time.
pub fn delete_account_in(tx: &mut dyn Tx, ctx: &Ctx, actor: &Actor) -> Result<(), StoreError> {
    leave_what_is_to_come(tx, ctx, actor)?;
    tx.meetings().delete_all(actor.user_id)?;
    tx.users().delete(actor.user_id)?;
    Ok(())
}

/// In the order of their ids, as everybody does who holds more than one meeting.
fn leave_what_is_to_come(tx: &mut dyn Tx, ctx: &Ctx, actor: &Actor) -> Result<(), StoreError> {
    let viewer = Viewer::from(actor);
    let upcoming = tx.meetings().list_upcoming(&viewer, ctx.now)?;
    let mut ids: Vec<_> = upcoming.iter().map(|meeting| meeting.id).collect();
    ids.sort_unstable();
    for id in ids {
        if let Some(meeting) = tx.meetings().find(id)? {
            leave(tx, ctx, actor, meeting)?;
        }
    }
    Ok(())
}

fn leave(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    mut meeting: Meeting,
) -> Result<(), StoreError> {
    if meeting.is_cancelled {
        return Ok(());
    }
    if meeting.is_organised_by(actor) {
        meeting.sequence += 1;
        return tell(tx, ctx, Event::Cancelled, &meeting);
    }
    match actor
        .address()
        .and_then(|own| meeting.participant_with(own))
    {
        Some(own) => decline_in(tx, ctx, &Viewer::from(actor), &meeting, own),
        None => Ok(()),
    }
}
