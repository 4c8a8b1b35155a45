//! Shows whether an address gets e-mails.

use thiserror::Error;

use super::address_of_opt_out_token;
use crate::auth::Tokens;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// What the link of an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    /// The address.
    pub email: Email,
    /// Whether it gets no e-mails.
    pub is_opted_out: bool,
}

/// Why there is nothing to show or to change.
#[derive(Debug, Error)]
pub enum OptOutError {
    /// This server did not make the link.
    #[error("there is no such link")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes nothing, since mail scanners open links.
pub fn find_opt_out(
    store: &dyn Store,
    tokens: &dyn Tokens,
    token: &str,
) -> Result<OptOut, OptOutError> {
    let email = address_of_opt_out_token(tokens, token)?.ok_or(OptOutError::NotFound)?;
    let since = store.glance(|tx| tx.opt_outs().find(&email))?;
    Ok(OptOut {
        email,
        is_opted_out: since.is_some(),
    })
}
