//! The rules of the meeting scheduler, without a framework, a database, a clock or a thread.
//!
//! A feature is a folder: its `model` (what exists), its `port` (what storage must promise) and
//! one file per use case. A use case is one function and one transaction: it takes the
//! [`Store`](store::Store), a [`Ctx`](ctx::Ctx) that says what time it is, and a command.
//!
//! This crate must never name diesel, actix, tokio or `serde_json`, read a clock, or draw
//! random numbers by itself; a step of `make test` checks that.

#![warn(missing_docs)]

pub mod auth;
pub mod calendar;
pub mod conflicts;
pub mod ctx;
pub mod idempotency;
pub mod ids;
pub mod meetings;
pub mod notifications;
pub mod page;
pub mod participants;
pub mod store;
pub mod text;
pub mod time;
