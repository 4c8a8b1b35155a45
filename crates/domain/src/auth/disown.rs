//! Takes an address back from an account that another person registered with it.

use thiserror::Error;
use time::Duration;

use super::verify_email::{link_claims, of_link};
use super::{TokenFault, Tokens, User, has_many_in, leave_and_depart_in};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;

/// An account that is older has a history that no link takes away.
const REMOVABLE_FOR: Duration = Duration::days(7);

/// What became of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disowned {
    /// It is gone.
    Removed(UserId),
    /// It lost the address and is inactive; staff decides what becomes of it.
    AddressFreed(UserId),
}

/// Why the account keeps the address.
#[derive(Debug, Error)]
pub enum DisownError {
    /// Not a token of this server, or too old, or for an address that the account no longer has.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The address was verified together with a session or the password, or the account is staff's.
    #[error("the account belongs to the owner of the address")]
    Established,
    /// Something of it was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for DisownError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

/// By the link of the mail that asks to verify the address. An account that was never verified, is
/// under 7 days old, has few meetings and organises nothing that another person accepted goes away; any other one
/// loses the address, its sessions and the right to log in, and the audit log tells staff.
pub fn disown(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<Disowned, DisownError> {
    let claims = link_claims(ctx, tokens, token)?;
    store.write(|tx| {
        let found = tx.users().find(claims.user_id)?;
        let user = of_link::<DisownError>(tokens, &claims, found)?;
        if user.email_verified_at.is_some() || user.is_staff || user.is_superuser {
            return Err(DisownError::Established);
        }
        let by = By::Guest(user.email.clone());
        let is_young = ctx.now - user.date_joined < REMOVABLE_FOR;
        if is_young && !tx.meetings().has_accepted_guest(user.id)? {
            let id = user.id;
            let who = user.clone().into_absent_actor(true);
            if !has_many_in(tx, &who)? {
                leave_and_depart_in(tx, ctx, &by, &who)?;
                return Ok(Disowned::Removed(id));
            }
        }
        free_address(tx, ctx, by, user)
    })
}

/// What it organises stays, and takes no time of the address any more.
fn free_address(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: By,
    mut user: User,
) -> Result<Disowned, DisownError> {
    let former = user.email.clone();
    // RFC 2606 §2: no mail is ever delivered to this domain.
    let placeholder = format!("{}@disowned.invalid", user.id);
    user.email = Email::from_stored(placeholder);
    user.is_active = false;
    tx.lock_people(&[former.clone(), user.email.clone()])?;
    tx.users().update_address(&user)?;
    tx.busy().rename_organiser(user.id, &former, &user.email)?;
    tx.sessions().delete_others(user.id, None)?;
    let changes = vec![
        Change::new("email", Some(former.as_str()), Some(user.email.as_str())),
        Change::new("is_active", Some("true"), Some("false")),
    ];
    let target = Target::user(user.id);
    audit::record(tx, ctx, by, Action::UserDisown, target, changes)?;
    Ok(Disowned::AddressFreed(user.id))
}
