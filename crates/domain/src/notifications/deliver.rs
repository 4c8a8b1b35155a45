//! Sends what waits in the outbox.

use std::panic::{AssertUnwindSafe, catch_unwind};

use time::{Duration, UtcDateTime};

use super::compose::compose;
use super::{
    Attempt, MailFault, Mailer, NoticeKind, NotificationState, Queued, Superseded, Unreadable,
    claim_in,
};
use crate::auth::Tokens;
use crate::ctx::Ctx;
use crate::ids::NotificationId;
use crate::store::{Store, StoreError};

/// A notice is given up that is as old as this,
const LONGEST_WAY: Duration = Duration::days(3);
/// unless it was tried less often than this, since nobody was there to send it.
const LEAST_ATTEMPTS: i32 = 5;
const LONGEST_PAUSE: Duration = Duration::hours(4);
/// How long a claim lasts: more than any mail server may take for a batch.
const LEASE: Duration = Duration::minutes(5);

/// What sending needs besides the store.
pub struct Delivery<'a> {
    /// Takes the mails.
    pub mailer: &'a dyn Mailer,
    /// Signs the links in mails.
    pub tokens: &'a dyn Tokens,
    /// Where people reach this server, without a slash at the end.
    pub public_url: &'a str,
    /// At most so many in one go.
    pub batch: u32,
    /// Is told of what the operator must look at.
    pub incidents: &'a dyn Fn(&Incident),
}

/// What the operator must look at, although the outbox is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incident {
    /// A notification cannot be read or put into words, and was given up.
    Unreadable(Unreadable),
    /// The program panicked at this notification, which is tried again later.
    Panicked(NotificationId),
    /// The mail server refuses this installation; the mails wait.
    Refused(String),
}

/// Claims a batch, sends it, and writes down after each mail how it went; how many notices were
/// claimed or given up, so that nothing is left to do for now when there were none.
/// A process that dies in between leaves a claim that ends by itself, and at most one mail that
/// is sent twice. `clock` says when an attempt ends; what half the lease does not suffice for is
/// left for another time.
pub fn deliver(
    store: &dyn Store,
    ctx: &Ctx,
    delivery: &Delivery<'_>,
    clock: &dyn Fn() -> UtcDateTime,
) -> Result<usize, StoreError> {
    let batch = store.write(|tx| claim_in(tx, ctx.now, ctx.now + LEASE, delivery.batch))?;
    for unreadable in &batch.unreadable {
        (delivery.incidents)(&Incident::Unreadable(unreadable.clone()));
    }
    for (place, claim) in batch.claimed.iter().enumerate() {
        // A slow mail server must not take us past the lease, when others send the rest.
        if clock() >= ctx.now + LEASE / 2 {
            break;
        }
        let sent = match attempt(store, ctx, delivery, claim)? {
            Some(Err(MailFault::Installation(why))) => {
                (delivery.incidents)(&Incident::Refused(why.clone()));
                let rest = batch.claimed.get(place..).unwrap_or_default();
                let rest: Vec<Queued> = rest.iter().flat_map(Queued::with_merged).collect();
                let now = crate::time::truncate(clock());
                store.write(|tx| tx.outbox().release(&rest, &why, now))?;
                return Ok(0);
            }
            Some(sent) => sent,
            // Anybody may ask for one, for any address: it is nobody's fault that nobody gets it. A change
            // of address may have been replaced, confirmed or undone meanwhile.
            None if matches!(
                claim.notice.kind,
                NoticeKind::PasswordReset | NoticeKind::EmailChange | NoticeKind::EmailChanged
            ) =>
            {
                let nobody = [(claim.id, Superseded::NoAccount)];
                store.write(|tx| tx.outbox().supersede(&nobody))?;
                continue;
            }
            None => Err(MailFault::Permanent(
                "There is no such user any more.".to_owned(),
            )),
        };
        let ended_at = crate::time::truncate(clock());
        let attempts: Vec<Attempt> = std::iter::once(claim)
            .chain(&claim.merged)
            .map(|one| outcome(ctx, one, sent.clone(), ended_at))
            .collect();
        store.write(|tx| {
            let mut attempts = attempts.iter();
            attempts.try_for_each(|attempt| tx.outbox().update(attempt))
        })?;
    }
    Ok(batch.claimed.len() + batch.superseded + batch.unreadable.len())
}

/// How sending went; `None` if it is for an account that is gone. What is wrong with this mail alone
/// keeps no other one back.
fn attempt(
    store: &dyn Store,
    ctx: &Ctx,
    delivery: &Delivery<'_>,
    claim: &Queued,
) -> Result<Option<Result<String, MailFault>>, StoreError> {
    let worked = catch_unwind(AssertUnwindSafe(|| {
        let mail = compose(store, ctx, delivery, claim)?;
        Ok(mail.map(|mail| delivery.mailer.send(&mail)))
    }));
    match worked {
        Ok(Err(StoreError::Corrupt(fault))) => {
            let id = claim.id;
            (delivery.incidents)(&Incident::Unreadable(Unreadable { id, fault }));
            let why = "It cannot be put into words.".to_owned();
            Ok(Some(Err(MailFault::Permanent(why))))
        }
        Ok(sent) => sent,
        Err(_panic) => {
            (delivery.incidents)(&Incident::Panicked(claim.id));
            Ok(Some(Err(MailFault::Temporary(
                "Internal error.".to_owned(),
            ))))
        }
    }
}

fn outcome(
    ctx: &Ctx,
    claim: &Queued,
    sent: Result<String, MailFault>,
    ended_at: UtcDateTime,
) -> Attempt {
    let attempts = claim.attempts + 1;
    let last_try_at = claim.notice.created_at + LONGEST_WAY;
    let is_last = ended_at >= last_try_at && attempts >= LEAST_ATTEMPTS;
    let (state, error, response) = match sent {
        Ok(said) => (NotificationState::Sent, None, Some(said)),
        Err(MailFault::Temporary(why) | MailFault::Installation(why)) if !is_last => {
            (NotificationState::Queued, Some(why), None)
        }
        Err(
            MailFault::Temporary(why) | MailFault::Installation(why) | MailFault::Permanent(why),
        ) => (NotificationState::Failed, Some(why), None),
    };
    Attempt {
        id: claim.id,
        state,
        error,
        response,
        ended_at,
        next_try_at: next_try_at(ctx, attempts, ended_at, last_try_at),
    }
}

/// By chance a little sooner or later: what failed together need not come back together. The last
/// attempt is where the way ends.
fn next_try_at(
    ctx: &Ctx,
    attempts: i32,
    ended_at: UtcDateTime,
    last_try_at: UtcDateTime,
) -> UtcDateTime {
    let next = crate::time::truncate(ended_at + ctx.about(pause(attempts)));
    if ended_at < last_try_at {
        next.min(last_try_at)
    } else {
        next
    }
}

/// One minute, doubled each time, at most [`LONGEST_PAUSE`].
fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(9);
    (Duration::minutes(1) * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_doubled_up_to_four_hours() {
        for (attempts, minutes) in [(1, 1), (2, 2), (5, 16), (8, 128), (9, 240), (99, 240)] {
            assert_eq!(pause(attempts), Duration::minutes(minutes));
        }
    }
}
