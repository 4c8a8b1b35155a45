//! Takes an account away for good, and what belongs to it alone (ADR 19).

use thiserror::Error;

use super::{Actor, Passwords};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::policy::{Command, rule};
use crate::meetings::{Meeting, Role, Status, Viewer, taken_away};
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
    if before.is_superuser {
        let superusers = store.glance(|tx| tx.users().list_superusers())?;
        if superusers.iter().all(|other| *other == before.id) {
            return Err(DeleteAccountError::LastSuperuser);
        }
    }
    let gone = depart_beforehand(store, ctx, &By::from(actor), actor)?;
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
        depart_in(tx, ctx, &By::from(actor), actor, gone)?;
        Ok(())
    })
}

/// An account that organises fewer meetings goes by one transaction: all or nothing.
const MANY: u32 = 200;

/// So many meetings go by one transaction, so that others who write wait no longer than for these.
const PIECE: usize = 50;

/// Takes away most of what `who` organises, if that is much, in transactions of a bounded size and in the
/// order of ids; how many meetings that were. For callers who have checked that the account may go. If it
/// is broken off, the account has fewer meetings, and the next deletion goes on from there.
pub(crate) fn depart_beforehand(
    store: &dyn Store,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
) -> Result<u64, StoreError> {
    let viewer = Viewer::from(who);
    let mut gone = 0;
    loop {
        let ids =
            store.glance(|tx| tx.meetings().list_ids(&viewer, Role::Organiser, None, MANY))?;
        if u32::try_from(ids.len()).is_ok_and(|count| count < MANY) {
            return Ok(gone);
        }
        for piece in ids.chunks(PIECE) {
            gone += store.write(|tx| delete_piece(tx, ctx, (by, who), piece))?;
        }
    }
}

fn delete_piece(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, who): (&By, &Actor),
    ids: &[MeetingId],
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for id in ids {
        let found = tx.meetings().find(*id)?;
        let Some(meeting) = found.filter(|meeting| meeting.is_organised_by(who)) else {
            continue;
        };
        if meeting.status(ctx.now) == Status::Scheduled {
            leave(tx, ctx, (by, who), meeting)?;
        }
        gone += u64::from(tx.meetings().delete(*id)?);
    }
    Ok(gone)
}

/// Takes `who` away, which `by` does or asks for: a step of whoever has checked that this may be and
/// holds the account. `gone` meetings went beforehand. `Stale` if they plan something at the same time.
pub(crate) fn depart_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
    gone: u64,
) -> Result<(), StoreError> {
    leave_what_is_to_come(tx, ctx, by, who)?;
    let meetings = gone + tx.meetings().delete_all(who.user_id)?;
    tx.circle().delete(&who.email)?;
    tx.users().delete(who.user_id)?;
    let changes = vec![
        Change::gone("email", who.email.as_str()),
        Change::gone("meetings", &meetings.to_string()),
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

fn leave(
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
