//! Shows an invitation to whoever holds its secret link.

use thiserror::Error;

use super::answer_link::{LinkKind, kind_of_token};
use super::{Participant, participant_of_token};
use crate::auth::Tokens;
use crate::ctx::Ctx;
use crate::meetings::{Meeting, Status};
use crate::store::{Store, StoreError, Tx};
use crate::time::Zone;

/// What a secret link leads to: the view of one guest, and of nobody else.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The meeting, whose only participant is the guest.
    pub meeting: Meeting,
    /// The guest.
    pub guest: Participant,
}

impl Invitation {
    pub(super) fn new(mut meeting: Meeting, guest: Participant) -> Self {
        meeting.participants = vec![guest.clone()];
        Self { meeting, guest }
    }

    /// Whether an answer would be taken.
    pub fn takes_answers(&self, now: time::UtcDateTime) -> bool {
        self.meeting.status(now) == Status::Scheduled
    }
}

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum FindByLinkError {
    /// It is nobody's link: made up, renewed since, of somebody who was taken out, or of a meeting
    /// that has ended.
    #[error("there is no such link")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes nothing, however often the link is followed. A meeting that was called off is shown until
/// it would have ended, so that the guest learns of it. With the zone of the account that owns the
/// guest's address, if there is one. Without the name of an organiser that does not own theirs.
pub fn find_by_link(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<(Invitation, Option<Zone>), FindByLinkError> {
    store.read(|tx| {
        let found = holder_in(tx, ctx, tokens, token)?;
        let (mut meeting, guest, _kind) = found.ok_or(FindByLinkError::NotFound)?;
        let account = match guest.user {
            Some(user) => tx.users().find(user.id)?,
            None => None,
        };
        let zone = account
            .filter(|user| user.owns_address(ctx.email_verification))
            .map(|user| user.zone);
        let organiser = tx.users().find(meeting.organiser.user_id)?;
        if !organiser.is_some_and(|user| user.owns_address(ctx.email_verification)) {
            meeting.organiser.name = meeting.organiser.email.to_string();
        }
        Ok((Invitation::new(meeting, guest), zone))
    })
}

/// Whose link it is, and the meeting, which is found before anything is trusted: in a write, what
/// was read earlier may have changed until then.
pub(super) fn holder_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<Option<(Meeting, Participant, LinkKind)>, StoreError> {
    let Some(id) = participant_of_token(token) else {
        return Ok(None);
    };
    let Some(named) = tx.participants().find(id)? else {
        return Ok(None);
    };
    // Whoever makes up links shall not get hold of a meeting's row.
    if kind_of_token(tokens, token, &named)?.is_none() {
        return Ok(None);
    }
    let found = tx.meetings().find(named.meeting_id)?;
    let Some(meeting) = found.filter(|meeting| !meeting.has_ended(ctx.now)) else {
        return Ok(None);
    };
    let Some(guest) = meeting.participant(id).cloned() else {
        return Ok(None);
    };
    let kind = kind_of_token(tokens, token, &guest)?;
    Ok(kind.map(|kind| (meeting, guest, kind)))
}
