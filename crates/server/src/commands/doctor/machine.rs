//! The machine: its clock, its disk, and the database.

use std::path::Path;

use rustix::fs::{Access, access};
use scheduler_domain::time::Zone;
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::Report;
use crate::config::Config;
use crate::data_folder;
use crate::wiring;
use crate::worker::chain;

/// A server that cannot write any more loses what it is told.
const LEAST_FREE_BYTES: u64 = 100 << 20;
const ENOUGH_BYTES: u64 = 1 << 30;
/// Tokens of another process count up to this far ahead of the own clock.
const MOST_SKEW: Duration = Duration::minutes(1);
const NOTABLE_SKEW: Duration = Duration::seconds(2);

pub(super) fn clock(now: UtcDateTime, report: &mut Report) {
    if (2026..2100).contains(&now.year()) {
        report.good("clock", now.to_string());
    } else {
        report.fault(
            "clock",
            format!("it says {now}"),
            "Set the clock, and let NTP keep it right.",
        );
    }
}

/// By a rule that everybody knows: Berlin is two hours ahead in summer, one in winter.
pub(super) fn zones(report: &mut Report) {
    let hours = |at| {
        Some(
            Zone::parse("Europe/Berlin")
                .ok()?
                .wall(at)
                .offset()
                .whole_hours(),
        )
    };
    let summer = hours(utc_datetime!(2026-07-01 12:00));
    let winter = hours(utc_datetime!(2026-12-01 12:00));
    if (summer, winter) == (Some(2), Some(1)) {
        report.good("time zones", "the rules are there");
    } else {
        report.fault(
            "time zones",
            format!("Berlin is {summer:?} hours ahead in summer and {winter:?} in winter"),
            "The binary holds the rules itself: build it again.",
        );
    }
}

pub(super) fn data(config: &Config, report: &mut Report) {
    let folder = &config.data_dir;
    let shown = folder.display();
    if !folder.exists() {
        return match may_make(folder) {
            Ok(()) => report.note("DATA_DIR", format!("{shown} is not there and will be made")),
            Err(error) => cannot_write(folder, &error.into(), report),
        };
    }
    match try_write(folder) {
        Ok(()) => report.good("DATA_DIR", format!("{shown} can be written")),
        Err(error) => cannot_write(folder, &error, report),
    }
    secrecy(config, report);
    match rustix::fs::statvfs(folder) {
        Ok(disk) => free(disk.f_bavail.saturating_mul(disk.f_frsize), report),
        Err(error) => report.note("disk", format!("nobody knows how much is free: {error}")),
    }
}

fn cannot_write(folder: &Path, error: &std::io::Error, report: &mut Report) {
    let (text, remedy) = data_folder::refusal(folder, error);
    report.fault("DATA_DIR", text, remedy);
}

/// Database, mails and backups hold keys and the data of all accounts.
fn secrecy(config: &Config, report: &mut Report) {
    let exposed = data_folder::exposed(config);
    let Some((first, mode)) = exposed.first() else {
        return report.good("file modes", "no other user can read the data");
    };
    let others = match exposed.len() {
        1 => String::new(),
        many => format!(", and {} more", many - 1),
    };
    report.fault(
        "file modes",
        format!(
            "other users can read {} (mode {mode:o}){others}",
            first.display()
        ),
        format!(
            "Start the server as their owner, which closes them, or: chmod -R go= {}",
            config.data_dir.display()
        ),
    );
}

pub(super) fn free(bytes: u64, report: &mut Report) {
    let text = format!("{} MiB are free", bytes >> 20);
    if bytes < LEAST_FREE_BYTES {
        report.fault("disk", text, "Make room, or move DATA_DIR.");
    } else if bytes < ENOUGH_BYTES {
        report.note("disk", text);
    } else {
        report.good("disk", text);
    }
}

/// Whether the nearest folder that is there may be written.
fn may_make(folder: &Path) -> rustix::io::Result<()> {
    let nearest = folder.ancestors().find(|above| above.exists());
    let nearest = nearest.unwrap_or(Path::new("")).join(".");
    access(&nearest, Access::WRITE_OK | Access::EXEC_OK)
}

fn try_write(folder: &Path) -> std::io::Result<()> {
    let file = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&file, b"doctor")?;
    std::fs::remove_file(&file)
}

pub(super) fn database(config: &Config, report: &mut Report) {
    if let Some(file) = wiring::absent_file(config) {
        let text = format!("{} is not there and will be made", file.display());
        return report.note("database", text);
    }
    let database = wiring::database(config);
    if let Err(error) = database.ping() {
        return report.fault(
            "database",
            chain(&error),
            "Look at DATABASE_URL: whether the server runs, and takes this user and password.",
        );
    }
    if let Ok(Some(unfit)) = scheduler_infrastructure::unfit(config.database_url.reveal()) {
        let text = unfit.to_string();
        let (text, remedy) = text.split_once('\n').unwrap_or((&text, ""));
        return report.fault("database", text, remedy);
    }
    match database.is_migrated() {
        Ok(true) => report.good("database", "reachable and up to date"),
        Ok(false) => report.note("database", "will be migrated at the next start"),
        Err(error) => report.fault(
            "database",
            chain(&error),
            "Let the user of DATABASE_URL read every table.",
        ),
    }
    match database.now() {
        Ok(None) => {}
        Ok(Some(theirs)) => skew(wiring::now() - theirs, report),
        Err(error) => report.note("database clock", chain(&error)),
    }
}

pub(super) fn skew(ahead: Duration, report: &mut Report) {
    let text = format!("{:.1} s away from ours", ahead.abs().as_seconds_f64());
    if ahead.abs() > MOST_SKEW {
        let remedy = "Set both clocks, and let NTP keep them right.";
        report.fault("database clock", text, remedy);
    } else if ahead.abs() > NOTABLE_SKEW {
        report.note("database clock", text);
    } else {
        report.good("database clock", text);
    }
}
