//! Planning, reading, changing, calling off and deleting meetings.

mod change;
mod detail;
mod handlers;
mod listing;
mod problems;
mod schedule;
mod transfer;
mod view;
mod words;

pub(crate) use self::change::{Extent, RescheduleBody};
pub(crate) use self::handlers::{call_off, change, configure, remove_for_good};
pub(crate) use self::listing::{NOT_A_DAY, begin, given, parse_order, search_words};
pub(crate) use self::problems::{
    mail_limit, no_organiser, not_organiser, quota_problem, too_many_participants,
};
pub(crate) use self::transfer::{HandOverBody, transfer_at_once};
pub(crate) use self::view::MeetingView;
pub(crate) use self::words::{not_a_choice, parse_policy, parse_status, policy_word, status_word};
