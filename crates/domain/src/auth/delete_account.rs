//! Takes an account away for good, and what belongs to it alone (ADR 19).

use thiserror::Error;

use super::account_deletion::{Departure, begin_in, has_many_in};
use super::{Actor, Passwords};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::meetings::policy::{Command, rule};
use crate::meetings::{Meeting, Viewer, taken_away};
use crate::notifications::{Act, Event, tell};
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
/// sessions end; while an account with many meetings goes piece by piece, the one that asked stays.
pub fn delete_account(
    store: &dyn Store,
    ctx: &Ctx,
    passwords: &dyn Passwords,
    actor: &Actor,
    password: &str,
) -> Result<Departure, DeleteAccountError> {
    let before = store
        .glance(|tx| tx.users().find(actor.user_id))?
        .ok_or(DeleteAccountError::NotFound)?;
    if !passwords.matches(password, Some(&before.password_hash)) {
        return Err(DeleteAccountError::WrongPassword);
    }
    if before.is_superuser {
        let superusers = store.glance(|tx| tx.users().list_superusers())?;
        if superusers.iter().all(|other| *other == before.id) {
            return Err(DeleteAccountError::LastSuperuser);
        }
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
        if user.is_superuser && superusers.iter().all(|other| *other == user.id) {
            return Err(DeleteAccountError::LastSuperuser);
        }
        let by = By::from(actor);
        // The address may be another one than the session was begun with.
        let who = Actor {
            owns_address: user.owns_address(ctx.email_verification),
            email: user.email,
            ..actor.clone()
        };
        if has_many_in(tx, &who)? {
            tx.sessions()
                .delete_others(user.id, Some(actor.session_id))?;
            return Ok(Departure::Begun(begin_in(tx, ctx, &by, &who)?));
        }
        leave_and_depart_in(tx, ctx, &by, &who)?;
        Ok(Departure::Gone)
    })
}

/// Leaves what is still to take place, and takes `who` away, which `by` does or asks for: a step of a use
/// case that has checked that this may be and holds the account. `Stale` if they plan something at the same time.
pub(crate) fn leave_and_depart_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
) -> Result<(), StoreError> {
    leave_what_is_to_come(tx, ctx, by, who)?;
    let deleted = tx.meetings().delete_all(who.user_id)?;
    depart_in(tx, ctx, by, who, deleted)
}

/// Takes `who` away, of which so many meetings were deleted.
pub(super) fn depart_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
    deleted: u64,
) -> Result<(), StoreError> {
    tx.circle().delete(&who.email)?;
    tx.users().delete(who.user_id)?;
    let changes = vec![
        Change::gone("email", who.email.as_str()),
        Change::gone("meetings", &deleted.to_string()),
    ];
    let target = Target::user(who.user_id);
    audit::record(tx, ctx, by.clone(), Action::UserDelete, target, changes)
}

/// In the order of their ids, as everybody does who holds more than one meeting.
fn leave_what_is_to_come(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
) -> Result<(), StoreError> {
    let viewer = Viewer::from(who);
    let upcoming = tx.meetings().list_upcoming(&viewer, ctx.now)?;
    let mut ids: Vec<_> = upcoming.iter().map(|meeting| meeting.id).collect();
    ids.sort_unstable();
    for id in ids {
        if let Some(meeting) = tx.meetings().find(id)? {
            leave(tx, ctx, (by, who), meeting)?;
        }
    }
    Ok(())
}

pub(super) fn leave(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, who): (&By, &Actor),
    mut meeting: Meeting,
) -> Result<(), StoreError> {
    if meeting.is_cancelled {
        return Ok(());
    }
    if meeting.is_organised_by(who) {
        let phase = meeting.phase(ctx.now);
        meeting.sequence += i32::from(rule(Command::DeleteAccount, phase).is_revision);
        let act = Act {
            event: Event::AccountDeleted,
            by: &meeting.acting_on_account(by, who),
            phase,
        };
        tell(tx, ctx, &act, &meeting)?;
        let (target, changes) = (Target::meeting(meeting.id), taken_away(&meeting));
        return audit::record(tx, ctx, by.clone(), Action::MeetingDelete, target, changes);
    }
    match who.address().and_then(|own| meeting.participant_with(own)) {
        Some(own) => decline_in(tx, ctx, (by, who), &meeting, own),
        None => Ok(()),
    }
}
