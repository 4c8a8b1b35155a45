//! Every text that comes from outside, and what must hold of what becomes of it. A target takes
//! any bytes and panics where a rule is broken. The rules are written anew here, from the
//! standards and the promises of the API, and ask the code under test only for its answer.
//!
//! Targets are run by `tests/bounded.rs` with inputs that are close to valid ones, and for as long
//! as wanted by a fuzzer (`make fuzz`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a broken rule is a panic"
)]

mod conditions;
mod mails;
mod requests;
mod settings;
mod texts;
mod times;
mod tokens;
pub mod world;

pub use conditions::conditions;
pub use mails::mails;
pub use requests::requests;
pub use settings::settings;
pub use texts::texts;
pub use times::times;
pub use tokens::tokens;

/// Samples of a target, one in each line of its file, in which `\n` and `\r` stand for those.
pub fn samples(file: &str) -> Vec<String> {
    file.lines()
        .map(|line| line.replace("\\n", "\n").replace("\\r", "\r"))
        .collect()
}

/// The text, and what follows its first line break.
fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
