//! Every use case over the backend in memory: one module for each feature.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says by a panic that something does not hold"
)]

mod accounts;
mod acting;
mod address_change;
mod address_claims;
mod administration;
mod by_command;
mod calendar;
mod change;
mod circle;
mod co_organisers;
mod conflicts;
mod delivery;
mod departures;
mod devices;
mod end;
mod hand_over;
mod held_mails;
mod hidden_guests;
mod history;
mod hold;
mod idempotency;
mod links;
mod mail_limits;
mod mails;
mod notifications;
mod opt_outs;
mod outage;
mod oversight;
mod participants;
mod plan;
mod policy;
mod quotas;
mod read;
mod reminders;
mod resend;
mod resets;
mod retries;
mod revisions;
mod sessions;
mod status;
mod transfers;
mod unverified;
mod waiting;
