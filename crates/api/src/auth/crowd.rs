//! Log-ins while many wait for their hash (ADR 52).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scheduler_domain::auth::Passwords;
use scheduler_domain::store::StoreError;

/// How long the last hash took.
#[derive(Debug, Default)]
pub(crate) struct HashTime(AtomicU64);

impl HashTime {
    fn note(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.0.store(micros.max(1), Ordering::Relaxed);
    }

    fn last(&self) -> Option<Duration> {
        let micros = self.0.load(Ordering::Relaxed);
        (micros > 0).then(|| Duration::from_micros(micros))
    }
}

/// Compares passwords for one log-in. In a crowd an address without an account costs no hash: the caller
/// waits as long as one takes, outside the line.
pub(super) struct LogInPasswords {
    inner: Arc<dyn Passwords>,
    time: Arc<HashTime>,
    is_crowded: bool,
    was_spared: AtomicBool,
}

impl LogInPasswords {
    pub(super) fn new(inner: Arc<dyn Passwords>, time: Arc<HashTime>, is_crowded: bool) -> Self {
        Self {
            inner,
            time,
            is_crowded,
            was_spared: AtomicBool::new(false),
        }
    }

    /// How long the caller waits for an answer that cost no hash.
    pub(super) fn wait(&self) -> Option<Duration> {
        let last = self.time.last();
        last.filter(|_| self.was_spared.load(Ordering::Relaxed))
    }
}

impl Passwords for LogInPasswords {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        self.inner.hash(password)
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        if hash.is_none() && self.is_crowded && self.time.last().is_some() {
            self.was_spared.store(true, Ordering::Relaxed);
            return false;
        }
        let began = Instant::now();
        let fits = self.inner.matches(password, hash);
        self.time.note(began.elapsed());
        fits
    }
}
