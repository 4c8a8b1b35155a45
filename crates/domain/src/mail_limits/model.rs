//! The limits, and what each counts.

use std::num::NonZeroU32;

use time::{Duration, UtcDateTime};

use super::{Allowance, Counted};
use crate::text::Email;

/// How many e-mails there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailLimits {
    /// By one account in an hour.
    pub account_hour: NonZeroU32,
    /// From one person to another in a day.
    pub pair_day: NonZeroU32,
    /// To one recipient in a day, from organisers outside the circle.
    pub stranger_day: NonZeroU32,
    /// Of the installation in an hour.
    pub hour: NonZeroU32,
}

impl Default for MailLimits {
    fn default() -> Self {
        let limit = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            account_hour: limit(1_000),
            pair_day: limit(20),
            stranger_day: limit(10),
            hour: limit(20_000),
        }
    }
}

/// Whose e-mails are counted. Recipients are [mailboxes](Email::mailbox): an address with another
/// subaddress is no other person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Those that the account with this address causes.
    Account(Email),
    /// Those from one person to another: from an organiser to a recipient, or from a participant to the
    /// organiser.
    Pair(Email, Email),
    /// Those of the installation. A busy one is counted in parts, so that writers do not wait for each
    /// other.
    Server(u8),
    /// Those to a recipient from organisers outside the circle.
    Stranger(Email),
}

/// So many e-mails an hour are counted in one part.
const PART: u32 = 1_250;
const MAX_PARTS: u32 = 16;

impl Subject {
    /// How many e-mails there may be, and in which time.
    pub fn allowance(&self, limits: &MailLimits) -> Allowance {
        let (limit, window) = match self {
            Self::Account(_) => (limits.account_hour, Duration::HOUR),
            Self::Pair(_, _) => (limits.pair_day, Duration::DAY),
            Self::Server(_) => (limits.hour, Duration::HOUR),
            Self::Stranger(_) => (limits.stranger_day, Duration::DAY),
        };
        Allowance { limit, window }
    }

    /// In how many parts it is counted. Each part refills by its share alone: where e-mails are spread
    /// over few parts, more is held to be used than is, never less.
    pub(super) fn parts(&self, limits: &MailLimits) -> u8 {
        match self {
            Self::Server(_) => {
                let parts = (limits.hour.get() / PART).clamp(1, MAX_PARTS);
                u8::try_from(parts).unwrap_or(1)
            }
            Self::Account(_) | Self::Pair(_, _) | Self::Stranger(_) => 1,
        }
    }

    /// The part of the installation in which a message of this instant is counted.
    pub(super) fn server(limits: &MailLimits, now: UtcDateTime) -> Self {
        let parts = u32::from(Self::Server(0).parts(limits));
        Self::Server(u8::try_from(now.microsecond() % parts).unwrap_or(0))
    }

    /// What an e-mail counts for, besides the account and the installation. Where strangers may get no more than a pair, the pair
    /// needs no row of its own: it can never be the first to be used up.
    pub(super) fn of_mail(limits: &MailLimits, mail: &Counted<'_>) -> Vec<Self> {
        let pair = || Self::Pair(mail.from.clone(), mail.to.mailbox());
        let stranger = || Self::Stranger(mail.to.mailbox());
        match mail.is_stranger {
            false => vec![pair()],
            true if limits.stranger_day <= limits.pair_day => vec![stranger()],
            true => vec![pair(), stranger()],
        }
    }

    /// Whether it counts e-mails to this recipient alone.
    pub(super) fn is_to(&self, email: &Email) -> bool {
        match self {
            Self::Pair(_, to) | Self::Stranger(to) => *to == email.mailbox(),
            Self::Account(_) | Self::Server(_) => false,
        }
    }
}
