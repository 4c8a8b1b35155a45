//! Stopping e-mails by the link that every e-mail about a meeting carries: as JSON, and as a page that
//! works without a script.

mod handlers;
mod page;

pub(crate) use self::handlers::configure;
pub(crate) use self::page::configure as configure_page;
