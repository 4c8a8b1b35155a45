//! Until when a unit of work that reads may go on. It runs on the thread of its caller, and so do the
//! statements in it and the functions that SQLite calls in them.

use std::cell::Cell;
use std::time::{Duration, Instant};

thread_local! {
    /// When the work began, and how long it may take.
    static DEADLINE: Cell<Option<(Instant, Duration)>> = const { Cell::new(None) };
}

/// While it lives, work on this thread has a deadline.
pub(crate) struct Deadline;

impl Deadline {
    /// From now on so long.
    pub(crate) fn after(duration: Duration) -> Self {
        DEADLINE.set(Some((Instant::now(), duration)));
        Self
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        DEADLINE.set(None);
    }
}

/// What is left; `None` where there is no deadline.
pub(crate) fn left() -> Option<Duration> {
    DEADLINE
        .get()
        .map(|(began, whole)| whole.saturating_sub(began.elapsed()))
}

/// What is used up; `None` where there is no deadline. SQLite does not ask.
pub(crate) fn spent() -> Option<Duration> {
    DEADLINE.get().map(|(began, _whole)| began.elapsed())
}

/// Whether the deadline has passed.
pub(crate) fn has_passed() -> bool {
    left().is_some_and(|left| left.is_zero())
}
