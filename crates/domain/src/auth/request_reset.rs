//! Asks for a link by which a forgotten password is replaced.

use crate::ctx::Ctx;
use crate::notifications::reset_message;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// Queues the mail, at most one for an address, if there is an active account; else writes nothing, so that
/// strangers cannot fill a database with addresses. It takes longer where there is an account: it must not
/// stand between a stranger's question and the answer.
pub fn request_reset(store: &dyn Store, ctx: &Ctx, email: &Email) -> Result<(), StoreError> {
    let account = store.glance(|tx| tx.users().find_by_email(email))?;
    if !account.is_some_and(|user| user.is_active) {
        return Ok(());
    }
    store.write(|tx| {
        tx.lock_people(std::slice::from_ref(email))?;
        tx.outbox().insert_once(&reset_message(ctx, email))
    })
}
