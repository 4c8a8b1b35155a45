//! Shows where somebody is logged in.

use super::{Actor, Device, Session};
use crate::ctx::Ctx;
use crate::page::{Page, PageRequest};
use crate::store::{Store, StoreError};

/// The actor's own sessions, the last used first.
pub fn list_sessions(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    page: PageRequest,
) -> Result<Page<(Session, Device)>, StoreError> {
    store.read(|tx| tx.sessions().list(actor.user_id, ctx.now, page))
}
