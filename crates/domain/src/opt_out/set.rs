//! Stops the e-mails to an address, and takes that back.

use super::{OptOut, OptOutError, address_of_opt_out_token};
use crate::auth::Tokens;
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// By the link of the address. Doing it twice is like doing it once. What waits for the address is
/// decided when it is taken from the outbox, so it holds for e-mails that were queued before.
pub fn set_opt_out(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    token: &str,
    is_opted_out: bool,
) -> Result<OptOut, OptOutError> {
    let email = address_of_opt_out_token(tokens, token)?.ok_or(OptOutError::NotFound)?;
    store.write::<_, StoreError>(|tx| {
        tx.lock_people(std::slice::from_ref(&email))?;
        if is_opted_out {
            tx.opt_outs().insert(&email, ctx.now)
        } else {
            tx.opt_outs().delete(&email).map(|_was_there| ())
        }
    })?;
    Ok(OptOut {
        email,
        is_opted_out,
    })
}
