//! Quotas, and what counts against them.

use std::num::{NonZeroU32, NonZeroU64};

use thiserror::Error;
use time::UtcDateTime;

use crate::meetings::{Meeting, MeetingDetails};

/// How much an account may have; a quota that is none is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Meetings that the account organises, that are not cancelled and have not ended.
    pub meetings_to_come: Option<NonZeroU32>,
    /// Octets of titles, descriptions and locations of all meetings that the account organises.
    pub stored_bytes: Option<NonZeroU64>,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            meetings_to_come: NonZeroU32::new(5_000),
            stored_bytes: NonZeroU64::new(100 * 1_024 * 1_024),
        }
    }
}

impl Quotas {
    /// No quotas.
    pub const OFF: Self = Self {
        meetings_to_come: None,
        stored_bytes: None,
    };

    /// How much is left; an account may be over a quota that was lowered.
    pub(super) fn left(&self, used: Usage) -> Usage {
        let left = |quota: Option<u64>, used: u64| {
            quota.map_or(u64::MAX, |quota| quota.saturating_sub(used))
        };
        Usage {
            meetings_to_come: left(
                self.meetings_to_come.map(|n| n.get().into()),
                used.meetings_to_come,
            ),
            stored_bytes: left(self.stored_bytes.map(NonZeroU64::get), used.stored_bytes),
        }
    }

    /// The quota that does not leave room for this, if there is one.
    pub(super) fn exceeded(&self, left: Usage, added: Usage) -> Option<Quota> {
        let meetings = self.meetings_to_come.map(Quota::MeetingsToCome);
        let bytes = self.stored_bytes.map(Quota::StoredBytes);
        meetings
            .filter(|_| added.meetings_to_come > left.meetings_to_come)
            .or_else(|| bytes.filter(|_| added.stored_bytes > left.stored_bytes))
    }
}

/// A quota, with how much it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Meetings to come.
    MeetingsToCome(NonZeroU32),
    /// Octets of text.
    StoredBytes(NonZeroU64),
}

/// The account has no room for what would be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a quota of the account is used up")]
pub struct QuotaExceeded(pub Quota);

/// What counts against the quotas of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Meetings that are not cancelled and have not ended.
    pub meetings_to_come: u64,
    /// Octets of titles, descriptions and locations.
    pub stored_bytes: u64,
}

impl Usage {
    /// What a meeting takes of its organiser's quotas.
    pub fn of(meeting: &Meeting, now: UtcDateTime) -> Self {
        Self {
            meetings_to_come: u64::from(!meeting.is_cancelled && !meeting.has_ended(now)),
            stored_bytes: bytes(&meeting.details),
        }
    }

    /// What a change of a meeting takes in addition.
    #[must_use]
    pub fn beyond(self, before: Self) -> Self {
        Self {
            meetings_to_come: self
                .meetings_to_come
                .saturating_sub(before.meetings_to_come),
            stored_bytes: self.stored_bytes.saturating_sub(before.stored_bytes),
        }
    }
}

fn bytes(details: &MeetingDetails) -> u64 {
    let texts = [
        details.title.as_str(),
        details.description.as_str(),
        details.location.as_str(),
    ];
    let lengths = texts
        .iter()
        .map(|text| u64::try_from(text.len()).unwrap_or(u64::MAX));
    lengths.sum()
}
