//! Checks quotas by counting only now and then (ADR 50).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use time::{Duration, UtcDateTime};

use super::{Quota, QuotaExceeded, Quotas, Usage};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::store::{StoreError, Tx};

/// After a count, this part of what is left may be stored before the next one.
const UNCOUNTED: u64 = 10;

/// So many accounts are remembered; of others is counted anew.
const MAX_ACCOUNTS: usize = 10_000;

/// For so long a refusal holds without another count, unless room is made: a count of long texts takes
/// 30 ms with SQLite, during which nothing else is written.
const REFUSED_FOR: Duration = Duration::SECOND;

/// The quotas, and what accounts may store in this process before their usage is counted again.
#[derive(Debug)]
pub struct Headroom {
    quotas: Quotas,
    accounts: Mutex<HashMap<UserId, Account>>,
}

#[derive(Debug)]
struct Account {
    /// May be stored without a count.
    left: Usage,
    refusal: Option<Refusal>,
}

#[derive(Debug)]
struct Refusal {
    at: UtcDateTime,
    added: Usage,
    quota: Quota,
}

impl Refusal {
    /// Whether it would be refused again.
    fn holds(&self, added: Usage, now: UtcDateTime) -> bool {
        let is_as_much = match self.quota {
            Quota::MeetingsToCome(_) => added.meetings_to_come >= self.added.meetings_to_come,
            Quota::StoredBytes(_) => added.stored_bytes >= self.added.stored_bytes,
        };
        is_as_much && now < self.at + REFUSED_FOR
    }
}

impl Headroom {
    /// Every account is counted at first.
    pub fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            accounts: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Account>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this may be stored without a count.
    fn spend(
        &self,
        account: UserId,
        added: Usage,
        now: UtcDateTime,
    ) -> Result<bool, QuotaExceeded> {
        let mut accounts = self.lock();
        let Some(known) = accounts.get_mut(&account) else {
            return Ok(false);
        };
        let refusal = known.refusal.as_ref();
        if let Some(refusal) = refusal.filter(|refusal| refusal.holds(added, now)) {
            return Err(QuotaExceeded(refusal.quota));
        }
        if self.quotas.exceeded(known.left, added).is_some() {
            return Ok(false);
        }
        known.left = known.left.beyond(added);
        Ok(true)
    }

    /// Whether this may be stored beside what was counted.
    fn admit(
        &self,
        account: UserId,
        (used, added): (Usage, Usage),
        now: UtcDateTime,
    ) -> Result<(), QuotaExceeded> {
        let left = self.quotas.left(used);
        let exceeded = self.quotas.exceeded(left, added);
        let left = left.beyond(added);
        let known = match exceeded {
            Some(quota) => Account {
                left: Usage::default(),
                refusal: Some(Refusal {
                    at: now,
                    added,
                    quota,
                }),
            },
            None => Account {
                left: Usage {
                    meetings_to_come: left.meetings_to_come / UNCOUNTED,
                    stored_bytes: left.stored_bytes / UNCOUNTED,
                },
                refusal: None,
            },
        };
        let mut accounts = self.lock();
        if accounts.len() >= MAX_ACCOUNTS && !accounts.contains_key(&account) {
            accounts.clear();
        }
        accounts.insert(account, known);
        exceeded.map_or(Ok(()), |quota| Err(QuotaExceeded(quota)))
    }
}

/// Whether the account has room for this; to be asked before it is stored. Of several processes, and of
/// transactions that run at once, each may pass a quota by a tenth of what was left.
pub fn ensure_room<E: From<StoreError> + From<QuotaExceeded>>(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    account: UserId,
    added: Usage,
) -> Result<(), E> {
    let headroom = ctx.headroom.as_deref();
    let Some(headroom) = headroom.filter(|_| added != Usage::default()) else {
        return Ok(());
    };
    if headroom.spend(account, added, ctx.now)? {
        return Ok(());
    }
    let used = tx.meetings().usage(account, ctx.now)?;
    Ok(headroom.admit(account, (used, added), ctx.now)?)
}

