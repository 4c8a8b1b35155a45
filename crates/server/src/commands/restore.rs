//! Makes a database of a backup.

use std::path::Path;

use scheduler_infrastructure::backup::{RestoreError, restore};

use super::backup::told;
use super::{Failure, say};
use crate::config::Config;
use crate::wiring;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), Failure> {
    wiring::make_place(config)?;
    wiring::refuse_unfit(config)?;
    let restored = restore(config.database_url.reveal(), file, wiring::now());
    let figures = restored.map_err(|error| match error {
        RestoreError::Store(error) => Failure::Store(error),
        other => Failure::Refused(other.to_string()),
    })?;
    say(
        std::io::stdout(),
        &format!(
            "Restored {}: {}. No mail that waited in it is sent, and everybody has to log in again.",
            file.display(),
            told(&figures)
        ),
    );
    Ok(())
}
