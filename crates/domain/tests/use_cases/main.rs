//! Every use case over the backend in memory: one module for each feature.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says by a panic that something does not hold"
)]

mod accounts;
mod calendar;
mod change;
mod conflicts;
mod delivery;
mod end;
mod idempotency;
mod links;
mod notifications;
mod outage;
mod participants;
mod plan;
mod read;
mod resend;
mod sessions;
mod status;
