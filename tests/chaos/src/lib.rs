//! Faults on purpose, and a judge that stands outside: it keeps a journal of what was asked and
//! answered, and compares it with what the API says afterwards. One file for each fault, each run
//! in two sizes: short in `make test`, full in `make chaos`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a harness fails by panicking, reads its own environment and has its own clock"
)]

pub mod backups;
pub mod chance;
pub mod cluster;
pub mod database_away;
pub mod disk;
pub mod double_booking;
pub mod endings;
pub mod fleet;
pub mod full_disk;
pub mod journal;
pub mod kills;
pub mod load;
pub mod mail;
pub mod mail_kills;
pub mod many;
pub mod migrations;
pub mod promotion;
pub mod retries;
pub mod stale_edits;

use scheduler_tests::Backend;

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Seconds, in `make test`.
    Short,
    /// The counts of `docs/proof.md`, in `make chaos`.
    Full,
}

impl Size {
    /// One of two counts.
    pub fn of<T>(self, short: T, full: T) -> T {
        match self {
            Self::Short => short,
            Self::Full => full,
        }
    }
}

/// What is done to the server on purpose, and what must hold all the same.
pub struct Fault {
    /// `F1`.
    pub name: &'static str,
    /// What is done, in a few words.
    pub what: &'static str,
    /// On which databases it means something.
    pub backends: &'static [Backend],
    /// Does it. Answers one line of figures, and panics where something does not hold.
    pub run: fn(Backend, Size) -> String,
}

/// On both databases.
pub const BOTH: &[Backend] = &[Backend::Sqlite, Backend::Postgres];

/// All of them, in the order of their numbers.
pub const FAULTS: &[Fault] = &[
    kills::FAULT,
    double_booking::FAULT,
    full_disk::FAULT,
    database_away::FAULT,
    mail::FAULT,
    mail_kills::FAULT,
    retries::FAULT,
    stale_edits::FAULT,
    endings::FAULT,
    migrations::FAULT,
    promotion::FAULT,
    backups::FAULT,
];

/// The fault of this name.
pub fn fault(name: &str) -> &'static Fault {
    FAULTS
        .iter()
        .find(|fault| fault.name == name)
        .unwrap_or_else(|| panic!("there is no fault {name}"))
}
