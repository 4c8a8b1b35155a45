//! Meetings as iCalendar files (RFC 5545), to be downloaded or to be sent (RFC 5546).

mod export;
mod ics;

pub use export::{export, export_all};
pub use ics::{Invitation, Method, calendar_file, invitation_file};
