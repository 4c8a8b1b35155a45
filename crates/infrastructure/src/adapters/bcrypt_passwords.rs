//! Passwords, hashed by bcrypt.

use std::sync::Arc;

use bcrypt::BcryptError;
use scheduler_domain::auth::Passwords;
use scheduler_domain::store::StoreError;

/// bcrypt reads 72 bytes, its closing NUL included, and ignores the rest without a word.
const LONGEST: usize = 71;

/// Hashes at one cost; knows hashes of any cost.
#[derive(Debug)]
pub struct BcryptPasswords {
    cost: u32,
    /// Of nobody's password. It is spelt out and not computed, so that starting costs nothing.
    nobody: String,
}

impl BcryptPasswords {
    /// What a cost may be; each step doubles the time. 12 takes a quarter of a second.
    pub const COSTS: std::ops::RangeInclusive<u32> = 4..=20;

    /// The cost must be one of [`COSTS`](Self::COSTS).
    pub fn new(cost: u32) -> Self {
        let salt = "abcdefghijklmnopqrstuu";
        let digest = "abcdefghijklmnopqrstuvwxyzABCDe";
        Self {
            cost,
            nobody: format!("$2b${cost:02}${salt}{digest}"),
        }
    }
}

impl Passwords for BcryptPasswords {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        if password.len() > LONGEST {
            return Err(StoreError::Misuse("a password of more than 71 bytes"));
        }
        bcrypt::non_truncating_hash(password, self.cost)
            .map_err(|error| StoreError::Unavailable(Arc::new(error)))
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let fits = bcrypt::verify(password, hash.unwrap_or(&self.nobody));
        let fits = fits.or_else(|error| self.judge_nobody(password, &error));
        hash.is_some() && password.len() <= LONGEST && fits.unwrap_or(false)
    }
}

impl BcryptPasswords {
    /// A stored hash that is none must not answer faster than one that is.
    fn judge_nobody(&self, password: &str, error: &BcryptError) -> Result<bool, BcryptError> {
        tracing::error!(%error, "a stored password hash makes no sense");
        bcrypt::verify(password, &self.nobody).map(|_fits| false)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn only_the_password_itself_matches() {
        let passwords = BcryptPasswords::new(4);
        let hash = passwords.hash("correct horse battery").unwrap();
        assert!(passwords.matches("correct horse battery", Some(&hash)));
        for wrong in ["correct horse batterz", "", "correct horse battery\0"] {
            assert!(!passwords.matches(wrong, Some(&hash)), "{wrong:?}");
        }
        assert!(!passwords.matches("correct horse battery", None));
        assert!(!passwords.matches("correct horse battery", Some("not a hash")));
        assert_ne!(hash, passwords.hash("correct horse battery").unwrap());
    }

    #[test]
    fn the_last_byte_counts_and_more_are_refused() {
        let passwords = BcryptPasswords::new(4);
        let longest = "é".repeat(35) + "x";
        assert_eq!(longest.len(), 71);
        let hash = passwords.hash(&longest).unwrap();
        assert!(passwords.matches(&longest, Some(&hash)));
        assert!(!passwords.matches(&("é".repeat(35) + "y"), Some(&hash)));
        assert!(!passwords.matches(&(longest.clone() + "x"), Some(&hash)));
        for length in [72, 73, 1000] {
            assert!(passwords.hash(&"x".repeat(length)).is_err(), "{length}");
        }
    }

    #[test]
    fn a_hash_of_another_cost_is_known() {
        let hash = BcryptPasswords::new(4).hash("correct horse").unwrap();
        assert!(BcryptPasswords::new(5).matches("correct horse", Some(&hash)));
    }

    #[test]
    fn nobody_has_a_hash_of_every_cost() {
        for cost in BcryptPasswords::COSTS {
            let nobody = BcryptPasswords::new(cost).nobody;
            assert_eq!(
                nobody.parse::<bcrypt::HashParts>().unwrap().get_cost(),
                cost
            );
        }
    }

    #[test]
    fn every_refusal_takes_the_same_time() {
        let passwords = BcryptPasswords::new(8);
        let hash = passwords.hash("correct horse battery").unwrap();
        let long = "x".repeat(5000);
        let median = |password: &str, hash: Option<&str>| -> Duration {
            let mut times: Vec<_> = (0..7)
                .map(|_| {
                    let began = Instant::now();
                    assert!(!passwords.matches(password, hash));
                    began.elapsed()
                })
                .collect();
            times.sort();
            times[3]
        };
        let wrong = median("wrong", Some(&hash));
        for (why, password, hash) in [
            ("unknown user", "wrong", None),
            ("too long", long.as_str(), Some(hash.as_str())),
            ("too long, unknown user", long.as_str(), None),
            ("broken hash", "wrong", Some("broken")),
        ] {
            let other = median(password, hash);
            let ratio = other.as_secs_f64() / wrong.as_secs_f64();
            // Wide, since the machine may be busy: a skipped hash would be a thousandth.
            assert!((0.3..3.0).contains(&ratio), "{why}: {ratio}");
        }
    }
}
