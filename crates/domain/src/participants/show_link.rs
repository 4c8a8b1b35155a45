//! Shows the secret link of a participant to an organiser.

use thiserror::Error;

use super::{Participant, shown_token};
use crate::auth::{Actor, Tokens};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::meetings::policy::{Command, Permit, rule};
use crate::store::{Store, StoreError, Tx};

/// Why there is no link.
#[derive(Debug, Error)]
pub enum LinkError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor may not edit the meeting; or this is the organiser's own link, which is not for
    /// co-organisers.
    #[error("only organisers may do this")]
    NotOrganiser,
    /// The meeting took place, and its links lead nowhere.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The token of the link as it works now.
pub fn show_link(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    actor: &Actor,
    meeting_id: MeetingId,
    id: ParticipantId,
) -> Result<String, LinkError> {
    let participant = store.glance(|tx| linked_in(tx, ctx, actor, meeting_id, id))?;
    Ok(shown_token(tokens, &participant)?)
}

/// The participant whose link the actor may handle.
pub(super) fn linked_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    meeting_id: MeetingId,
    id: ParticipantId,
) -> Result<Participant, LinkError> {
    let found = tx
        .meetings()
        .find(meeting_id)?
        .filter(|found| found.is_visible_to(actor));
    let meeting = found.ok_or(LinkError::NotFound)?;
    let participant = meeting
        .participant_shown_to(actor, id)
        .ok_or(LinkError::NotFound)?;
    let may_handle = if meeting.is_organiser(participant) {
        meeting.is_led_by(actor)
    } else {
        meeting.may_be_edited_by(actor)
    };
    if !may_handle {
        return Err(LinkError::NotOrganiser);
    }
    if rule(Command::ShowLink, meeting.phase(ctx.now)).permit == Permit::RefusedOver
        || meeting.has_ended(ctx.now)
    {
        return Err(LinkError::AlreadyEnded);
    }
    Ok(participant.clone())
}
