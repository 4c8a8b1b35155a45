//! Queues messages about a meeting within the mail limits; all of them but reminders are queued here
//! (ADR 47).

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;
use time::{Duration, UtcDateTime};

use super::{HELD, Message, NoticeKind, Recipient};
use crate::ctx::Ctx;
use crate::mail_limits::{self, Counted};
use crate::meetings::{ActingPerson, Meeting};
use crate::store::{StoreError, Tx};
use crate::text::Email;

/// Why nothing is queued.
#[derive(Debug, Error)]
pub enum EnqueueError {
    /// A mail limit is reached; after this time there is room for all of it.
    #[error("a mail limit is reached")]
    MailLimit(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happens to e-mails beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beyond {
    /// Nothing is queued.
    Refused,
    /// They wait until there is room.
    Held,
}

/// As a step of the transaction that makes the change.
pub(super) fn enqueue(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, meeting): (&ActingPerson, &Meeting),
    messages: &[Message],
    (delay, beyond): (Duration, Beyond),
) -> Result<(), EnqueueError> {
    let mut held = Vec::new();
    for message in messages {
        held.extend(count(tx, ctx, (by, meeting), message, (delay, beyond))?);
    }
    tx.outbox().insert_held(messages, delay)?;
    for (kind, recipients) in held {
        tx.outbox().hold(meeting.id, kind, &recipients)?;
    }
    Ok(())
}

/// Until when e-mails of a kind to these recipients are held.
type Held = (NoticeKind, Vec<(Email, UtcDateTime)>);

/// What waits unsent is replaced, so that it is no further e-mail, and keeps its turn.
fn count(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, meeting): (&ActingPerson, &Meeting),
    message: &Message,
    (delay, beyond): (Duration, Beyond),
) -> Result<Option<Held>, EnqueueError> {
    if ctx.mail_limits.is_none() {
        return Ok(None);
    }
    let has_place = message.is_replacement() || message.kind == NoticeKind::Reply;
    let waiting: BTreeMap<Email, UtcDateTime> = if has_place {
        let waiting = tx.outbox().list_waiting(meeting.id, message.kind)?;
        // What is due may be taken in this moment, and then the new one is an e-mail of its own.
        waiting
            .into_iter()
            .filter(|(_, due_at)| *due_at > ctx.now)
            .collect()
    } else {
        BTreeMap::new()
    };
    let (again, new): (Vec<&Recipient>, Vec<&Recipient>) = message
        .recipients
        .iter()
        .partition(|to| waiting.contains_key(&to.email));
    let waits = take(tx, ctx, (by, meeting), &new)?;
    if beyond == Beyond::Refused {
        let longest = waits.iter().max().copied().unwrap_or_default();
        if longest > Duration::ZERO {
            return Err(EnqueueError::MailLimit(longest));
        }
    }
    let due_at = ctx.now + delay;
    let held = new
        .iter()
        .zip(waits)
        .map(|(to, wait)| (to.email.clone(), ctx.now + wait));
    let kept = again.iter().filter_map(|to| {
        // What waited for a proof was counted too, and has no turn that could be kept.
        let due_at = waiting.get(&to.email).filter(|due_at| **due_at != HELD)?;
        Some((to.email.clone(), *due_at))
    });
    let held: Vec<_> = held
        .chain(kept)
        .filter(|(_, until)| *until > due_at)
        .collect();
    Ok((!held.is_empty()).then_some((message.kind, held)))
}

/// Counts an e-mail that is sent once more.
pub(super) fn count_again(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    by: &ActingPerson,
    meeting: &Meeting,
    to: &Email,
) -> Result<(), EnqueueError> {
    if ctx.mail_limits.is_none() {
        return Ok(());
    }
    let waits = take(tx, ctx, (by, meeting), &[&Recipient::new(to, "")])?;
    match waits.into_iter().max() {
        Some(wait) if wait > Duration::ZERO => Err(EnqueueError::MailLimit(wait)),
        _ => Ok(()),
    }
}

fn take(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    (by, meeting): (&ActingPerson, &Meeting),
    recipients: &[&Recipient],
) -> Result<Vec<Duration>, StoreError> {
    let strangers = strangers(tx, meeting, recipients)?;
    let organiser = &meeting.organiser.email;
    let acting = by.email.as_ref().unwrap_or(organiser);
    let mails: Vec<Counted<'_>> = recipients
        .iter()
        .map(|to| Counted {
            from: if to.email == *organiser {
                acting
            } else {
                organiser
            },
            to: &to.email,
            is_stranger: strangers.contains(&to.email),
        })
        .collect();
    mail_limits::take(tx, ctx, by.account(), &mails)
}

/// Those to whom the organiser is a stranger. Who accepted this meeting, or organises it, is not asked for.
fn strangers(
    tx: &mut dyn Tx,
    meeting: &Meeting,
    recipients: &[&Recipient],
) -> Result<BTreeSet<Email>, StoreError> {
    let organiser = &meeting.organiser.email;
    let is_known = |email: &Email| {
        let participant = meeting.participant_with(email);
        email == organiser || participant.is_some_and(|one| one.has_accepted)
    };
    let others = recipients.iter().map(|to| to.email.clone());
    let mut others: BTreeSet<Email> = others.filter(|email| !is_known(email)).collect();
    if !others.is_empty() {
        let asked: Vec<Email> = others.iter().cloned().collect();
        for relation in tx.circle().list(organiser, &asked)? {
            if relation.has_met {
                others.remove(&relation.person);
            }
        }
    }
    Ok(others)
}
