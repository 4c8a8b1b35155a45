//! What tests of the meeting scheduler are made of: a backend in memory, the suite that judges
//! every backend, builders, and stand-ins for clock, chance and mail.
//!
//! Whoever writes another backend implements `Store`, `Tx` and the repositories, and lets the
//! suite judge it: one line in a test file, see [`conformance!`].
//!
//! Here is a backend in the small: it keeps everything in memory but refuses work while it is
//! closed, and so it must pass every case while it is open.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicBool, Ordering};
//!
//! use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};
//! use scheduler_testkit::MemoryStore;
//! use scheduler_testkit::conformance::{CASES, TestStore, judge};
//!
//! struct Door {
//!     inner: Arc<MemoryStore>,
//!     is_open: AtomicBool,
//! }
//!
//! impl Store for Door {
//!     fn run(
//!         &self,
//!         mode: Mode,
//!         work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
//!     ) -> Result<(), StoreError> {
//!         if self.is_open.load(Ordering::SeqCst) {
//!             self.inner.run(mode, work)
//!         } else {
//!             Err(StoreError::Busy)
//!         }
//!     }
//! }
//!
//! /// Owns what must go away with the store; here there is nothing of that kind.
//! struct Fresh(Arc<Door>);
//!
//! impl TestStore for Fresh {
//!     fn store(&self) -> Option<Arc<dyn Store>> {
//!         Some(self.0.clone())
//!     }
//! }
//!
//! for (_name, case) in CASES {
//!     let door = Door {
//!         inner: MemoryStore::fresh(),
//!         is_open: AtomicBool::new(true),
//!     };
//!     judge(&Fresh(Arc::new(door)), *case);
//! }
//! ```

#![warn(missing_docs)]

pub mod builders;
pub mod conformance;
pub mod fakes;
mod memory;
pub mod world;

pub use memory::MemoryStore;
