//! A store that waits for others who write, longer than a request can.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};

/// How long a command waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server under load leaves other processes few gaps to write into an SQLite file.
pub(crate) struct PatientStore {
    inner: Arc<dyn Store>,
    patience: Duration,
}

impl PatientStore {
    pub(crate) fn new(inner: Arc<dyn Store>, patience: Duration) -> Self {
        Self { inner, patience }
    }
}

impl Store for PatientStore {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        let began = Instant::now();
        loop {
            match self.inner.run(mode, work) {
                Err(StoreError::Busy) if began.elapsed() < self.patience => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                done => return done,
            }
        }
    }

    fn is_near(&self) -> bool {
        self.inner.is_near()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use scheduler_testkit::MemoryStore;

    use super::*;

    /// In use by others so many times.
    struct InUse {
        inner: Arc<dyn Store>,
        times: AtomicUsize,
        error: StoreError,
    }

    impl Store for InUse {
        fn run(
            &self,
            mode: Mode,
            work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
        ) -> Result<(), StoreError> {
            let left = |left: usize| left.checked_sub(1);
            match self
                .times
                .try_update(Ordering::SeqCst, Ordering::SeqCst, left)
            {
                Ok(_) => Err(self.error.clone()),
                Err(_) => self.inner.run(mode, work),
            }
        }
    }

    fn written(times: usize, error: StoreError, patience: Duration) -> Result<usize, StoreError> {
        let inner: Arc<dyn Store> = Arc::new(InUse {
            inner: MemoryStore::fresh(),
            times: AtomicUsize::new(times),
            error,
        });
        let mut ran = 0;
        PatientStore::new(inner, patience).run(Mode::Write, &mut |_tx| {
            ran += 1;
            Verdict::Commit
        })?;
        Ok(ran)
    }

    #[test]
    fn others_are_waited_for_but_not_for_ever_and_not_after_a_fault() {
        assert_eq!(written(3, StoreError::Busy, PATIENCE).unwrap(), 1);
        let late = written(usize::MAX, StoreError::Busy, Duration::from_millis(20));
        assert!(matches!(late, Err(StoreError::Busy)), "{late:?}");
        let stale = written(1, StoreError::Stale, PATIENCE);
        assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    }
}
