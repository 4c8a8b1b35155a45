//! What the bench is doing, on stderr: one line that changes on a terminal, else a line for each
//! step.

use std::cell::Cell;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

pub(crate) struct Progress {
    is_terminal: bool,
    last: Cell<Option<Instant>>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            is_terminal: stderr().is_terminal(),
            last: Cell::new(None),
        }
    }

    /// A step begins.
    pub(crate) fn step(&self, text: &str) {
        if self.is_terminal {
            self.last.set(None);
            self.live(text);
        } else {
            let _gone = writeln!(stderr(), "{text}");
        }
    }

    /// How far a step is, on a terminal only.
    pub(crate) fn live(&self, text: &str) {
        let is_due = self
            .last
            .get()
            .is_none_or(|last| last.elapsed() > Duration::from_millis(100));
        if self.is_terminal && is_due {
            let _gone = write!(stderr(), "\r\x1b[K{text}");
            let _gone = stderr().flush();
            self.last.set(Some(Instant::now()));
        }
    }

    /// Makes room for a line of the table.
    pub(crate) fn clear(&self) {
        if self.is_terminal {
            let _gone = write!(stderr(), "\r\x1b[K");
        }
    }
}
