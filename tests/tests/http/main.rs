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
mod addresses;
mod administration;
mod calendar;
mod changes;
mod circle;
mod conflicts;
mod cost;
mod documents;
mod floods;
mod general;
mod hidden_guests;
mod hostile;
mod injection;
mod limits;
mod lists;
mod logs;
mod mail_limits;
mod meetings;
mod notifications;
mod operation;
mod opt_outs;
mod participants;
mod passwords;
mod quotas;
mod reminders;
mod resend;
mod resets;
mod retries;
mod rsvp;
mod rsvp_page;
mod sessions;
mod settings;
mod tokens;
mod transfers;
mod upkeep;
mod verification;
mod zones;
