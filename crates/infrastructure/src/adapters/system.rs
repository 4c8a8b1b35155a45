//! The operating system's clock and randomness.

use std::cell::RefCell;

use scheduler_domain::ctx::Entropy;
use time::UtcDateTime;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// This instant.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    pub fn now(self) -> UtcDateTime {
        UtcDateTime::now()
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

/// Bytes that were asked for and not given to anybody yet.
struct Stock {
    bytes: [u8; 1024],
    given: usize,
}

thread_local! {
    static STOCK: RefCell<Stock> = const {
        RefCell::new(Stock { bytes: [0; 1024], given: 1024 })
    };
}

impl Entropy for SystemEntropy {
    /// Secrets come straight from the system. What ids need is fetched for many of them: a call for
    /// each request would be one of its four system calls. Panics when the system has none: a server that
    /// can be guessed must not go on.
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > 16 {
            fetch(bytes);
        } else {
            STOCK.with_borrow_mut(|stock| stock.give(bytes));
        }
    }
}

impl Stock {
    /// Each byte once.
    fn give(&mut self, to: &mut [u8]) {
        if self.bytes.len() - self.given < to.len() {
            fetch(&mut self.bytes);
            self.given = 0;
        }
        for (to, from) in to.iter_mut().zip(self.bytes.iter_mut().skip(self.given)) {
            *to = std::mem::take(from);
        }
        self.given += to.len();
    }
}

fn fetch(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        panic!("the operating system gives no random bytes: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nothing_is_given_twice() {
        let mut seen = HashSet::new();
        for _ in 0..2000 {
            for length in [10, 16, 32] {
                let mut bytes = vec![0; length];
                SystemEntropy.fill(&mut bytes);
                assert!(bytes.iter().any(|byte| *byte != 0));
                assert!(seen.insert(bytes));
            }
        }
    }

    #[test]
    fn what_was_given_is_not_kept() {
        let mut stock = Stock {
            bytes: [7; 1024],
            given: 1000,
        };
        let mut bytes = [0; 16];
        stock.give(&mut bytes);
        assert_eq!((bytes, stock.given), ([7; 16], 1016));
        assert_eq!(&stock.bytes[1000..1016], [0; 16]);
        // The eight bytes left are not enough.
        stock.give(&mut bytes);
        assert_eq!(stock.given, 16);
        assert_ne!(bytes, [7; 16]);
    }
}
