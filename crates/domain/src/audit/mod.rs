//! The audit log: who did what to what, when, from where, with before and after (ADR 22).
//!
//! The use case that changes something writes the entry, in the same transaction: see [`record`].

mod action;
mod change;
mod entry;
mod port;
mod purge;
mod record;

pub use action::Action;
pub use change::{Change, LONGEST_VALUE, changed};
pub use entry::{By, Entry, Person, Record, Target, TargetKind};
pub use port::{AuditRepo, Filter, Place, Whose};
pub use purge::{LEAST_RETENTION, purge_audit};
pub use record::{record, record_all};
