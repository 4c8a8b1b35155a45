//! Meetings as iCalendar files (RFC 5545).

mod export;
mod ics;

pub use export::{export, export_all};
pub use ics::calendar_file;
