//! Changes what is said about somebody.

use std::iter;

use thiserror::Error;

use super::hold::{about, hold};
use super::{HoldError, PersonDetail};
use crate::admin::{Permission, Staff};
use crate::audit::{self, Action, Change, Target};
use crate::auth::{User, Username};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::store::{Key, Store, StoreError};
use crate::text::Name;
use crate::time::Zone;

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ChangePerson {
    /// `Some(None)` takes the user name away.
    pub username: Option<Option<Username>>,
    /// Given name.
    pub first_name: Option<Name>,
    /// Family name.
    pub last_name: Option<Name>,
    /// Where wall times are read.
    pub zone: Option<Zone>,
}

/// Why nothing changed.
#[derive(Debug, Error)]
pub enum ChangePersonError {
    /// The staff may not touch the account.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Another user has this user name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ChangePersonError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::Username) => Self::UsernameTaken,
            other => Self::Store(other),
        }
    }
}

/// Answers the account as it is afterwards. What changes nothing keeps the version.
pub fn change_person(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
    expected: Option<i32>,
    cmd: &ChangePerson,
) -> Result<PersonDetail, ChangePersonError> {
    store.write(|tx| {
        let before = hold(tx, staff, Permission::UsersEdit, id, expected)?.user;
        let (cmd, now) = (cmd.clone(), before.clone());
        let user = User {
            username: cmd.username.unwrap_or(now.username),
            first_name: cmd.first_name.unwrap_or(now.first_name),
            last_name: cmd.last_name.unwrap_or(now.last_name),
            zone: cmd.zone.unwrap_or(now.zone),
            ..before.clone()
        };
        if user != before {
            tx.users().update(&user)?;
            let (target, changes) = (Target::user(id), differences(&before, &user));
            audit::record(tx, ctx, staff.actor(), Action::UserUpdate, target, changes)?;
        }
        let detail = tx.people().find(id, ctx.now)?;
        detail.ok_or_else(|| HoldError::NotFound.into())
    })
}

fn differences(before: &User, after: &User) -> Vec<Change> {
    let name = |user: &User| user.username.as_ref().map(|name| name.as_str().to_owned());
    let facts = |user: &User| {
        [
            ("username", name(user)),
            ("first_name", Some(user.first_name.to_string())),
            ("last_name", Some(user.last_name.to_string())),
            ("time_zone", Some(user.zone.to_string())),
        ]
    };
    let pairs = facts(before).into_iter().zip(facts(after));
    let changes = pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| {
            Change::new(field, before.as_deref(), after.as_deref())
        });
    iter::once(about(after)).chain(changes).collect()
}
