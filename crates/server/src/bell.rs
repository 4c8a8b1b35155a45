//! Wakes the worker, and sends it home.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Rung by whoever left work behind. Ringing while nobody waits is not lost; ringing twice is
/// ringing once.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    told: Condvar,
}

#[derive(Debug, Default)]
struct State {
    has_rung: bool,
    is_over: bool,
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.state().has_rung = true;
        self.told.notify_one();
    }

    /// There will be no more work.
    pub(crate) fn end(&self) {
        self.state().is_over = true;
        self.told.notify_all();
    }

    /// Until somebody rings, or for so long; `false` when it is over.
    pub(crate) fn wait(&self, patience: Duration) -> bool {
        let quiet = |state: &mut State| !state.has_rung && !state.is_over;
        let waited = self.told.wait_timeout_while(self.state(), patience, quiet);
        let (mut state, _timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        state.has_rung = false;
        !state.is_over
    }

    /// For so long, rung or not, but not beyond the end. A ring meanwhile is not lost.
    pub(crate) fn rest(&self, span: Duration) {
        let goes_on = |state: &mut State| !state.is_over;
        drop(self.told.wait_timeout_while(self.state(), span, goes_on));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn a_ring_before_the_wait_is_heard_once() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        let began = Instant::now();
        assert!(bell.wait(LONG));
        assert!(began.elapsed() < LONG);
        assert!(bell.wait(Duration::ZERO));
    }

    #[test]
    fn ring_during_a_rest_is_heard_after_it() {
        let bell = Bell::default();
        bell.ring();
        let began = Instant::now();
        bell.rest(Duration::from_millis(2));
        assert!(began.elapsed() >= Duration::from_millis(2));
        assert!(bell.wait(LONG));
        assert!(began.elapsed() < LONG);
        bell.end();
        bell.rest(LONG);
        assert!(began.elapsed() < LONG, "the end is not waited for");
    }

    #[test]
    fn a_ring_and_the_end_wake_whoever_waits() {
        let bell = Bell::default();
        std::thread::scope(|scope| {
            let rung = scope.spawn(|| bell.wait(LONG));
            bell.ring();
            assert!(rung.join().unwrap());
            let over = scope.spawn(|| bell.wait(LONG));
            bell.end();
            assert!(!over.join().unwrap());
        });
        assert!(!bell.wait(LONG));
    }
}
