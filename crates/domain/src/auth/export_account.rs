//! Hands somebody all that is kept of them.

use thiserror::Error;

use super::{Actor, AddressChange, Device, Session, User};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::{Meeting, Role, Viewer};
use crate::notifications::Notification;
use crate::page::PageRequest;
use crate::store::{Store, StoreError, Tx};

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

/// What comes next of an export; it begins with the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportStep {
    /// The account and its sessions.
    Account,
    /// Meetings that it organises, those behind this one.
    Organised(Option<MeetingId>),
    /// Meetings that it is invited to, those behind this one.
    Participated(Option<MeetingId>),
    /// Mails about the meetings that it organises, those behind this one.
    Notifications(Option<MeetingId>),
}

/// A piece of an export.
#[derive(Clone, Debug)]
pub enum ExportPart {
    /// The account, where it is logged in, the last used first, and the changes of its address that can
    /// still be confirmed or undone.
    Account(Box<User>, Vec<(Session, Device)>, Vec<AddressChange>),
    /// Meetings that it organises, whole.
    Organised(Vec<Meeting>),
    /// Meetings that it is invited to and others organise; of who is invited, itself alone.
    Participated(Vec<Meeting>),
    /// Mails about meetings that it organises.
    Notifications(Vec<Notification>),
}

/// So many meetings are a piece: each may have hundreds of participants.
const PIECE: u32 = 50;

/// One piece of an export, and what comes after it; `None` at the end. Each piece is as of one instant,
/// costs a bounded number of statements and rows, and there is one of each kind at least.
pub fn export_part(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    step: ExportStep,
) -> Result<(ExportPart, Option<ExportStep>), ExportAccountError> {
    let viewer = Viewer::from(actor);
    store.read(|tx| match step {
        ExportStep::Account => {
            let user = tx.users().find(actor.user_id)?;
            let user = user.ok_or(ExportAccountError::NotFound)?;
            let changes = tx.address_changes().list(user.id)?;
            let sessions = sessions(tx, ctx, actor)?;
            let part = ExportPart::Account(Box::new(user), sessions, changes);
            Ok((part, Some(ExportStep::Organised(None))))
        }
        ExportStep::Organised(after) => {
            let ids = tx
                .meetings()
                .list_ids(&viewer, Role::Organiser, after, PIECE)?;
            let next = next(&ids, ExportStep::Organised);
            let next = next.unwrap_or(ExportStep::Participated(None));
            Ok((ExportPart::Organised(whole(tx, &ids)?), Some(next)))
        }
        ExportStep::Participated(after) => {
            let ids = tx
                .meetings()
                .list_ids(&viewer, Role::Participant, after, PIECE)?;
            let next = next(&ids, ExportStep::Participated);
            let next = next.unwrap_or(ExportStep::Notifications(None));
            let mut meetings = whole(tx, &ids)?;
            for meeting in &mut meetings {
                let address = actor.address();
                let participants = &mut meeting.participants;
                participants.retain(|participant| Some(&participant.email) == address);
            }
            Ok((ExportPart::Participated(meetings), Some(next)))
        }
        ExportStep::Notifications(after) => {
            let ids = tx
                .meetings()
                .list_ids(&viewer, Role::Organiser, after, PIECE)?;
            let next = next(&ids, ExportStep::Notifications);
            Ok((ExportPart::Notifications(tx.outbox().list_all(&ids)?), next))
        }
    })
}

/// All pieces. Not as of one instant: others may write meanwhile.
pub fn export_account(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
) -> Result<Vec<ExportPart>, ExportAccountError> {
    let mut parts = Vec::new();
    let mut next = Some(ExportStep::Account);
    while let Some(step) = next {
        let (part, after) = export_part(store, ctx, actor, step)?;
        parts.push(part);
        next = after;
    }
    Ok(parts)
}

fn next(
    ids: &[MeetingId],
    step: impl FnOnce(Option<MeetingId>) -> ExportStep,
) -> Option<ExportStep> {
    let is_full = u32::try_from(ids.len()).is_ok_and(|count| count == PIECE);
    is_full.then(|| step(ids.last().copied()))
}

fn sessions(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
) -> Result<Vec<(Session, Device)>, StoreError> {
    let mut sessions = Vec::new();
    let pages =
        (1..).map_while(|number| PageRequest::try_new(number, PageRequest::LARGEST_SIZE).ok());
    for page in pages {
        let page = tx.sessions().list(actor.user_id, ctx.now, page)?;
        let is_last = !page.has_next();
        sessions.extend(page.items);
        if is_last {
            break;
        }
    }
    Ok(sessions)
}

/// By id.
fn whole(tx: &mut dyn Tx, ids: &[MeetingId]) -> Result<Vec<Meeting>, StoreError> {
    let mut meetings = tx.meetings().find_all(ids)?;
    meetings.sort_by_key(|meeting| meeting.id);
    Ok(meetings)
}
