//! A change of an account's own address (ADR 49): what is asked for, what was confirmed, and for how
//! long it can be undone.

use time::{Duration, UtcDateTime};
use uuid::Uuid;

use super::token::id_of;
use super::{Claims, TokenFault, TokenKind, Tokens, User};
use crate::ctx::Ctx;
use crate::ids::{MessageId, NotificationId, UserId};
use crate::store::{Store, StoreError};
use crate::text::Email;

/// How long the link to the new address works.
pub(super) const CONFIRM_WITHIN: Duration = Duration::hours(24);
/// How long the link to the former address works, and how long no other account gets that address.
pub(super) const UNDO_WITHIN: Duration = Duration::hours(72);

/// A change of address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressChange {
    /// The id of the message that carries the link to the new address.
    pub id: MessageId,
    /// The account.
    pub user_id: UserId,
    /// The address that it had when the change was asked for.
    pub former: Email,
    /// The address that it wants.
    pub email: Email,
    /// When the change was asked for.
    pub asked_at: UtcDateTime,
    /// Until when it can be confirmed.
    pub expires_at: UtcDateTime,
    /// When the new address became the account's.
    pub confirmed_at: Option<UtcDateTime>,
    /// Until when it can be undone, and `former` is kept for the account. Nothing if `former` was
    /// never proved.
    pub undo_until: Option<UtcDateTime>,
    /// When `former` was verified, as the account had it before.
    pub former_verified_at: Option<UtcDateTime>,
    /// The message that carries the link to `former`.
    pub notice_id: Option<MessageId>,
}

impl AddressChange {
    /// Whether it waits to be confirmed.
    pub fn is_waiting(&self, now: UtcDateTime) -> bool {
        self.confirmed_at.is_none() && now < self.expires_at
    }

    /// Whether it can be undone.
    pub fn can_be_undone(&self, now: UtcDateTime) -> bool {
        self.undo_until.is_some_and(|until| now < until)
    }
}

/// What goes along from one address to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarryScope {
    /// What belongs to the account, also where the address is another person's: the time that its meetings take of it, the mails
    /// that wait for their organiser, and what the account has used of the mail limits.
    Organised,
    /// That, and what belongs to the address: invitations, replies, co-organiser seats, busy time, circle,
    /// and the other mails about meetings that wait.
    Everything,
}

/// From which address to which one.
#[derive(Clone, Copy, Debug)]
pub struct CarryOver<'a> {
    /// The account.
    pub user: UserId,
    /// Locked in this transaction.
    pub from: &'a Email,
    /// Locked in this transaction.
    pub to: &'a Email,
    /// What.
    pub scope: CarryScope,
    /// How many meetings this transaction [holds](AddressChangeRepo::hold_meetings) for it.
    pub held: i64,
}

/// Changes of addresses, and what goes along with them.
pub trait AddressChangeRepo {
    /// Stores it, and deletes what the account asked for before and has not confirmed.
    fn insert(&mut self, change: &AddressChange) -> Result<(), StoreError>;

    /// All of this account, in the order of their ids.
    fn list(&mut self, user: UserId) -> Result<Vec<AddressChange>, StoreError>;

    /// The change that this mail is about, by one statement.
    fn find_told(&mut self, mail: NotificationId) -> Result<Option<AddressChange>, StoreError>;

    /// Writes what confirming decides: the last four fields. `Stale` if it is gone.
    fn update(&mut self, change: &AddressChange) -> Result<(), StoreError>;

    /// Deletes these; may be empty.
    fn delete(&mut self, changes: &[MessageId]) -> Result<(), StoreError>;

    /// Whether an account other than `user` can have this address back by an undo.
    fn is_reserved(
        &mut self,
        email: &Email,
        user: Option<UserId>,
        now: UtcDateTime,
    ) -> Result<bool, StoreError>;

    /// Holds the meetings that the account organises or that one of these addresses is invited to, in the
    /// order of their ids, as [`MeetingRepo::find`](crate::meetings::MeetingRepo::find) does; how many.
    /// Others find a meeting with the addresses of its people, and lock these people then: they must not
    /// wait for this transaction with an address that it takes away. Comes before people are locked.
    fn hold_meetings(
        &mut self,
        user: UserId,
        addresses: (&Email, &Email),
    ) -> Result<i64, StoreError>;

