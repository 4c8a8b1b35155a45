//! Answering without an account, by the secret link of a mail: as JSON, and as a page that works
//! without a script. Shows nothing but the guest's own view.

mod body;
mod handlers;
mod links;
mod moments;
mod page;
mod problems;
mod render;
mod view;

pub(crate) use self::handlers::configure;
pub(crate) use self::page::{
    LinkTrouble, answered as with_status, configure as configure_page, private, trouble,
};
