//! The `meeting-scheduler` binary: settings, wiring, worker and commands.

mod bell;
mod commands;
mod config;
mod data_folder;
mod door;
mod log_fields;
mod log_lines;
mod patient_store;
mod telemetry;
mod waking_store;
mod wiring;
mod worker;

use std::process::ExitCode;

use mimalloc::MiMalloc;

use crate::commands::{Command, say};

/// For SQLite and libpq too. An answer is made on one thread and sent from another, which costs
/// glibc's allocator a quarter of the server's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    data_folder::keep_to_ourselves();
    match Command::parse(lexopt::Parser::from_env()).and_then(Command::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(std::io::stderr(), &failure.to_string());
            failure.exit_code()
        }
    }
}
