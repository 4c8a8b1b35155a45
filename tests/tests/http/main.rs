//! Every row of the REST contract, over HTTP, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

mod access;
mod accounts;
mod calendar;
mod changes;
mod conflicts;
mod documents;
mod general;
mod hostile;
mod limits;
mod lists;
mod meetings;
mod notifications;
mod operation;
mod participants;
mod passwords;
mod retries;
mod sessions;
mod settings;
mod tokens;
mod verification;
mod zones;
