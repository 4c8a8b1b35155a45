//! Takes what is to be sent, and gives up what nobody needs any more (ADR 13).

use time::UtcDateTime;

use super::{NoticeKind, Queued, Superseded, Unreadable, settle};
use crate::ids::NotificationId;
use crate::opt_out::is_still_sent;
use crate::store::{StoreError, Tx};

/// What a worker took from the outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// To be sent by this process alone, until the lease ends.
    pub claimed: Vec<Queued>,
    /// How many notices were given up.
    pub superseded: usize,
    /// What cannot be read, and was given up for that.
    pub unreadable: Vec<Unreadable>,
}

/// Claims up to `limit` notices, each for another person or about another meeting, as a step of
/// a transaction. Nobody else gets them before `until`.
pub fn claim_in(
    tx: &mut dyn Tx,
    now: UtcDateTime,
    until: UtcDateTime,
    limit: u32,
) -> Result<Batch, StoreError> {
    let mut queues: Vec<Vec<Queued>> = Vec::new();
    let due = tx.outbox().due(now, limit)?;
    tx.outbox().abandon(&due.unreadable)?;
    let (wanted, mut superseded) = without_opted_out(tx, due.queued)?;
    for one in wanted {
        let same = queues
            .iter_mut()
            .find(|queue| queue.first().is_some_and(|first| first.is_beside(&one)));
        match same {
            Some(queue) => queue.push(one),
            None => queues.push(vec![one]),
        }
    }
    let mut claimed = Vec::new();
    for queue in queues {
        let settled = settle(queue, now);
        match settled.next {
            Some(next) if tells_nothing_new(tx, &next)? => {
                superseded.push((next.id, Superseded::NothingNew));
            }
            Some(next) if offers_in_vain(tx, &next, now)? => {
                superseded.push((next.id, Superseded::OfferEnded));
            }
            next => claimed.extend(next),
        }
        superseded.extend(settled.superseded);
    }
    claimed.sort_by_key(|one: &Queued| one.notice.meeting_id.is_some());
    tx.outbox().supersede(&superseded)?;
    let taken: Vec<Queued> = claimed.iter().flat_map(Queued::with_merged).collect();
    tx.outbox().claim(&taken, until)?;
    Ok(Batch {
        claimed,
        superseded: superseded.len(),
        unreadable: due.unreadable,
    })
}

/// Those that are sent, and those whose recipients get no e-mails.
type Sorted = (Vec<Queued>, Vec<(NotificationId, Superseded)>);

fn without_opted_out(tx: &mut dyn Tx, due: Vec<Queued>) -> Result<Sorted, StoreError> {
    let recipients: Vec<_> = due
        .iter()
        .filter_map(|one| Some((one.notice.meeting_id?, one.notice.email.clone())))
        .collect();
    if recipients.is_empty() {
        return Ok((due, Vec::new()));
    }
    let stopped = tx.opt_outs().list_stopped(&recipients)?;
    let (mut sent, mut superseded) = (Vec::with_capacity(due.len()), Vec::new());
    for one in due {
        let (meeting, email) = (one.notice.meeting_id, &one.notice.email);
        let stop = stopped
            .iter()
            .find(|stop| Some(stop.meeting) == meeting && stop.email == *email);
        let is_sent = match stop {
            Some(stop) => {
                let was_told = match stop.has_accepted {
                    None => tx.outbox().last_told(stop.meeting, email, one.id)?,
                    Some(_known) => None,
                };
                let was_told = was_told.is_some_and(|(_, facts)| !facts.goes_on);
                is_still_sent(one.notice.kind, stop.has_accepted, was_told)
            }
            None => true,
        };
        if is_sent {
            sent.push(one);
        } else {
            superseded.push((one.id, Superseded::OptedOut));
        }
    }
    Ok((sent, superseded))
}

/// Whether it takes back a change of which the recipient was not told.
fn tells_nothing_new(tx: &mut dyn Tx, next: &Queued) -> Result<bool, StoreError> {
    let notice = &next.notice;
    let (NoticeKind::Update, Some(meeting), Some(facts)) =
        (notice.kind, notice.meeting_id, &notice.facts)
    else {
        return Ok(false);
    };
    if !facts.is_taken_back {
        return Ok(false);
    }
    let last = tx.outbox().last_told(meeting, &notice.email, next.id)?;
    let is_known = last
        .is_some_and(|(kind, last)| kind != NoticeKind::Cancellation && last.tells_the_same(facts));
    Ok(is_known)
}

/// Whether it offers a transfer by an offer that has ended.
fn offers_in_vain(tx: &mut dyn Tx, next: &Queued, now: UtcDateTime) -> Result<bool, StoreError> {
    let notice = &next.notice;
    let Some(meeting) = notice.meeting_id.filter(|_| notice.is_transfer_offer()) else {
        return Ok(false);
    };
    let open = tx.transfers().find_open(meeting)?;
    let holds = open.is_some_and(|offer| {
        offer.email == notice.email
            && offer.offered_at == notice.created_at
            && now < offer.expires_at
    });
    Ok(!holds)
}

impl Queued {
    /// This one and those that go out with it.
    pub(super) fn with_merged(&self) -> impl Iterator<Item = Self> {
        std::iter::once(self).chain(&self.merged).cloned()
    }

    /// Whether both are for one person about one meeting.
    fn is_beside(&self, other: &Self) -> bool {
        self.notice.meeting_id.is_some()
            && self.notice.meeting_id == other.notice.meeting_id
            && self.notice.email == other.notice.email
    }
}
