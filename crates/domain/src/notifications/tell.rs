//! Queues what a change of a meeting makes known.

use super::enqueue::{Beyond, EnqueueError, enqueue};
use super::{Act, Facts, Message, NoticeKind};
use crate::ctx::Ctx;
use crate::meetings::Meeting;
use crate::store::{StoreError, Tx};

/// A step of the transaction that makes the change. The mails wait for [`Ctx::mail_hold`]: what
/// changes until then is told with the same mail. Beyond a mail limit they wait until there is room.
pub fn tell(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    act: &Act<'_>,
    meeting: &Meeting,
) -> Result<(), StoreError> {
    let messages = act.messages(ctx, meeting);
    let how = (ctx.mail_hold, Beyond::Held);
    match enqueue(tx, ctx, (act.by, meeting), &messages, how) {
        // Nothing is refused that is held.
        Ok(()) | Err(EnqueueError::MailLimit(_)) => Ok(()),
        Err(EnqueueError::Store(error)) => Err(error),
    }
}

/// [`tell`] of what a caller asks for: beyond a mail limit nothing is queued.
pub fn tell_within_limits(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    act: &Act<'_>,
    meeting: &Meeting,
) -> Result<(), EnqueueError> {
    let messages = act.messages(ctx, meeting);
    let how = (ctx.mail_hold, Beyond::Refused);
    enqueue(tx, ctx, (act.by, meeting), &messages, how)
}

/// A step of a transaction that makes a change which is not worth a mail: what waits to tell of this
/// meeting tells it as it is now.
pub fn refresh(tx: &mut dyn Tx, ctx: &Ctx, meeting: &Meeting) -> Result<(), StoreError> {
    let facts = Facts::of(meeting);
    let message = Message::about(ctx, meeting, facts, NoticeKind::Update, Vec::new());
    tx.outbox().refresh(&message)
}
