//! Every promise of the ports, as a case that any backend can be put to.
//!
//! A backend spends one line in a test file, see [`conformance!`](crate::conformance!). Each
//! case starts with an empty, migrated store. A promise that is added to a port's docs needs its
//! case here, and a line in `cases.rs`.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a case says by its name what it shows, and by a panic that it does not hold"
)]

use std::sync::Arc;

use scheduler_domain::store::Store;

#[macro_use]
mod cases;
mod steps;

pub mod account_deletions;
pub mod account_mails;
pub mod accounts;
pub mod address_changes;
pub mod allowances;
pub mod answers;
pub mod audit;
pub mod busy;
pub mod circle;
pub mod departures;
pub mod figures;
pub mod former_replies;
pub mod hand_overs;
pub mod hidden_guests;
pub mod links;
pub mod listing;
pub mod meetings;
pub mod opt_outs;
pub mod outbox;
pub mod oversight;
pub mod participants;
pub mod people;
pub mod powers;
pub mod queues;
pub mod races;
pub mod reminders;
pub mod replacements;
pub mod revisions;
pub mod roles;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod slots;
pub mod transactions;
pub mod transfers;
pub mod turns;
pub mod users;

/// Owns an empty store, and whatever must go away with it: a folder, a database.
pub trait TestStore {
    /// `None` where the backend cannot be reached from here: the case is skipped, and says so.
    fn store(&self) -> Option<Arc<dyn Store>>;
}

/// What one promise is judged by; it panics where the promise is broken.
pub type Case = fn(&dyn Store);

/// Puts one fresh store to one case.
pub fn judge(fresh: &dyn TestStore, case: Case) {
    match fresh.store() {
        Some(store) => case(&*store),
        None => eprintln!("skipped: this backend cannot be reached from here"),
    }
}

/// Makes a named `#[test]` of every case for one backend.
///
/// `conformance!(backend, fresh)` takes the name of the module to make and a function or closure
/// that answers a new [`TestStore`](crate::conformance::TestStore) each time it is called:
///
/// ```
/// use scheduler_testkit::MemoryStore;
///
/// scheduler_testkit::conformance!(memory, MemoryStore::fresh);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! conformance {
    ($backend:ident, $fresh:expr) => {
        $crate::conformance_cases! { [$crate::conformance_tests] $backend ($fresh) }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ($backend:ident ($fresh:expr) $($port:ident { $($case:ident)* })*) => {
        mod $backend {
            #[allow(unused_imports, reason = "the backend may be named by its whole path")]
            use super::*;

            fn fresh() -> impl $crate::conformance::TestStore {
                ($fresh)()
            }

            $(mod $port {
                $(#[test]
                fn $case() {
                    let fresh = super::fresh();
                    $crate::conformance::judge(&fresh, $crate::conformance::$port::$case);
                })*
            })*
        }
    };
}

macro_rules! table_of {
    ($($port:ident { $($case:ident)* })*) => {
        /// Every case by its name, for who wants to run them in another way.
        pub const CASES: &[(&str, Case)] = &[
            $($((concat!(stringify!($port), "::", stringify!($case)), $port::$case),)*)*
        ];
    };
}

conformance_cases! { [table_of] }

#[cfg(test)]
mod tests {
    use super::CASES;

    #[test]
    fn every_case_that_is_written_is_listed() {
        let sources = [
            ("accounts", include_str!("accounts.rs")),
            ("address_changes", include_str!("address_changes.rs")),
            ("allowances", include_str!("allowances.rs")),
            ("answers", include_str!("answers.rs")),
            ("audit", include_str!("audit.rs")),
            ("busy", include_str!("busy.rs")),
            ("departures", include_str!("departures.rs")),
            ("figures", include_str!("figures.rs")),
            ("hand_overs", include_str!("hand_overs.rs")),
            ("hidden_guests", include_str!("hidden_guests.rs")),
            ("links", include_str!("links.rs")),
            ("listing", include_str!("listing.rs")),
            ("meetings", include_str!("meetings.rs")),
            ("opt_outs", include_str!("opt_outs.rs")),
            ("outbox", include_str!("outbox.rs")),
            ("oversight", include_str!("oversight.rs")),
            ("queues", include_str!("queues.rs")),
            ("replacements", include_str!("replacements.rs")),
            ("revisions", include_str!("revisions.rs")),
            ("participants", include_str!("participants.rs")),
            ("races", include_str!("races.rs")),
            ("reminders", include_str!("reminders.rs")),
            ("people", include_str!("people.rs")),
            ("settings", include_str!("settings.rs")),
            ("powers", include_str!("powers.rs")),
            ("roles", include_str!("roles.rs")),
            ("search", include_str!("search.rs")),
            ("slots", include_str!("slots.rs")),
            ("sessions", include_str!("sessions.rs")),
            ("transactions", include_str!("transactions.rs")),
            ("transfers", include_str!("transfers.rs")),
            ("turns", include_str!("turns.rs")),
            ("users", include_str!("users.rs")),
        ];
        for (port, source) in sources {
            for written in source.split("\npub fn ").skip(1) {
                let name = format!("{port}::{}", written.split('(').next().unwrap());
                assert!(CASES.iter().any(|(listed, _)| *listed == name), "{name}");
            }
        }
    }
}
