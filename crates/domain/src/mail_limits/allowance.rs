//! How much of an allowance is used, and how long it takes to refill.

use std::num::NonZeroU32;

use time::Duration;

/// So many e-mails in a time. It is measured in time: each e-mail uses an equal share of the window,
/// and what is used comes back as time passes (a "leaky bucket", as the limits of requests are).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub limit: NonZeroU32,
    /// In which time.
    pub window: Duration,
}

impl Allowance {
    /// What this many e-mails use.
    pub fn cost(&self, count: u32) -> Duration {
        let limit = i64::from(self.limit.get());
        let whole = i64::try_from(self.window.whole_microseconds()).unwrap_or(i64::MAX);
        // A window of a day and 500 recipients are far from the end of the range.
        Duration::microseconds(whole.saturating_mul(i64::from(count)) / limit)
    }

    /// How long an e-mail waits after which this much is used; zero while it is within the limit.
    pub fn wait(&self, used: Duration) -> Duration {
        (used - self.window).max(Duration::ZERO)
    }

    /// How many e-mails this is; more than the limit where some wait.
    pub fn count(&self, used: Duration) -> u32 {
        let share = used.max(Duration::ZERO) / self.window;
        let count = (share * f64::from(self.limit.get())).round();
        // From a float, this is the nearest that there is.
        format!("{count:.0}").parse().unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowance_is_used_up_by_its_limit_and_refills_evenly() {
        for (limit, window) in [
            (1, 3_600),
            (5, 3_600),
            (7, 86_400),
            (20, 86_400),
            (20_000, 3_600),
        ] {
            let window = Duration::seconds(window);
            let limit = NonZeroU32::new(limit).unwrap();
            let allowance = Allowance { limit, window };
            let all = allowance.cost(limit.get());
            assert_eq!(all, window);
            assert_eq!(allowance.wait(all), Duration::ZERO);
            let one = allowance.cost(1);
            assert_eq!(allowance.wait(all + one), one);
            assert_eq!(allowance.count(all), limit.get());
            assert_eq!(allowance.count(all + one), limit.get() + 1);
            assert_eq!(allowance.count(-one), 0);
        }
    }
}
