//! Counts the e-mails of one message.

use std::collections::BTreeMap;

use time::Duration;

use super::{MailLimits, Subject, Take, Taken};
use crate::ctx::Ctx;
use crate::store::{StoreError, Tx};
use crate::text::Email;

/// An e-mail that is counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// In whose name it goes out.
    pub from: &'a Email,
    /// The recipient.
    pub to: &'a Email,
    /// Whether the one is outside the circle of the other.
    pub is_stranger: bool,
}

/// Counts these e-mails, which the account with this address causes: none of a guest who replies by a
/// link. How long each of them waits, in their order; by one statement, and by none where there are no limits or no
/// e-mails.
pub fn take(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    account: Option<&Email>,
    mails: &[Counted<'_>],
) -> Result<Vec<Duration>, StoreError> {
    let Some(limits) = ctx.mail_limits.filter(|_| !mails.is_empty()) else {
        return Ok(vec![Duration::ZERO; mails.len()]);
    };
    let counts = counts(ctx, &limits, account, mails);
    let wanted: Vec<Take> = counts
        .iter()
        .map(|(subject, count)| take_of(&limits, subject, *count))
        .collect();
    let taken = tx.allowances().take(&wanted, ctx.now)?;
    Ok(waits(&limits, &taken, mails))
}

fn counts(
    ctx: &Ctx,
    limits: &MailLimits,
    account: Option<&Email>,
    mails: &[Counted<'_>],
) -> BTreeMap<Subject, u32> {
    let all = u32::try_from(mails.len()).unwrap_or(u32::MAX);
    let mut counts = BTreeMap::from([(Subject::server(limits, ctx.now), all)]);
    counts.extend(account.map(|account| (Subject::Account(account.clone()), all)));
    for subject in mails.iter().flat_map(|mail| Subject::of_mail(limits, mail)) {
        *counts.entry(subject).or_insert(0) += 1;
    }
    counts
}

fn take_of(limits: &MailLimits, subject: &Subject, count: u32) -> Take {
    let allowance = subject.allowance(limits);
    let parts = i32::from(subject.parts(limits));
    Take {
        subject: subject.clone(),
        cost: allowance.cost(count) * parts,
        window: allowance.window * parts,
    }
}

/// The longest wait counts. What all e-mails share is used up one after the other.
fn waits(limits: &MailLimits, taken: &[Taken], mails: &[Counted<'_>]) -> Vec<Duration> {
    let all = u32::try_from(mails.len()).unwrap_or(u32::MAX);
    let wait = |taken: &Taken, later: u32| {
        let allowance = taken.subject.allowance(limits);
        let parts = i32::from(taken.subject.parts(limits));
        allowance.wait(taken.used / parts - allowance.cost(later))
    };
    let (shared, own): (Vec<&Taken>, Vec<&Taken>) = taken
        .iter()
        .partition(|taken| matches!(taken.subject, Subject::Account(_) | Subject::Server(_)));
    (1..=all)
        .zip(mails)
        .map(|(number, mail)| {
            let shared = shared
                .iter()
                .map(|taken| wait(taken, all.saturating_sub(number)));
            let own = own.iter().filter(|taken| taken.subject.is_to(mail.to));
            let longest = shared.chain(own.map(|taken| wait(taken, 0))).max();
            longest.unwrap_or(Duration::ZERO)
        })
        .collect()
}
