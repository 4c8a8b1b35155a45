//! Takes an account with many meetings away, piece by piece (ADR 51).

use time::UtcDateTime;

use super::delete_account::{depart_in, leave};
use super::{Actor, ProfileError};
use crate::audit::By;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, UserId};
use crate::meetings::{Role, Status, Viewer};
use crate::store::{Store, StoreError, Tx};

/// An account that goes away piece by piece, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDeletion {
    /// The account.
    pub user: UserId,
    /// The account that asked for it; `None` for the command line.
    pub asked_by: Option<UserId>,
    /// When that was.
    pub asked_at: UtcDateTime,
    /// How many meetings it organised or was invited to then.
    pub meetings: i64,
    /// How many of them are done.
    pub done: i64,
    /// How many of these it organised; they are gone.
    pub deleted: u64,
    /// The last invitation that was declined or passed over.
    pub after: Option<MeetingId>,
}

/// Accounts that go away piece by piece.
pub trait AccountDeletionRepo {
    /// That of this account. It goes with the account.
    fn find(&mut self, user: UserId) -> Result<Option<AccountDeletion>, StoreError>;

    /// The one that was asked for first.
    fn find_oldest(&mut self) -> Result<Option<AccountDeletion>, StoreError>;

    /// Writes it in the place of an earlier one of the account.
    fn insert(&mut self, deletion: &AccountDeletion) -> Result<(), StoreError>;

    /// Whether there was one.
    fn delete(&mut self, user: UserId) -> Result<bool, StoreError>;
}

/// What became of an account that was to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It is gone.
    Gone,
    /// It goes piece by piece, in the background.
    Begun(AccountDeletion),
}

/// An account with fewer meetings of each kind goes by one transaction.
const MANY: u32 = 200;

/// So many meetings go by one transaction: other writes wait no longer than for these.
const PIECE: u32 = 50;

/// How far the deletion of this account is; `None` where none was begun.
pub fn find_deletion(
    store: &dyn Store,
    user: UserId,
) -> Result<Option<AccountDeletion>, ProfileError> {
    let found = store.glance(|tx| tx.account_deletions().find(user))?;
    if found.is_none() {
        let account = store.glance(|tx| tx.users().find(user))?;
        account.ok_or(ProfileError::NotFound)?;
    }
    Ok(found)
}

/// Whether `who` has too many meetings for one transaction, or had them when the deletion was begun.
pub(crate) fn has_many_in(tx: &mut dyn Tx, who: &Actor) -> Result<bool, StoreError> {
    if is_going_in(tx, who.user_id)? {
        return Ok(true);
    }
    let viewer = Viewer::from(who);
    for role in [Role::Organiser, Role::Participant] {
        let ids = tx.meetings().list_ids(&viewer, role, None, MANY)?;
        if u32::try_from(ids.len()).is_ok_and(|count| count >= MANY) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the account goes away piece by piece: it takes nothing over that others organise.
pub(crate) fn is_going_in(tx: &mut dyn Tx, user: UserId) -> Result<bool, StoreError> {
    Ok(tx.account_deletions().find(user)?.is_some())
}

/// Begins to take `who` away: a step of a use case that has checked that this may be and holds the account. What
/// was begun before goes on.
pub(crate) fn begin_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &By,
    who: &Actor,
) -> Result<AccountDeletion, StoreError> {
    if let Some(begun) = tx.account_deletions().find(who.user_id)? {
        return Ok(begun);
    }
    let all = tx.meetings().count(&Viewer::from(who), ctx.now)?;
    let deletion = AccountDeletion {
        user: who.user_id,
        asked_by: match by {
            By::User(id) => Some(*id),
            By::Guest(_) | By::CommandLine | By::Server => None,
        },
        asked_at: ctx.now,
        meetings: all.total,
        done: 0,
        deleted: 0,
        after: None,
    };
    tx.account_deletions().insert(&deletion)?;
    Ok(deletion)
}

/// Does a piece of the deletion that was asked for first; whether there was one. `verify`: whether only a
/// proved address is the account's own.
pub fn continue_deletions(store: &dyn Store, ctx: &Ctx, verify: bool) -> Result<bool, StoreError> {
    match store.glance(|tx| tx.account_deletions().find_oldest())? {
        Some(begun) => continue_deletion(store, ctx, begun.user, verify).map(|_| true),
        None => Ok(false),
    }
}

/// Does a piece of this deletion; whether the account is still there.
pub(crate) fn continue_deletion(
    store: &dyn Store,
    ctx: &Ctx,
    id: UserId,
    verify: bool,
) -> Result<bool, StoreError> {
    let went_on = store.write(|tx| {
        // Before the one that goes, as everywhere where several accounts are held.
        let superusers = tx.users().list_superusers()?;
        let Some(user) = tx.users().find(id)? else {
            return Ok(false);
        };
        let Some(deletion) = tx.account_deletions().find(id)? else {
            return Ok(true);
        };
        if user.is_superuser && superusers.iter().all(|other| *other == id) {
            // It became the last one since.
            return tx.account_deletions().delete(id);
        }
        let who = user.into_absent_actor(verify);
        do_piece(tx, ctx, &who, deletion)
    });
    match went_on {
        // It planned one more meeting in the meantime.
        Err(StoreError::Stale) => Ok(true),
        other => other,
    }
}

fn do_piece(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    who: &Actor,
    mut deletion: AccountDeletion,
) -> Result<bool, StoreError> {
    let by = deletion.asked_by.map_or(By::CommandLine, By::User);
    let viewer = Viewer::from(who);
    let own = tx
        .meetings()
        .list_ids(&viewer, Role::Organiser, None, PIECE)?;
    let invited = if own.is_empty() {
        let after = deletion.after;
        tx.meetings()
            .list_ids(&viewer, Role::Participant, after, PIECE)?
    } else {
        Vec::new()
    };
    for id in own.iter().chain(&invited) {
        let Some(meeting) = tx.meetings().find(*id)? else {
            continue;
        };
        let is_own = meeting.is_organised_by(who);
        if meeting.status(ctx.now) == Status::Scheduled {
            leave(tx, ctx, (&by, who), meeting)?;
        }
        if is_own {
            deletion.deleted += u64::from(tx.meetings().delete(*id)?);
        }
        deletion.done += 1;
    }
    deletion.after = invited.last().copied().or(deletion.after);
    if own.is_empty() && invited.is_empty() {
        depart_in(tx, ctx, &by, who, deletion.deleted)?;
        return Ok(false);
    }
    tx.account_deletions().insert(&deletion)?;
    Ok(true)
}
