//! What mail limits need of storage.

use time::{Duration, UtcDateTime};

use super::Subject;
use crate::store::StoreError;

/// What is taken from an allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Whose.
    pub subject: Subject,
    /// How much, in time.
    pub cost: Duration,
    /// How much the allowance holds; of the installation, the sum of all parts.
    pub window: Duration,
}

/// An allowance of which something is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whose.
    pub subject: Subject,
    /// How much is used, in time; more than the allowance holds where e-mails wait. Of the
    /// installation, the sum of all parts.
    pub used: Duration,
    /// How much the allowance holds; of the installation, the sum of all parts.
    pub window: Duration,
}

impl Taken {
    /// Whether four fifths are used.
    pub fn is_near(&self) -> bool {
        self.used * 5 >= self.window * 4
    }
}

/// What is used of the allowances. An allowance of which nothing is used has no row.
pub trait AllowanceRepo {
    /// Takes all of these at `now`, by one statement, whether or not they are covered; of each, how much
    /// is used afterwards. Subjects differ and are in their order, so that two transactions never wait for
    /// each other, and others wait for the same subject only. May be empty.
    fn take(&mut self, takes: &[Take], now: UtcDateTime) -> Result<Vec<Taken>, StoreError>;

    /// Allowances of which at least four fifths were used when something was last taken, and of which
    /// something is used at `now`; those with the most used first, by one statement. The installation is
    /// always among them if anything of it is used.
    fn list_near(&mut self, now: UtcDateTime, limit: u32) -> Result<Vec<Taken>, StoreError>;

    /// Forgets allowances of which nothing is used at `now`; how many.
    fn delete_full(&mut self, now: UtcDateTime) -> Result<u64, StoreError>;
}
