//! Logs somebody out somewhere else.

use thiserror::Error;

use super::Actor;
use crate::ids::SessionId;
use crate::store::{Store, StoreError};

/// Why no session has ended.
#[derive(Debug, Error)]
pub enum EndSessionError {
    /// The actor has no such session.
    #[error("there is no such session")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One of the actor's own, which may be the one that asks.
pub fn end_session(store: &dyn Store, actor: &Actor, id: SessionId) -> Result<(), EndSessionError> {
    store.write(|tx| {
        let found = tx.sessions().find(id)?;
        found
            .filter(|session| session.user_id == actor.user_id)
            .ok_or(EndSessionError::NotFound)?;
        tx.sessions().delete(id)?;
        Ok(())
    })
}
