//! Meetings as iCalendar files to download.

mod file_name;
mod handlers;

pub(crate) use self::file_name::attachment;
pub(crate) use self::handlers::{configure, download};
