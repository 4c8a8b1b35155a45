//! The `meeting-scheduler` binary: settings, wiring, worker and commands.

mod bell;
mod commands;
mod config;
mod door;
mod telemetry;
mod waking_store;
mod wiring;
mod worker;

use std::process::ExitCode;

use crate::commands::{Command, say};

fn main() -> ExitCode {
    match Command::parse(lexopt::Parser::from_env()).and_then(Command::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(std::io::stderr(), &failure.to_string());
            failure.exit_code()
        }
    }
}
