//! The rules of the meeting scheduler, without a framework, a database, a clock or a thread.
//!
//! A feature is a folder: its `model` (what exists), its `port` (what storage must promise) and
//! one file per use case. A use case is one function and one transaction: it takes the
//! [`Store`](store::Store), a [`Ctx`](ctx::Ctx) that says what time it is, and a command.
//!
//! Two meetings that want the same person at the same time:
//!
//! ```
//! use scheduler_domain::auth::Actor;
//! use scheduler_domain::meetings::{
//!     ConflictPolicy, Invitee, MeetingDetails, Schedule, ScheduleError, schedule,
//! };
//! use scheduler_domain::text::{Description, Email, Location, Name, Title};
//! use scheduler_domain::time::{TimeRange, Zone, parse_time};
//! use scheduler_testkit::{MemoryStore, builders, fakes};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::fresh();
//! let ctx = fakes::ctx(1); // It is noon on 1 June 2030.
//! let ann: Actor = builders::join(&*store, &ctx, "ann");
//!
//! let berlin = Zone::parse("Europe/Berlin")?;
//! let plan = |title: &str, start: &str, end: &str| -> Result<Schedule, Box<dyn std::error::Error>> {
//!     Ok(Schedule {
//!         details: MeetingDetails {
//!             title: Title::parse(title)?,
//!             description: Description::default(),
//!             location: Location::default(),
//!             times: TimeRange::try_new(parse_time(start, &berlin)?, parse_time(end, &berlin)?)?,
//!             zone: berlin.clone(),
//!             conflict_policy: ConflictPolicy::Forbid,
//!             hides_guest_list: false,
//!         },
//!         participants: vec![Invitee {
//!             email: Email::parse("zoe@example.org")?,
//!             name: Name::parse("Zoë")?,
//!         }],
//!     })
//! };
//!
//! let review = plan("Review", "2030-06-03T09:00", "2030-06-03T10:00")?;
//! let review = schedule(&*store, &ctx, &ann, &review)?.meeting;
//!
//! // Where one ends, the next may begin.
//! let lunch = plan("Lunch", "2030-06-03T10:00", "2030-06-03T11:00")?;
//! assert!(schedule(&*store, &ctx, &ann, &lunch).is_ok());
//!
//! let clash = plan("Clash", "2030-06-03T09:30", "2030-06-03T10:00")?;
//! match schedule(&*store, &ctx, &ann, &clash) {
//!     Err(ScheduleError::Conflict(checked)) => {
//!         let clashes = checked.clashes;
//!         // Both Ann, who organises, and Zoë are busy.
//!         assert_eq!(clashes.len(), 2);
//!         assert!(clashes.iter().all(|clash| clash.meeting_id == review.id));
//!     }
//!     other => panic!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! This crate must never name diesel, actix, tokio or `serde_json`, read a clock, or draw
//! random numbers by itself; a step of `make test` checks that.

#![warn(missing_docs)]

pub mod admin;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod calendar;
pub mod conflicts;
pub mod ctx;
pub mod domain_name;
pub mod idempotency;
pub mod ids;
pub mod mail_limits;
pub mod meetings;
pub mod notifications;
pub mod opt_out;
pub mod page;
pub mod participants;
pub mod quotas;
pub mod store;
pub mod text;
pub mod time;
