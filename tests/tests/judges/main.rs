//! Programs of others judge the running server: a fuzzer that is driven by its document, a
//! browser, readers of mails and calendars, and a mail server. `scripts/with-judges.sh` installs
//! them; where they are missing, those tests say that they are skipped, and fail if
//! `REQUIRE_JUDGES` is `1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and are told by the environment where their judges are"
)]

mod browser;
mod delivery;
mod doctor;
mod fuzzer;
mod mails;
mod proxies;

use std::path::PathBuf;

/// Where a judge is.
fn judge(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os(name).map(PathBuf::from);
    if path.is_none() {
        let required = std::env::var("REQUIRE_JUDGES").as_deref() == Ok("1");
        assert!(!required, "REQUIRE_JUDGES=1, but {name} is not set");
        println!("skipped: {name} is not set");
    }
    path
}
