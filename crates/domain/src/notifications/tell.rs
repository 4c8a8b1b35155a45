//! Queues what a change of a meeting makes known.

use super::Act;
use crate::ctx::Ctx;
use crate::meetings::Meeting;
use crate::store::{StoreError, Tx};

/// A step of the transaction that makes the change. The mails wait for [`Ctx::mail_hold`]: what
/// changes until then is told with the same mail.
pub fn tell(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    act: &Act<'_>,
    meeting: &Meeting,
) -> Result<(), StoreError> {
    let messages = act.messages(ctx, meeting);
    tx.outbox().insert_held(&messages, ctx.mail_hold)
}
