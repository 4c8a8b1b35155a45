//! Brings the database up to date.

use super::{Failure, say};
use crate::config::Config;
use crate::wiring;

pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let applied = wiring::migrate(config)?;
    say(
        std::io::stdout(),
        &match applied {
            0 => "The database is up to date.".to_owned(),
            1 => "Applied one migration.".to_owned(),
            many => format!("Applied {many} migrations."),
        },
    );
    Ok(())
}
