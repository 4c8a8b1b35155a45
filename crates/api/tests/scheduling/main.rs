//! Everything below `/api/meetings/`, over the memory store: strangers, participants and
//! organisers; good and bad input; each refusal by its code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect shall stop"
)]

mod bounds;
mod calendar;
mod changes;
mod conflicts;
mod lists;
mod meetings;
mod notifications;
mod organisers;
mod participants;
mod retries;
mod world;
