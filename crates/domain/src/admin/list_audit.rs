//! Shows the audit log to staff, by pages or as a whole.

use thiserror::Error;

use super::{NotPermitted, Permission, Staff};
use crate::audit::{Filter, Place, Record};
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no log.
#[derive(Debug, Error)]
pub enum ListAuditError {
    /// Needs `audit.view`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Newest first, by at most two statements.
pub fn list_audit(
    store: &dyn Store,
    staff: &Staff,
    filter: &Filter,
    page: PageRequest,
) -> Result<Page<Record>, ListAuditError> {
    staff.check(Permission::AuditView)?;
    Ok(store.read(|tx| tx.audit().list(filter, page))?)
}

/// So many of a log that is handed on piece by piece, however long it is.
pub const EXPORTED_AT_ONCE: u32 = 500;

/// The next piece after `place`, by one statement; an empty one is the end. What is written
/// meanwhile comes before every place, and so into no later piece.
pub fn export_audit(
    store: &dyn Store,
    staff: &Staff,
    filter: &Filter,
    place: Option<Place>,
) -> Result<Vec<Record>, ListAuditError> {
    staff.check(Permission::AuditView)?;
    Ok(store.glance(|tx| tx.audit().list_after(filter, place, EXPORTED_AT_ONCE))?)
}
