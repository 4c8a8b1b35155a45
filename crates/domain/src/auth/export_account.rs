//! Hands somebody all that is kept of them.

use thiserror::Error;

use super::{Actor, Device, Session, User};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::{Filter, Meeting, Viewer};
use crate::notifications::Notification;
use crate::page::PageRequest;
use crate::store::{Store, StoreError, Tx};

/// All that is kept of one account.
#[derive(Clone, Debug)]
pub struct AccountExport {
    /// The account.
    pub user: User,
    /// Where it is logged in, the last used first.
    pub sessions: Vec<(Session, Device)>,
    /// What it organises, by beginning, whole.
    pub organised: Vec<Meeting>,
    /// What it is invited to and others organise, by beginning; of who is invited, itself alone.
    pub participated: Vec<Meeting>,
    /// The mails about what it organises, by id.
    pub notifications: Vec<Notification>,
}

/// Why there is nothing to hand over.
#[derive(Debug, Error)]
pub enum ExportAccountError {
    /// The account is gone.
    #[error("there is no such user")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// As of one instant. Five statements for each 500 meetings.
pub fn export_account(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
) -> Result<AccountExport, ExportAccountError> {
    store.read(|tx| {
        let user = tx.users().find(actor.user_id)?;
        let mut export = AccountExport {
            user: user.ok_or(ExportAccountError::NotFound)?,
            sessions: Vec::new(),
            organised: Vec::new(),
            participated: Vec::new(),
            notifications: Vec::new(),
        };
        for page in pages() {
            let page = tx.sessions().list(actor.user_id, ctx.now, page)?;
            let is_last = !page.has_next();
            export.sessions.extend(page.items);
            if is_last {
                break;
            }
        }
        let (viewer, filter) = (Viewer::from(actor), Filter::default());
        for page in pages() {
            let page = tx.meetings().list(&viewer, &filter, ctx.now, page)?;
            let ids: Vec<_> = page.items.iter().map(|meeting| meeting.id).collect();
            add(tx, actor, &mut export, &ids)?;
            if !page.has_next() {
                break;
            }
        }
        Ok(export)
    })
}

fn pages() -> impl Iterator<Item = PageRequest> {
    (1..).map_while(|number| PageRequest::try_new(number, PageRequest::LARGEST_SIZE).ok())
}

fn add(
    tx: &mut dyn Tx,
    actor: &Actor,
    export: &mut AccountExport,
    ids: &[MeetingId],
) -> Result<(), StoreError> {
    let meetings = tx.meetings().find_all(ids)?;
    let (mut own, mut others): (Vec<Meeting>, Vec<Meeting>) = meetings
        .into_iter()
        .partition(|meeting| meeting.is_organised_by(actor));
    for meetings in [&mut own, &mut others] {
        meetings.sort_by_key(|meeting| (meeting.details.times.start(), meeting.id));
    }
    for meeting in &mut others {
        let address = actor.address();
        meeting
            .participants
            .retain(|one| Some(&one.email) == address);
    }
    let own_ids: Vec<MeetingId> = own.iter().map(|meeting| meeting.id).collect();
    export.notifications.extend(tx.outbox().list_all(&own_ids)?);
    export.organised.extend(own);
    export.participated.extend(others);
    Ok(())
}
