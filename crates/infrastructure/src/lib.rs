//! SQLite and PostgreSQL behind the domain's ports, and the adapters for mail, passwords and
//! tokens.
//!
//! ```no_run
//! use scheduler_infrastructure::{Settings, migrate, open};
//!
//! # fn main() -> Result<(), scheduler_domain::store::StoreError> {
//! let settings = Settings::new("sqlite:data/meetings.db");
//! migrate(&settings.url)?;
//! let store = open(&settings);
//! assert!(store.is_migrated()?);
//! # Ok(())
//! # }
//! ```

pub mod adapters;
pub mod backup;
mod columns;
mod database;
mod deadline;
mod error;
mod fitness;
mod migrate;
mod postgres;
mod schema;
mod sqlite;

pub use database::{Database, DatabaseFacts, PoolStatus, Settings, open};
pub use fitness::{Unfit, unfit};
pub use migrate::migrate;
