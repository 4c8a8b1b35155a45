//! Shows what was done to a meeting.

use thiserror::Error;

use crate::audit::{Action, Filter, Record};
use crate::auth::Actor;
use crate::ids::MeetingId;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may see this")]
    NotOrganiser,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For organisers: what the audit log has of the meeting and of what belongs to it, the newest
/// first. From where it was done is not for them.
pub fn history(
    store: &dyn Store,
    actor: &Actor,
    id: MeetingId,
    page: PageRequest,
) -> Result<Page<Record>, HistoryError> {
    store.read(|tx| {
        let found = tx
            .meetings()
            .find(id)?
            .filter(|meeting| meeting.is_visible_to(actor));
        let meeting = found.ok_or(HistoryError::NotFound)?;
        if !meeting.may_be_edited_by(actor) {
            return Err(HistoryError::NotOrganiser);
        }
        let filter = Filter {
            meeting: Some(id),
            ..Filter::default()
        };
        let mut page = tx.audit().list(&filter, page)?;
        for record in &mut page.items {
            record.client = None;
            // The user to which a meeting is offered is for its organiser.
            let is_offer = matches!(
                Action::parse(&record.action),
                Some(Action::MeetingTransferOffer | Action::MeetingTransferWithdraw)
            );
            if is_offer && !meeting.is_led_by(actor) {
                record.changes.clear();
            }
        }
        Ok(page)
    })
}
