//! Checks quotas by counting only now and then (ADR 50).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{QuotaExceeded, Quotas, Usage};
use crate::ctx::Ctx;
use crate::ids::UserId;
use crate::store::{StoreError, Tx};

/// After a count, this part of what is left may be stored before the next one.
const UNCOUNTED: u64 = 10;

/// So many accounts are remembered; of others is counted anew.
const MAX_ACCOUNTS: usize = 10_000;

/// The quotas, and what accounts may store in this process before their usage is counted again.
#[derive(Debug)]
pub struct Headroom {
    quotas: Quotas,
    accounts: Mutex<HashMap<UserId, Usage>>,
}

impl Headroom {
    /// Every account is counted at first.
    pub fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            accounts: Mutex::default(),
        }
    }

    /// Whether this may be stored without a count.
    fn spend(&self, account: UserId, added: Usage) -> bool {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left) = accounts.get_mut(&account) else {
            return false;
        };
        if self.quotas.exceeded(*left, added).is_some() {
            return false;
        }
        *left = left.beyond(added);
        true
    }

    /// Whether this may be stored beside what was counted.
    fn admit(&self, account: UserId, used: Usage, added: Usage) -> Result<(), QuotaExceeded> {
        let left = self.quotas.left(used);
        if let Some(quota) = self.quotas.exceeded(left, added) {
            return Err(QuotaExceeded(quota));
        }
        let left = left.beyond(added);
        let uncounted = Usage {
            meetings_to_come: left.meetings_to_come / UNCOUNTED,
            stored_bytes: left.stored_bytes / UNCOUNTED,
        };
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if accounts.len() >= MAX_ACCOUNTS && !accounts.contains_key(&account) {
            accounts.clear();
        }
        accounts.insert(account, uncounted);
        Ok(())
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
    let Some(headroom) = ctx
        .headroom
        .as_deref()
        .filter(|_| added != Usage::default())
    else {
        return Ok(());
    };
    if headroom.spend(account, added) {
        return Ok(());
    }
    let used = tx.meetings().usage(account, ctx.now)?;
    Ok(headroom.admit(account, used, added)?)
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroU64};

    use uuid::Uuid;

    use super::super::Quota;
    use super::*;

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
            if !headroom.spend(ANN, MEETING) {
                counts += 1;
                if let Err(refusal) = headroom.admit(ANN, used, MEETING) {
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
        assert_eq!(headroom.admit(ANN, full, MEETING), Ok(()));
    }

    #[test]
    fn account_over_a_lowered_quota_gets_no_more() {
        let headroom = headroom(2, 1_000);
        let used = Usage {
            meetings_to_come: 5,
            stored_bytes: 0,
        };
        assert!(headroom.admit(ANN, used, MEETING).is_err());
        let text = Usage {
            meetings_to_come: 0,
            stored_bytes: 10,
        };
        assert_eq!(headroom.admit(ANN, used, text), Ok(()));
    }

    #[test]
    fn few_accounts_are_remembered() {
        let headroom = headroom(100, 1_000);
        for number in 0..=MAX_ACCOUNTS {
            let account = UserId(Uuid::from_u128(u128::try_from(number).unwrap()));
            headroom.admit(account, Usage::default(), MEETING).unwrap();
        }
        let accounts = headroom.accounts.lock().unwrap();
        assert!(accounts.len() <= MAX_ACCOUNTS);
    }
}
