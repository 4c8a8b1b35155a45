//! Sends what waits in the outbox.

use time::Duration;

use super::{Attempt, Mail, MailFault, Mailer, NoticeKind, NotificationState, Queued, claim_in};
use crate::auth::{Tokens, verification_token};
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

fn compose(
    store: &dyn Store,
    ctx: &Ctx,
    delivery: &Delivery<'_>,
    claim: &Queued,
) -> Result<Option<Mail>, StoreError> {
    let notice = &claim.notice;
    let link = match (notice.kind, notice.meeting_id) {
        (NoticeKind::EmailVerification, _) => {
            let Some(user) = store.glance(|tx| tx.users().find_by_email(&notice.email))? else {
                return Ok(None);
            };
            format!(
                "/verify-email/{}",
                verification_token(ctx, delivery.tokens, user.id)?
            )
        }
        (NoticeKind::Invitation | NoticeKind::Update | NoticeKind::Reminder, Some(id)) => {
            format!("/meetings/{id}")
        }
        (NoticeKind::Cancellation | NoticeKind::Reply | NoticeKind::PasswordReset, _)
        | (_, None) => String::new(),
    };
    let text = match link.as_str() {
        "" => notice.message.clone(),
        path => format!("{}\n{}{path}\n", notice.message, delivery.public_url),
    };
    Ok(Some(Mail {
        id: claim.id,
        to: notice.email.clone(),
        name: notice.name.clone(),
        kind: notice.kind,
        subject: notice.subject.clone(),
        text,
    }))
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
