//! Makes another secret link for a participant.

use super::changes::about;
use super::show_link::linked_in;
use super::{LinkError, Participant, shown_token};
use crate::audit::{self, Action, Target};
use crate::auth::{Actor, Tokens};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::store::Store;

/// By an organiser. The token of the new link; the earlier ones are dead from now on.
pub fn renew_link(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    actor: &Actor,
    meeting_id: MeetingId,
    id: ParticipantId,
) -> Result<String, LinkError> {
    store.write(|tx| {
        let before = linked_in(tx, ctx, actor, meeting_id, id)?;
        let after = Participant {
            link_number: before.link_number.wrapping_add(1),
            ..before
        };
        tx.participants().update(&after)?;
        let target = Target::participant(meeting_id, id);
        let (action, changes) = (Action::ParticipantRenewLink, vec![about(&after)]);
        audit::record(tx, ctx, actor, action, target, changes)?;
        Ok(shown_token(tokens, &after)?)
    })
}
