//! Asks for a link by which a forgotten password is replaced.

use crate::ctx::Ctx;
use crate::notifications::reset_message;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// Queues the mail; at most one waits for an address. Whether there is an account is looked up
/// when the mail is sent, so that this does the same for every address and takes the same time.
pub fn request_reset(store: &dyn Store, ctx: &Ctx, email: &Email) -> Result<(), StoreError> {
    store.write(|tx| {
        tx.lock_people(std::slice::from_ref(email))?;
        tx.outbox().insert_once(&reset_message(ctx, email))
    })
}
