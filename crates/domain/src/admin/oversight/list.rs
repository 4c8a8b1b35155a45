//! Lists of everything.

use thiserror::Error;

use super::{
    ListedMeeting, ListedParticipant, MeetingFilter, NotificationFilter, ParticipantFilter,
};
use crate::admin::{NotPermitted, Permission, Staff};
use crate::ctx::Ctx;
use crate::notifications::Notification;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is no list.
#[derive(Debug, Error)]
pub enum OverseeError {
    /// The staff may not see these.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Meetings of everybody.
pub fn list_meetings(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    filter: &MeetingFilter,
    page: PageRequest,
) -> Result<Page<ListedMeeting>, OverseeError> {
    staff.check(Permission::MeetingsViewAll)?;
    Ok(store.read(|tx| tx.oversight().list_meetings(filter, ctx.now, page))?)
}

/// Participants of all meetings.
pub fn list_participants(
    store: &dyn Store,
    staff: &Staff,
    filter: &ParticipantFilter,
    page: PageRequest,
) -> Result<Page<ListedParticipant>, OverseeError> {
    staff.check(Permission::MeetingsViewAll)?;
    Ok(store.read(|tx| tx.oversight().list_participants(filter, page))?)
}

/// Mails to anybody.
pub fn list_mails(
    store: &dyn Store,
    staff: &Staff,
    filter: &NotificationFilter,
    page: PageRequest,
) -> Result<Page<Notification>, OverseeError> {
    staff.check(Permission::NotificationsView)?;
    Ok(store.read(|tx| tx.oversight().list_notifications(filter, page))?)
}