    /// Carries over what `scope` says, by a number of statements that does not grow with it; `Misuse` if
    /// one of the addresses is not locked, `Stale` if there are other meetings than the held ones.
    ///
    /// Where both addresses are invited to one meeting, the invitation of `from` stays, with the reply of
    /// the other one if only that has replied, and with the seat of a co-organiser if either has it. A
    /// meeting takes the time of `to` once, as the reply that stays says. Each invitation then shows
    /// whether `to` gets e-mails. Mails that are being sent stay as they are; others that wait name `to` as
    /// their organiser. What is used of the mail limits is copied: the more that is used counts.
    fn carry_over(&mut self, what: &CarryOver<'_>) -> Result<(), StoreError>;

    /// Deletes those that can be neither confirmed nor undone at `now`; how many.
    fn delete_over(&mut self, now: UtcDateTime) -> Result<u64, StoreError>;
}

/// Deletes changes that can be neither confirmed nor undone any more; how many. The audit log keeps what
/// was done.
pub fn purge_address_changes(store: &dyn Store, ctx: &Ctx) -> Result<u64, StoreError> {
    store.write(|tx| tx.address_changes().delete_over(ctx.now))
}

/// What the link to the new address carries. It is bound to both addresses and to the password: a change of
/// one of them makes it worthless. Made when the mail is sent, so that it is never stored.
pub fn change_token(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    user: &User,
    change: &AddressChange,
) -> Result<String, StoreError> {
    tokens.sign(&Claims {
        kind: TokenKind::ChangeEmail,
        user_id: user.id,
        session_id: None,
        id: change_seal(tokens, user, change)?,
        issued_at: ctx.now,
        expires_at: change.expires_at,
    })
}

/// What the link to the former address carries. It is bound to the change alone: a thief of the account
/// changes its password.
pub fn undo_token(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    change: &AddressChange,
) -> Result<String, StoreError> {
    tokens.sign(&Claims {
        kind: TokenKind::UndoEmail,
        user_id: change.user_id,
        session_id: None,
        id: undo_seal(tokens, change)?,
        issued_at: ctx.now,
        expires_at: change.undo_until.unwrap_or(ctx.now),
    })
}

/// So often a change is tried while meetings of the account come into being.
const MOST_TRIES: usize = 3;

/// Again, as long as it raced: a meeting that is planned while the transaction waits for the people is not
/// among those that it holds.
pub(super) fn retried<T, E>(
    is_raced: impl Fn(&E) -> bool,
    mut run: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut done = run();
    for _again in 1..MOST_TRIES {
        if !done.as_ref().is_err_and(&is_raced) {
            break;
        }
        done = run();
    }
    done
}

/// What a link of this kind says.
pub(super) fn claims_of(
    ctx: &Ctx,
    tokens: &dyn Tokens,
    kind: TokenKind,
    token: &str,
) -> Result<Claims, TokenFault> {
    let claims = tokens.verify(token, ctx.now)?;
    if claims.kind == kind {
        Ok(claims)
    } else {
        Err(TokenFault::WrongType)
    }
}

pub(super) fn change_seal(
    tokens: &dyn Tokens,
    user: &User,
    change: &AddressChange,
) -> Result<Uuid, StoreError> {
    seal(tokens, "change-email", change, &user.password_hash)
}

pub(super) fn undo_seal(tokens: &dyn Tokens, change: &AddressChange) -> Result<Uuid, StoreError> {
    seal(tokens, "undo-email", change, "")
}

fn seal(
    tokens: &dyn Tokens,
    purpose: &str,
    change: &AddressChange,
    password_hash: &str,
) -> Result<Uuid, StoreError> {
    let AddressChange {
        id,
        user_id,
        former,
        email,
        ..
    } = change;
    let text = format!("{purpose} {id} {user_id} {former} {email} {password_hash}");
    Ok(id_of(&tokens.seal(&text)?))
}
