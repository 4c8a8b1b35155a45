//! Sends something to everybody who was invited, because an organiser wants it.

use thiserror::Error;
use time::Duration;

use super::enqueue::{Beyond, EnqueueError, enqueue};
use super::{Act, Event, NoticeKind};
use crate::audit::{self, Action, Change, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::policy::{Command, Permit, rule};
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;

/// Why nothing is sent.
#[derive(Debug, Error)]
pub enum NotifyError {
    /// There is no meeting that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may do this")]
    NotOrganiser,
    /// The meeting was called off, and this would say that it takes place.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// The meeting is over.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// Organisers cannot send this.
    #[error("this is not for organisers to send")]
    WrongKind,
    /// A mail limit is reached; after this time there is room.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EnqueueError> for NotifyError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::MailLimit(wait) => Self::MailLimit(wait),
            EnqueueError::Store(error) => error.into(),
        }
    }
}

/// For whom something was queued.
pub fn notify(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    kind: NoticeKind,
) -> Result<Vec<Email>, NotifyError> {
    store.write(|tx| notify_in(tx, ctx, actor, id, kind))
}

/// [`notify`] as a step of a transaction.
pub fn notify_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    kind: NoticeKind,
) -> Result<Vec<Email>, NotifyError> {
    let is_own = matches!(
        kind,
        NoticeKind::Reply
            | NoticeKind::Transfer
            | NoticeKind::EmailVerification
            | NoticeKind::PasswordReset
            | NoticeKind::EmailChange
            | NoticeKind::EmailChanged
    );
    if is_own {
        return Err(NotifyError::WrongKind);
    }
    let found = tx
        .meetings()
        .find(id)?
        .filter(|meeting| meeting.is_visible_to(actor));
    let meeting = found.ok_or(NotifyError::NotFound)?;
    if !meeting.may_be_edited_by(actor) {
        return Err(NotifyError::NotOrganiser);
    }
    let phase = meeting.phase(ctx.now);
    match rule(Command::Notify(kind), phase).permit {
        Permit::Allowed => {}
        Permit::RefusedCancelled => return Err(NotifyError::AlreadyCancelled),
        Permit::RefusedOver => return Err(NotifyError::AlreadyEnded),
    }
    let act = Act {
        event: Event::Notified(kind),
        // A copy to oneself would tell nothing; the organiser is no recipient anyway.
        by: &meeting.acting_person(actor),
        phase,
    };
    let messages = act.messages(ctx, &meeting);
    let how = (Duration::ZERO, Beyond::Refused);
    enqueue(tx, ctx, (act.by, &meeting), &messages, how)?;
    let recipients = messages.into_iter().flat_map(|message| message.recipients);
    let told: Vec<Email> = recipients.map(|recipient| recipient.email).collect();
    let changes = vec![
        Change::made("kind", kind.word()),
        Change::made("recipients", &told.len().to_string()),
    ];
    let target = Target::meeting(id);
    audit::record(tx, ctx, actor, Action::MeetingNotify, target, changes)?;
    Ok(told)
}
