//! Tells whether a server with these settings could do its work.

use super::{BUSY_TIME_IS_OPEN, Failure, LINKS_LEAD_NOWHERE, say};
use crate::config::Config;
use crate::wiring;
use crate::worker::chain;

/// Changes nothing.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let mut faults = Vec::new();
    for warning in &config.warnings {
        say(std::io::stdout(), warning);
    }
    match database(config) {
        Ok(good) => say(std::io::stdout(), &good),
        Err(fault) => faults.push(fault),
    }
    match wiring::check_mail(config) {
        Ok(()) => {}
        Err(fault) => faults.push(format!("EMAIL_HOST: {fault}")),
    }
    if config.links_lead_nowhere() {
        say(std::io::stdout(), LINKS_LEAD_NOWHERE);
    }
    if config.opens_busy_time_to_all() {
        say(std::io::stdout(), BUSY_TIME_IS_OPEN);
    }
    if faults.is_empty() {
        say(std::io::stdout(), "The configuration is good.");
        Ok(())
    } else {
        Err(Failure::Refused(faults.join("\n")))
    }
}

fn database(config: &Config) -> Result<String, String> {
    let fault = |error| format!("DATABASE_URL: {}", chain(&error));
    if let Some(file) = wiring::absent_file(config) {
        return Ok(format!("The database {} will be made.", file.display()));
    }
    let database = wiring::database(config);
    database.ping().map_err(fault)?;
    wiring::refuse_unfit(config).map_err(|failure| failure.to_string())?;
    Ok(if database.is_migrated().map_err(fault)? {
        "The database is up to date.".to_owned()
    } else {
        "The database will be migrated at the next start.".to_owned()
    })
}
