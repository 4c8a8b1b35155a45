//! How often one address, one account and one user may ask. Each process counts by itself: the
//! limits are there against floods, and nothing else rests on them.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use scheduler_domain::ids::UserId;

use crate::app::Settings;
use crate::problem::{Code, Problem};

/// How many keys a limiter remembers before it drops those that are back at full allowance.
const MANY_KEYS: usize = 10_000;

/// Requests for each minute; as many may come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Log-ins from one address.
    pub log_in_per_address: NonZeroU32,
    /// Log-ins to one account, from wherever.
    pub log_in_per_account: NonZeroU32,
    /// Registrations from one address.
    pub register_per_address: NonZeroU32,
    /// Secret links that are followed or answered by from one address.
    pub link_per_address: NonZeroU32,
    /// Password resets that one address asks for or makes.
    pub reset_per_address: NonZeroU32,
    /// Password resets that are asked for one account, from wherever.
    pub reset_per_account: NonZeroU32,
    /// Mails to one account that it asks for itself.
    pub mail_per_account: NonZeroU32,
    /// Exports of one account.
    pub export_per_account: NonZeroU32,
    /// All calls of one user.
    pub per_user: NonZeroU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        let per_minute = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            log_in_per_address: per_minute(60),
            log_in_per_account: per_minute(10),
            register_per_address: per_minute(20),
            link_per_address: per_minute(300),
            reset_per_address: per_minute(20),
            reset_per_account: per_minute(3),
            mail_per_account: per_minute(3),
            export_per_account: per_minute(3),
            per_user: per_minute(1_200),
        }
    }
}

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// The counters of this process.
pub(crate) struct Limits {
    log_in_per_address: Option<Keyed<IpAddr>>,
    log_in_per_account: Option<Keyed<String>>,
    register_per_address: Option<Keyed<IpAddr>>,
    link_per_address: Option<Keyed<IpAddr>>,
    reset_per_address: Option<Keyed<IpAddr>>,
    reset_per_account: Option<Keyed<String>>,
    mail_per_account: Option<Keyed<UserId>>,
    export_per_account: Option<Keyed<UserId>>,
    per_user: Option<Keyed<UserId>>,
}

impl Limits {
    pub(crate) fn new(settings: &Settings) -> Self {
        let limits = settings.rate_limits;
        Self {
            log_in_per_address: limits.map(|all| keyed(all.log_in_per_address)),
            log_in_per_account: limits.map(|all| keyed(all.log_in_per_account)),
            register_per_address: limits.map(|all| keyed(all.register_per_address)),
            link_per_address: limits.map(|all| keyed(all.link_per_address)),
            reset_per_address: limits.map(|all| keyed(all.reset_per_address)),
            reset_per_account: limits.map(|all| keyed(all.reset_per_account)),
            mail_per_account: limits.map(|all| keyed(all.mail_per_account)),
            export_per_account: limits.map(|all| keyed(all.export_per_account)),
            per_user: limits.map(|all| keyed(all.per_user)),
        }
    }

    /// `account` is an address in lower case, whether or not anybody has it.
    pub(crate) fn check_log_in(&self, from: Option<IpAddr>, account: &str) -> Result<(), Problem> {
        check(self.log_in_per_address.as_ref(), from.as_ref())?;
        check(self.log_in_per_account.as_ref(), Some(&account.to_owned()))
    }

    pub(crate) fn check_register(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check(self.register_per_address.as_ref(), from.as_ref())
    }

    /// Whether or not the link is anybody's.
    pub(crate) fn check_link(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check(self.link_per_address.as_ref(), from.as_ref())
    }

    /// `account` is an address in lower case, whether or not anybody has it.
    pub(crate) fn check_reset(&self, from: Option<IpAddr>, account: &str) -> Result<(), Problem> {
        self.check_reset_from(from)?;
        check(self.reset_per_account.as_ref(), Some(&account.to_owned()))
    }

    /// For who has a link already.
    pub(crate) fn check_reset_from(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check(self.reset_per_address.as_ref(), from.as_ref())
    }

    pub(crate) fn check_mail(&self, user: UserId) -> Result<(), Problem> {
        check(self.mail_per_account.as_ref(), Some(&user))
    }

    pub(crate) fn check_export(&self, user: UserId) -> Result<(), Problem> {
        check(self.export_per_account.as_ref(), Some(&user))
    }

    pub(crate) fn check_user(&self, user: UserId) -> Result<(), Problem> {
        check(self.per_user.as_ref(), Some(&user))
    }
}

fn keyed<K: Hash + Eq + Clone>(each_minute: NonZeroU32) -> Keyed<K> {
    RateLimiter::dashmap(Quota::per_minute(each_minute))
}

fn check<K: Hash + Eq + Clone>(limiter: Option<&Keyed<K>>, key: Option<&K>) -> Result<(), Problem> {
    let (Some(limiter), Some(key)) = (limiter, key) else {
        return Ok(());
    };
    if limiter.len() > MANY_KEYS {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|refused| {
        let wait = refused.wait_time_from(DefaultClock::default().now());
        Problem::new(Code::RateLimited).with_retry_after(wait.as_secs() + 1)
    })
}
