//! Clashes: who is busy when, and whether two times overlap.

mod check;
mod circle;
mod overlap;
mod port;
mod take;

pub use check::{CheckConflicts, CheckConflictsError, check_conflicts};
pub use circle::{Circle, FreeBusyRules, Visibility, circle_of, circle_of_actor};
pub use overlap::{by_person, overlap};
pub use port::{BusyKind, BusyRepo, CircleRepo, Clash, MOST_CLASHES, OverlapQuery, Relation};
pub use take::Checked;
pub(crate) use take::{check_in, take_in};
