//! Clashes: who is busy when, and whether two times overlap.

mod check;
mod overlap;
mod port;

pub use check::{CheckConflicts, CheckConflictsError, check_conflicts};
pub use overlap::{by_person, overlap};
pub use port::{BusyRepo, Clash, MOST_CLASHES, OverlapQuery};
