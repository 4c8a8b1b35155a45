//! What tests of the meeting scheduler are made of: a backend in memory, the suite that judges
//! every backend, builders, and stand-ins for clock, chance and mail.

#![warn(missing_docs)]

pub mod builders;
pub mod conformance;
pub mod fakes;
mod memory;
pub mod world;

pub use memory::MemoryStore;
