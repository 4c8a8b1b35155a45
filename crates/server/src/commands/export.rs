//! Hands out all that is kept of somebody.

use std::io::Write;

use scheduler_api::export_file;
use scheduler_domain::auth::{HandOutError, Who, hand_out_account};

use super::Failure;
use crate::config::Config;
use crate::wiring;

pub(super) fn run(config: &Config, user: &str) -> Result<(), Failure> {
    let who = who(user)?;
    let (store, ctx) = (wiring::existing_store(config)?, wiring::ctx());
    let verify = config.email_verification;
    let (actor, export) =
        hand_out_account(&*store, &ctx, verify, &who).map_err(|error| match error {
            HandOutError::NotFound => nobody(user),
            HandOutError::Store(error) => Failure::Store(error),
        })?;
    let file = export_file(export, &actor, ctx.now, verify)
        .map_err(|error| Failure::io("writing JSON")(error.into()))?;
    let mut out = std::io::stdout();
    // Whoever asks for somebody's data must not take a part of it for the whole.
    out.write_all(&file)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
        .map_err(Failure::io("standard output"))
}

pub(super) fn who(user: &str) -> Result<Who, Failure> {
    Who::parse(user).map_err(|fault| Failure::Usage(format!("{user}: {fault}")))
}

pub(super) fn nobody(user: &str) -> Failure {
    Failure::Refused(format!("There is no account {user}."))
}
