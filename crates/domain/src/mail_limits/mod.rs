//! E-mail is a power over other people, so each has an allowance of it (ADR 47).
//!
//! An allowance refills evenly and never holds more than its limit. What it does not cover is
//! refused where a caller asks for an e-mail, and held where an e-mail follows from a change that must be
//! told: held e-mails are sent one by one as the allowance refills.

mod allowance;
mod model;
mod port;
mod purge;
mod take;

pub use allowance::Allowance;
pub use model::{MailLimits, Subject};
pub use port::{AllowanceRepo, Take, Taken};
pub use purge::purge_allowances;
pub use take::{Counted, take};
