//! Meetings as iCalendar files to download.

mod file_name;
mod handlers;
#[cfg(test)]
mod tests;

pub(crate) use self::handlers::configure;
