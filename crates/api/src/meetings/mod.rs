//! Planning, reading, changing, calling off and deleting meetings.

mod change;
mod detail;
mod handlers;
mod listing;
mod problems;
mod schedule;
mod view;
mod words;

pub(crate) use self::handlers::configure;
pub(crate) use self::problems::{not_organiser, too_many_participants};
pub(crate) use self::view::MeetingView;
pub(crate) use self::words::{not_a_choice, status_word};
