//! How often one address, one account and one user may ask. Each process counts by itself: the
//! limits are there against floods, and nothing else rests on them.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::web::Data;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};
use scheduler_domain::ids::UserId;
use scheduler_domain::text::Email;

use crate::app::{App, Settings};
use crate::problem::{Code, Problem};

/// How many keys a limiter remembers before it drops those that are back at full allowance.
const MANY_KEYS: usize = 10_000;

/// Requests for each minute; as many may come at once. What is meant otherwise says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Log-ins from one address; from an IPv6 network of 56 bits twice, of 48 bits four times as many.
    pub log_in_per_address: NonZeroU32,
    /// Log-ins to one account from one network, from all that it does not know together, and passwords
    /// that are asked of a user who is logged in.
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
    /// Mails about an account to one address, and to addresses that one account wants, for each day instead.
    pub account_mails_per_day: NonZeroU32,
    /// People whom one account invites or has sent a mail, for each hour instead.
    pub recipients_per_account: NonZeroU32,
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
            account_mails_per_day: per_minute(20),
            recipients_per_account: per_minute(10_000),
            export_per_account: per_minute(3),
            per_user: per_minute(1_200),
        }
    }
}

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// The counters of this process.
pub(crate) struct Limits {
    log_in_per_address: Option<Networks>,
    log_in_per_account: Option<Keyed<String>>,
    log_in_per_account_and_network: Option<Keyed<(String, Option<IpAddr>)>>,
    password_per_user: Option<Keyed<UserId>>,
    register_per_address: Option<Networks>,
    link_per_address: Option<Keyed<IpAddr>>,
    reset_per_address: Option<Networks>,
    reset_per_account: Option<Keyed<String>>,
    mail_per_account: Option<Keyed<UserId>>,
    account_mails_per_day: Option<Keyed<String>>,
    address_changes_per_day: Option<Keyed<UserId>>,
    recipients_per_account: Option<Recipients>,
    export_per_account: Option<Keyed<UserId>>,
    per_user: Option<Keyed<UserId>>,
}

impl Limits {
    pub(crate) fn new(settings: &Settings) -> Self {
        let limits = settings.rate_limits;
        Self {
            log_in_per_address: limits.map(|all| Networks::new(all.log_in_per_address)),
            log_in_per_account: limits.map(|all| keyed(all.log_in_per_account)),
            log_in_per_account_and_network: limits.map(|all| keyed(all.log_in_per_account)),
            password_per_user: limits.map(|all| keyed(all.log_in_per_account)),
            register_per_address: limits.map(|all| Networks::new(all.register_per_address)),
            link_per_address: limits.map(|all| keyed(all.link_per_address)),
            reset_per_address: limits.map(|all| Networks::new(all.reset_per_address)),
            reset_per_account: limits.map(|all| keyed(all.reset_per_account)),
            mail_per_account: limits.map(|all| keyed(all.mail_per_account)),
            account_mails_per_day: limits.map(|all| keyed_by_day(all.account_mails_per_day)),
            address_changes_per_day: limits.map(|all| keyed_by_day(all.account_mails_per_day)),
            recipients_per_account: limits.map(|all| Recipients::new(all.recipients_per_account)),
            export_per_account: limits.map(|all| keyed(all.export_per_account)),
            per_user: limits.map(|all| keyed(all.per_user)),
        }
    }

    pub(crate) fn check_log_in_from(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check_networks(self.log_in_per_address.as_ref(), from)
    }

    /// `account` is an address in lower case, whether or not anybody has it. Networks that the account
    /// knows do not share the allowance of all others, so nobody locks its owner out.
    pub(crate) fn check_log_in_to(
        &self,
        account: &str,
        from: Option<IpAddr>,
        is_known: bool,
    ) -> Result<(), Problem> {
        let from_there = (account.to_owned(), from);
        check(
            self.log_in_per_account_and_network.as_ref(),
            Some(&from_there),
        )?;
        if is_known {
            return Ok(());
        }
        check(self.log_in_per_account.as_ref(), Some(&from_there.0))
    }

    /// A password that is asked of a caller who is logged in.
    pub(crate) fn check_password(&self, user: UserId) -> Result<(), Problem> {
        check(self.password_per_user.as_ref(), Some(&user))
    }

    pub(crate) fn check_register(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check_networks(self.register_per_address.as_ref(), from)
    }

    /// Whether or not the link is anybody's.
    pub(crate) fn check_link(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check(self.link_per_address.as_ref(), from.as_ref())
    }

    /// `account` is an address in lower case, whether or not anybody has it.
    pub(crate) fn check_reset(&self, from: Option<IpAddr>, account: &str) -> Result<(), Problem> {
        self.check_reset_from(from)?;
        check(self.reset_per_account.as_ref(), Some(&account.to_owned()))?;
        self.check_account_mail(account)
    }

    /// For who has a link already.
    pub(crate) fn check_reset_from(&self, from: Option<IpAddr>) -> Result<(), Problem> {
        check_networks(self.reset_per_address.as_ref(), from)
    }

    /// A mail about an account that is asked for by its address. Subaddresses count together.
    pub(crate) fn check_account_mail(&self, address: &str) -> Result<(), Problem> {
        check(
            self.account_mails_per_day.as_ref(),
            Some(&Email::from_stored(address.to_owned()).mailbox().to_string()),
        )
    }

    /// A mail to an address that the account wants: so an account reaches no more strangers in a day than
    /// an address gets mails.
    pub(crate) fn check_address_change(&self, user: UserId, address: &str) -> Result<(), Problem> {
        self.check_mail(user)?;
        check(self.address_changes_per_day.as_ref(), Some(&user))?;
        // Counted apart: what others ask for must not keep the owner from a reset or from registering.
        self.check_account_mail(&format!("change:{address}"))
    }

