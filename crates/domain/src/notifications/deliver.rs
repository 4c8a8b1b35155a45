//! Sends what waits in the outbox.

use time::Duration;

use super::compose::compose;
use super::{Attempt, MailFault, Mailer, NotificationState, Queued, claim_in};
use crate::auth::Tokens;
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// After this many attempts a notice is given up; by then about two days have passed.
const MOST_ATTEMPTS: i32 = 15;
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
    clock: &dyn Fn() -> time::UtcDateTime,
) -> Result<usize, StoreError> {
    let batch =
        store.write(|tx| claim_in(tx.outbox(), ctx.now, ctx.now + LEASE, delivery.batch))?;
    for claim in &batch.claimed {
        // A slow mail server must not take us past the lease, when others send the rest.
        if clock() >= ctx.now + LEASE / 2 {
            break;
        }
        let sent = match compose(store, ctx, delivery, claim)? {
            Some(mail) => delivery.mailer.send(&mail),
            None => Err(MailFault::Permanent(
                "There is no such user any more.".to_owned(),
            )),
        };
        let attempt = outcome(claim, sent, crate::time::truncate(clock()));
        store.write(|tx| tx.outbox().update(&attempt))?;
    }
    Ok(batch.claimed.len() + batch.superseded)
}

fn outcome(
    claim: &Queued,
    sent: Result<String, MailFault>,
    ended_at: time::UtcDateTime,
) -> Attempt {
    let attempts = claim.attempts + 1;
    let (state, error, response) = match sent {
        Ok(said) => (NotificationState::Sent, None, Some(said)),
        Err(MailFault::Temporary(why)) if attempts < MOST_ATTEMPTS => {
            (NotificationState::Queued, Some(why), None)
        }
        Err(MailFault::Temporary(why) | MailFault::Permanent(why)) => {
            (NotificationState::Failed, Some(why), None)
        }
    };
    Attempt {
        id: claim.id,
        state,
        error,
        response,
        ended_at,
        next_try_at: ended_at + pause(attempts),
    }
}

/// One minute, doubled each time, at most eight hours.
fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(9);
    (Duration::minutes(1) * 2_i32.pow(doublings)).min(Duration::hours(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_given_up_after_two_days() {
        let waits: Duration = (1..MOST_ATTEMPTS).map(pause).sum();
        assert_eq!(pause(1), Duration::minutes(1));
        assert_eq!(pause(2), Duration::minutes(2));
        assert_eq!(pause(11), Duration::hours(8));
        assert!(
            waits > Duration::hours(48) && waits < Duration::hours(72),
            "{waits}"
        );
    }
}
