//! Finds what is to be exported.

use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::{FindError, Meeting, Viewer, find_visible};
use crate::store::{Store, StoreError};

/// One meeting that the actor may see.
pub fn export(store: &dyn Store, actor: &Actor, id: MeetingId) -> Result<Meeting, FindError> {
    find_visible(store, actor, id)
}

/// The actor's scheduled meetings that have not ended, without what the actor may not see.
pub fn export_all(store: &dyn Store, ctx: &Ctx, actor: &Actor) -> Result<Vec<Meeting>, StoreError> {
    let mut meetings =
        store.read(|tx| tx.meetings().list_upcoming(&Viewer::from(actor), ctx.now))?;
    for meeting in &mut meetings {
        meeting.redact_for(actor);
    }
    Ok(meetings)
}
