//! Shows accounts.

use thiserror::Error;

use super::{PeopleFilter, PersonDetail};
use crate::admin::{NotPermitted, Permission, Staff};
use crate::auth::{AccountDeletion, User};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListPeopleError {
    /// Needs `users.view`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum FindPersonError {
    /// Needs `users.view`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// There is none.
    #[error("there is no such user")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// In the order of the filter.
pub fn list_people(
    store: &dyn Store,
    staff: &Staff,
    filter: &PeopleFilter,
    page: PageRequest,
) -> Result<Page<User>, ListPeopleError> {
    staff.check(Permission::UsersView)?;
    Ok(store.read(|tx| tx.people().list(filter, page))?)
}

/// With roles and counts.
pub fn find_person(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    id: UserId,
) -> Result<PersonDetail, FindPersonError> {
    staff.check(Permission::UsersView)?;
    store
        .read(|tx| tx.people().find(id, ctx.now))?
        .ok_or(FindPersonError::NotFound)
}

/// How far the deletion of the account is; `None` where none was begun.
pub fn find_person_deletion(
    store: &dyn Store,
    staff: &Staff,
    id: UserId,
) -> Result<Option<AccountDeletion>, FindPersonError> {
    staff.check(Permission::UsersView)?;
    store.read(|tx| {
        let user = tx.users().find(id)?;
        user.ok_or(FindPersonError::NotFound)?;
        Ok(tx.account_deletions().find(id)?)
    })
}