/// Something of the account goes away: the next request for room is counted.
pub fn room_is_made(ctx: &Ctx, account: UserId) {
    let Some(headroom) = ctx.headroom.as_deref() else {
        return;
    };
    if let Some(known) = headroom.lock().get_mut(&account) {
        known.refusal = None;
    }
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroU64};

    use time::macros::utc_datetime;
    use uuid::Uuid;

    use super::*;

    const NOW: UtcDateTime = utc_datetime!(2026-12-01 12:00);

    const ANN: UserId = UserId(Uuid::nil());
    const MEETING: Usage = Usage {
        meetings_to_come: 1,
        stored_bytes: 10,
    };

    fn headroom(meetings: u32, bytes: u64) -> Headroom {
        Headroom::new(Quotas {
            meetings_to_come: NonZeroU32::new(meetings),
            stored_bytes: NonZeroU64::new(bytes),
        })
    }

    /// Stores meetings until a quota refuses one: how many, and how often was counted.
    fn filled(headroom: &Headroom) -> (u64, u32, QuotaExceeded) {
        let (mut used, mut counts) = (Usage::default(), 0);
        loop {
            if !headroom.spend(ANN, MEETING, NOW).unwrap() {
                counts += 1;
                if let Err(refusal) = headroom.admit(ANN, (used, MEETING), NOW) {
                    return (used.meetings_to_come, counts, refusal);
                }
            }
            used.meetings_to_come += MEETING.meetings_to_come;
            used.stored_bytes += MEETING.stored_bytes;
        }
    }

    #[test]
    fn one_process_fills_a_quota_exactly_with_few_counts() {
        let meetings = QuotaExceeded(Quota::MeetingsToCome(NonZeroU32::new(5_000).unwrap()));
        let (stored, counts, refusal) = filled(&headroom(5_000, 1_000_000));
        assert_eq!((stored, refusal), (5_000, meetings));
        assert!(counts < 100, "{counts}");
        let bytes = QuotaExceeded(Quota::StoredBytes(NonZeroU64::new(1_005).unwrap()));
        let (stored, _, refusal) = filled(&headroom(5_000, 1_005));
        assert_eq!((stored, refusal), (100, bytes));
    }

    #[test]
    fn quota_that_is_off_refuses_nothing() {
        let headroom = headroom(0, 0);
        let full = Usage {
            meetings_to_come: u64::MAX / 2,
            stored_bytes: u64::MAX / 2,
        };
        assert_eq!(headroom.admit(ANN, (full, MEETING), NOW), Ok(()));
    }

    #[test]
    fn account_over_a_lowered_quota_gets_no_more() {
        let headroom = headroom(2, 1_000);
        let used = Usage {
            meetings_to_come: 5,
            stored_bytes: 0,
        };
        assert!(headroom.admit(ANN, (used, MEETING), NOW).is_err());
        let text = Usage {
            meetings_to_come: 0,
            stored_bytes: 10,
        };
        assert_eq!(headroom.admit(ANN, (used, text), NOW), Ok(()));
    }

    #[test]
    fn refusal_holds_for_a_second_without_a_count() {
        let headroom = headroom(1, 1_000);
        let refusal = headroom.admit(ANN, (MEETING, MEETING), NOW);
        let later = |millis| NOW + Duration::milliseconds(millis);
        assert!(refusal.is_err());
        assert_eq!(
            headroom.spend(ANN, MEETING, later(999)).map(|_| ()),
            refusal
        );
        assert_eq!(headroom.spend(ANN, MEETING, later(1_000)), Ok(false));
        let text = Usage {
            meetings_to_come: 0,
            ..MEETING
        };
        assert_eq!(headroom.spend(ANN, text, NOW), Ok(false));
    }

    #[test]
    fn few_accounts_are_remembered() {
        let headroom = headroom(100, 1_000);
        for number in 0..=MAX_ACCOUNTS {
            let account = UserId(Uuid::from_u128(u128::try_from(number).unwrap()));
            let nothing = Usage::default();
            headroom.admit(account, (nothing, MEETING), NOW).unwrap();
        }
        let accounts = headroom.accounts.lock().unwrap();
        assert!(accounts.len() <= MAX_ACCOUNTS);
    }
}
