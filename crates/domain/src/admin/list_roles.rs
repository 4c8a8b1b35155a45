//! Shows which roles there are.

use thiserror::Error;

use super::{NotPermitted, Permission, RoleSummary, Staff};
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListRolesError {
    /// Needs `roles.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By name.
pub fn list_roles(
    store: &dyn Store,
    staff: &Staff,
    page: PageRequest,
) -> Result<Page<RoleSummary>, ListRolesError> {
    staff.check(Permission::RolesEdit)?;
    Ok(store.read(|tx| tx.roles().list(page))?)
}
