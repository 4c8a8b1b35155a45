//! What a use case may know of the world: the instant it runs at, and where random bytes come from.

use std::net::IpAddr;
use std::sync::Arc;

use time::{Duration, UtcDateTime};
use uuid::{Builder, Uuid};

use crate::conflicts::FreeBusyRules;
use crate::mail_limits::MailLimits;
use crate::quotas::Headroom;
use crate::time::{truncate, unix_millis};

/// Unpredictable bytes. Tests seed it; the server takes the operating system's.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// One request's view of the world: `now` is one instant for all that the request does.
#[derive(Clone)]
pub struct Ctx {
    /// This instant, in whole microseconds.
    pub now: UtcDateTime,
    /// How long mails about a change wait for the next change, so that several become one.
    pub mail_hold: Duration,
    /// How many e-mails there may be; none where there are no limits.
    pub mail_limits: Option<MailLimits>,
    /// How much accounts may store; none where there are no quotas.
    pub headroom: Option<Arc<Headroom>>,
    /// The network that the request comes from; none where nobody asked by the network.
    pub client: Option<IpAddr>,
    /// Whether an account speaks for its address only after the address was verified.
    pub email_verification: bool,
    /// Which people may know each other's busy time.
    pub free_busy: Arc<FreeBusyRules>,
    entropy: Arc<dyn Entropy>,
}

impl Ctx {
    /// `now` is cut to whole microseconds, which is what every store keeps. No mail is held back,
    /// there are no quotas and no client, addresses must be verified, and everyone's busy time is open.
    pub fn new(now: UtcDateTime, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            now: truncate(now),
            mail_hold: Duration::ZERO,
            mail_limits: None,
            headroom: None,
            client: None,
            email_verification: true,
            free_busy: Arc::new(FreeBusyRules::everyone()),
            entropy,
        }
    }

    /// A new UUID v7 (RFC 9562 §5.7) of this instant.
    pub fn new_uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        Builder::from_unix_timestamp_millis(unix_millis(self.now), &random).into_uuid()
    }

    /// So long, or up to a fifth more or less, as chance will have it.
    pub fn about(&self, span: Duration) -> Duration {
        let mut random = [0; 2];
        self.entropy.fill(&mut random);
        let chance = f64::from(u16::from_le_bytes(random)) / f64::from(u16::MAX);
        span * (0.8 + 0.4 * chance)
    }

    /// 32 bytes that nobody can guess.
    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        bytes
    }
}
