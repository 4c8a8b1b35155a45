//! The audit log: as a list and a file for staff, and as the history of a meeting.

mod file;
mod handlers;
mod query;
mod view;

pub(crate) use self::handlers::configure;
pub(crate) use self::view::RecordView;
