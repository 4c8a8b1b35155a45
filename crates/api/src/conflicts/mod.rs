//! Who is busy, and when.

mod body;
mod handlers;
mod view;

pub(crate) use self::handlers::configure;
pub(crate) use self::view::{
    AsSent, ConflictsView, checked_problem, checked_view, conflict_problem, conflicts_view,
};
