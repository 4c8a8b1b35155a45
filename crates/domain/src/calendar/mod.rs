//! Meetings as iCalendar files (RFC 5545).

mod export;

pub use export::{export, export_all};