    pub(crate) fn check_mail(&self, user: UserId) -> Result<(), Problem> {
        check(self.mail_per_account.as_ref(), Some(&user))
    }

    /// Before so many people get a mail because of this user. Inside of a transaction, which may run
    /// several times, [`RecipientsOfRequest`] counts.
    pub(crate) fn check_recipients(&self, user: UserId, count: usize) -> Result<(), Problem> {
        let limit = self.recipients_per_account.as_ref();
        limit.map_or(Ok(()), |limit| limit.check(user, count))
    }

    pub(crate) fn check_export(&self, user: UserId) -> Result<(), Problem> {
        check(self.export_per_account.as_ref(), Some(&user))
    }

    pub(crate) fn check_user(&self, user: UserId) -> Result<(), Problem> {
        check(self.per_user.as_ref(), Some(&user))
    }
}

/// Counts requests of a client's network and of the wider ones around it: providers hand out IPv6
/// networks of 56 and of 48 bits, each of which has hundreds of those of 64 (RIPE-690).
struct Networks([Keyed<IpAddr>; 3]);

impl Networks {
    fn new(each_minute: NonZeroU32) -> Self {
        let times = |factor| each_minute.saturating_mul(factor);
        Self([NonZeroU32::MIN, TWICE, FOUR_TIMES].map(|factor| keyed(times(factor))))
    }

    fn check(&self, from: IpAddr) -> Result<(), Problem> {
        let networks = match from {
            IpAddr::V4(_) => vec![from],
            IpAddr::V6(v6) => [64, 56, 48]
                .map(|bits| Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (128 - bits))).into())
                .to_vec(),
        };
        let mut pairs = self.0.iter().zip(networks);
        pairs.try_for_each(|(limiter, network)| check(Some(limiter), Some(&network)))
    }
}

const TWICE: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);
const FOUR_TIMES: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);

fn check_networks(networks: Option<&Networks>, from: Option<IpAddr>) -> Result<(), Problem> {
    let (Some(networks), Some(from)) = (networks, from) else {
        return Ok(());
    };
    networks.check(from)
}

/// Recipients of one request, whose transaction may run several times.
pub(crate) struct RecipientsOfRequest {
    app: Data<App>,
    user: UserId,
    counted: usize,
}

impl RecipientsOfRequest {
    pub(crate) fn new(app: &Data<App>, user: UserId) -> Self {
        Self {
            app: app.clone(),
            user,
            counted: 0,
        }
    }

    /// Before so many people get a mail. What an earlier run has counted is not counted again.
    pub(crate) fn check(&mut self, count: usize) -> Result<(), Problem> {
        let more = count.saturating_sub(self.counted);
        self.app.limits.check_recipients(self.user, more)?;
        self.counted += more;
        Ok(())
    }
}

/// Counts people, not requests.
struct Recipients {
    each_hour: NonZeroU32,
    limiter: Keyed<UserId>,
}

impl Recipients {
    fn new(each_hour: NonZeroU32) -> Self {
        Self {
            each_hour,
            limiter: RateLimiter::dashmap(Quota::per_hour(each_hour)),
        }
    }

    /// A meeting of more people than that takes the whole allowance.
    fn check(&self, user: UserId, count: usize) -> Result<(), Problem> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let Some(count) = NonZeroU32::new(count.min(self.each_hour.get())) else {
            return Ok(());
        };
        drop_old(&self.limiter);
        match self.limiter.check_key_n(&user, count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => Err(too_many(&refused)),
            // Never: no count is above the allowance.
            Err(_insufficient) => Err(Problem::new(Code::RateLimited)),
        }
    }
}

fn keyed<K: Hash + Eq + Clone>(each_minute: NonZeroU32) -> Keyed<K> {
    RateLimiter::dashmap(Quota::per_minute(each_minute))
}

/// As many may come at once; then each waits for its part of a day.
fn keyed_by_day<K: Hash + Eq + Clone>(each_day: NonZeroU32) -> Keyed<K> {
    const DAY: Duration = Duration::from_hours(24);
    let quota = Quota::with_period(DAY / each_day.get());
    let quota = quota.unwrap_or_else(|| Quota::per_hour(each_day));
    RateLimiter::dashmap(quota.allow_burst(each_day))
}

fn check<K: Hash + Eq + Clone>(limiter: Option<&Keyed<K>>, key: Option<&K>) -> Result<(), Problem> {
    let (Some(limiter), Some(key)) = (limiter, key) else {
        return Ok(());
    };
    drop_old(limiter);
    limiter.check_key(key).map_err(|refused| too_many(&refused))
}

fn drop_old<K: Hash + Eq + Clone>(limiter: &Keyed<K>) {
    if limiter.len() > MANY_KEYS {
        limiter.retain_recent();
    }
}

fn too_many(refused: &NotUntil<<DefaultClock as Clock>::Instant>) -> Problem {
    let wait = refused.wait_time_from(DefaultClock::default().now());
    Problem::new(Code::RateLimited).with_retry_after(wait.as_secs() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[actix_web::test]
    async fn repeated_transaction_counts_recipients_once() {
        let world = World::with(|settings| {
            settings.rate_limits = Some(RateLimits {
                recipients_per_account: NonZeroU32::new(5).unwrap(),
                ..RateLimits::default()
            });
        });
        let user = UserId(uuid::Uuid::nil());
        let mut request = RecipientsOfRequest::new(&world.app, user);
        for _run in 0..10 {
            request.check(3).unwrap();
        }
        // A run that finds more people than the one before counts the difference.
        request.check(5).unwrap();
        assert!(request.check(6).is_err());
        let mut next = RecipientsOfRequest::new(&world.app, user);
        assert!(next.check(1).is_err());
    }
}
