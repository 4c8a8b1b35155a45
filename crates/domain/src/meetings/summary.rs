//! Counts the meetings of an actor.

use super::{Summary, Viewer};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// By one statement.
pub fn summary(store: &dyn Store, ctx: &Ctx, actor: &Actor) -> Result<Summary, StoreError> {
    store.glance(|tx| tx.meetings().count(&Viewer::from(actor), ctx.now))
}
