//! Copies the database while the server writes.

use std::path::Path;

use scheduler_domain::backup::note_backup;
use scheduler_infrastructure::backup::{BackupError, Figures, back_up};

use super::{Failure, say};
use crate::config::Config;
use crate::wiring;

/// The instant is kept in the database itself, so that its operators see how old the newest
/// backup is.
pub(super) fn run(config: &Config, file: &Path, may_replace: bool) -> Result<(), Failure> {
    let ctx = wiring::ctx();
    let figures =
        back_up(config.database_url.reveal(), file, may_replace).map_err(|error| match error {
            BackupError::Store(error) => Failure::Store(error),
            other => Failure::Refused(other.to_string()),
        })?;
    say(
        std::io::stdout(),
        &format!("Wrote {}: {}.", file.display(), told(&figures)),
    );
    let file = std::path::absolute(file).unwrap_or_else(|_no_folder| file.to_owned());
    wiring::existing_store(config)
        .and_then(|store| Ok(note_backup(&*store, &ctx, &file.to_string_lossy())?))
        .map_err(|failure| {
            Failure::Refused(format!(
                "The file is whole, but that it was written could not be noted: {failure}"
            ))
        })
}

/// How much there is.
pub(super) fn told(figures: &Figures) -> String {
    let Figures {
        bytes,
        users,
        meetings,
        notifications,
    } = figures;
    format!("{bytes} bytes, {users} users, {meetings} meetings, {notifications} notifications")
}
