//! Takes what is to be sent, and gives up what nobody needs any more (ADR 13).

use time::UtcDateTime;

use super::{Outbox, Queued, settle};
use crate::store::StoreError;

/// What a worker took from the outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// To be sent by this process alone, until the lease ends.
    pub claimed: Vec<Queued>,
    /// How many notices were given up.
    pub superseded: usize,
}

/// Claims up to `limit` notices, each for another person or about another meeting, as a step of
/// a transaction. Nobody else gets them before `until`.
pub fn claim_in(
    outbox: &mut dyn Outbox,
    now: UtcDateTime,
    until: UtcDateTime,
    limit: u32,
) -> Result<Batch, StoreError> {
    let mut queues: Vec<Vec<Queued>> = Vec::new();
    for one in outbox.due(now, limit)? {
        let same = queues
            .iter_mut()
            .find(|queue| queue.first().is_some_and(|first| first.is_beside(&one)));
        match same {
            Some(queue) => queue.push(one),
            None => queues.push(vec![one]),
        }
    }
    let (mut claimed, mut superseded) = (Vec::new(), Vec::new());
    for queue in queues {
        let settled = settle(queue, now);
        claimed.extend(settled.next);
        superseded.extend(settled.superseded);
    }
    outbox.supersede(&superseded)?;
    outbox.claim(&claimed, until)?;
    Ok(Batch {
        claimed,
        superseded: superseded.len(),
    })
}

impl Queued {
    /// Whether both are for one person about one meeting.
    fn is_beside(&self, other: &Self) -> bool {
        self.notice.meeting_id.is_some()
            && self.notice.meeting_id == other.notice.meeting_id
            && self.notice.email == other.notice.email
    }
}
