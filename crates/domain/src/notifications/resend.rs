//! Sends a mail once more, because an organiser wants it.

use thiserror::Error;
use time::Duration;

use super::enqueue::{EnqueueError, count_again};
use super::{Notice, NoticeKind, Notification, NotificationState};
use crate::audit::{self, Action, Change, Target};
use crate::auth::Actor;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, NotificationId};
use crate::meetings::policy::{Command, Permit, rule};
use crate::meetings::{Meeting, Status};
use crate::store::{Store, StoreError, Tx};

/// Why it is not sent again.
#[derive(Debug, Error)]
pub enum ResendError {
    /// There is no such meeting that the actor may see, or no such mail about it.
    #[error("there is no such notification")]
    NotFound,
    /// The actor neither organises the meeting nor is a co-organiser.
    #[error("only organisers may do this")]
    NotOrganiser,
    /// The organiser has not proved the address that the mail names.
    #[error("the organiser's address is not verified")]
    Held,
    /// What it says does not hold any more.
    #[error("the notification is superseded")]
    Superseded,
    /// A mail limit is reached; after this time there is room.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EnqueueError> for ResendError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::MailLimit(wait) => Self::MailLimit(wait),
            EnqueueError::Store(error) => error.into(),
        }
    }
}

/// By an organiser. What was sent or given up is queued anew, what waits is due now, and what is
/// being sent stays so; hence asking twice is like asking once. The notice as it is afterwards.
pub fn resend(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    meeting_id: MeetingId,
    id: NotificationId,
) -> Result<Notification, ResendError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(ResendError::NotFound)?;
        if !meeting.may_be_edited_by(actor) {
            return Err(ResendError::NotOrganiser);
        }
        let after = requeue_in(tx, ctx, id, Some(&meeting))?;
        if after.notice.kind == NoticeKind::Transfer && !meeting.is_led_by(actor) {
            return Err(ResendError::NotFound);
        }
        let by = meeting.acting_person(actor);
        count_again(tx, ctx, &by, &meeting, &after.notice.email)?;
        let changes = vec![
            Change::made("kind", after.notice.kind.word()),
            Change::made("email", after.notice.email.as_str()),
        ];
        let target = Target::notification(Some(meeting_id), id);
        audit::record(tx, ctx, actor, Action::NotificationResend, target, changes)?;
        Ok(after)
    })
}

/// [`resend`] of a mail about this meeting, or about none that there is, as a step of a transaction that
/// has found the meeting.
pub(crate) fn requeue_in(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    id: NotificationId,
    meeting: Option<&Meeting>,
) -> Result<Notification, ResendError> {
    let is_about = |one: &Notification| {
        meeting.is_none_or(|meeting| one.notice.meeting_id == Some(meeting.id))
    };
    let stored = tx.outbox().find(id)?.filter(is_about);
    let stored = stored.ok_or(ResendError::NotFound)?;
    let is_held = meeting.map_or(stored.is_held(), |meeting| {
        meeting.are_mails_held(ctx.email_verification)
    });
    if is_held {
        return Err(ResendError::Held);
    }
    let waits = stored.state == NotificationState::Queued;
    let permit = meeting.map(|meeting| {
        let phase = meeting.phase(ctx.now);
        rule(Command::Resend(stored.notice.kind), phase).permit
    });
    let is_refused = permit.is_some_and(|permit| permit != Permit::Allowed);
    if stored.is_superseded
        || (!waits && is_refused)
        || (!waits && !still_holds(&stored.notice, meeting, ctx))
    {
        return Err(ResendError::Superseded);
    }
    tx.outbox().requeue(id, ctx.now)?;
    let after = tx.outbox().find(id)?;
    after.ok_or(ResendError::NotFound)
}

/// Whether the notice tells what is so now.
fn still_holds(notice: &Notice, meeting: Option<&Meeting>, ctx: &Ctx) -> bool {
    let Some(meeting) = meeting else {
        return notice.kind == NoticeKind::Cancellation;
    };
    let is_scheduled = meeting.status(ctx.now) == Status::Scheduled;
    let invited = meeting.participant_with(&notice.email);
    match notice.kind {
        NoticeKind::Invitation | NoticeKind::Update => {
            is_scheduled && invited.is_some() && notice.sequence == meeting.sequence
        }
        NoticeKind::Reminder => is_scheduled && notice.sequence == meeting.sequence,
        NoticeKind::Cancellation => !is_scheduled || invited.is_none(),
        NoticeKind::Reply => {
            let reply = notice.facts.as_ref().and_then(|facts| facts.reply.as_ref());
            reply.is_some_and(|reply| {
                let now = meeting.participant_with(&reply.email);
                now.map_or(reply.has_left, |now| {
                    !reply.has_left && now.status == reply.status && now.note == reply.note
                })
            })
        }
        NoticeKind::Transfer
        | NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => false,
    }
}
