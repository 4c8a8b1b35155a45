//! Who is busy, and when.

mod body;
mod handlers;
mod view;

pub(crate) use self::handlers::configure;
pub(crate) use self::view::{AsSent, ConflictsView, conflict_problem, conflicts_view};
