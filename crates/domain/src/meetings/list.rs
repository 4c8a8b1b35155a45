//! Lists the meetings of an actor.

use super::{Filter, MeetingSummary, Viewer};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// What the actor organises or is invited to.
pub fn list(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    filter: &Filter,
    page: PageRequest,
) -> Result<Page<MeetingSummary>, StoreError> {
    store.read(|tx| {
        tx.meetings()
            .list(&Viewer::from(actor), filter, ctx.now, page)
    })
}
