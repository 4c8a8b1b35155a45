//! Mails that the organiser sends, and what became of them.

mod body;
mod handlers;
mod problems;
mod view;

pub(crate) use self::handlers::configure;
pub(crate) use self::view::{ALL_KINDS, NotificationView, kind_word};
