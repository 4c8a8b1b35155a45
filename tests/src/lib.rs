//! Real server processes with databases of their own, and a client that speaks HTTP to them and
//! nothing else. It stands outside: it links no code of the server, and judges by what was
//! answered. Where a test must do what no call can (switch a user off), it says so by
//! [`Site::execute`].
//!
//! Every answer that passes through [`Client`] is held against the rules that all answers share
//! ([`rules`]), and when a [`Server`] goes, its log must hold no password, no token and no panic.
//!
//! PostgreSQL comes from `TEST_POSTGRES_URL`, a superuser's URL of a throwaway cluster. Without it
//! those tests say that they are skipped, and fail if `REQUIRE_POSTGRES` is `1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::return_self_not_must_use,
    reason = "a harness fails by panicking, reads its own environment and has its own clock"
)]

pub mod client;
pub mod mail_server;
pub mod people;
pub mod rules;
pub mod server;
pub mod site;
pub mod smtp;
pub mod times;
pub mod timing;

pub use client::{Call, Client, Reply};
pub use mail_server::MailServer;
pub use server::Server;
pub use site::{Backend, Site};
pub use smtp::{Letter, Manner, SmtpSink};

/// Runs each named `fn(Backend)` on both databases.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name($crate::Backend::Sqlite); })+
        }
        mod postgres {
            $(#[test] fn $name() {
                if $crate::Backend::Postgres.is_there() {
                    super::$name($crate::Backend::Postgres);
                }
            })+
        }
    };
}

/// Runs `work` in `count` threads that begin at the same moment; what each gave, in order.
pub fn together<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect()
    })
}

/// Asks until there is an answer, for at most `seconds`.
pub fn within<T>(seconds: u64, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(
            std::time::Instant::now() < end,
            "not within {seconds} s: {what}"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
