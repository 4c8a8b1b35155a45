//! Kills in the middle of a backup and of a restore, and a full disk.

use std::fs;
use std::process::Child;
use std::time::Instant;

use scheduler_tests::{Backend, Site, within};
use tempfile::TempDir;

use super::{end, is_sound, output, path, start, succeeds};
use crate::chance::Chance;
use crate::disk::Disk;

/// The file is the former one or a new one, and either can be restored.
pub(super) fn killed_backups(site: &Site, chance: &mut Chance, kills: usize) -> String {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let begin = Instant::now();
    succeeds(site, &["backup", path(&file)]);
    let takes = begin.elapsed();
    let (mut absent, mut whole) = (0, 0);
    for kill in 0..kills {
        if kill % 2 == 0 {
            fs::remove_file(&file).unwrap();
        }
        let mut child = start(site, &["backup", "--force", path(&file)]);
        chance.moment(takes * 5 / 4);
        end(&mut child);
        if file.exists() {
            let restored = Site::unmigrated(site.backend);
            succeeds(&restored, &["restore", path(&file)]);
            has_all_of(&restored, site);
            whole += 1;
        } else {
            assert_eq!(kill % 2, 0, "the former file is gone");
            absent += 1;
            succeeds(site, &["backup", path(&file)]);
        }
    }
    succeeds(site, &["backup", "--force", path(&file)]);
    let names = fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 1, "something was left beside the file");
    format!("{kills} kills of a backup: {whole} times whole, {absent} times absent")
}

/// The place is empty, and takes the backup then, or has all of it.
pub(super) fn killed_restores(site: &Site, chance: &mut Chance, kills: usize) -> String {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    succeeds(site, &["backup", path(&file)]);
    let begin = Instant::now();
    succeeds(&Site::unmigrated(site.backend), &["restore", path(&file)]);
    let takes = begin.elapsed();
    let (mut empty, mut whole, mut seen) = (0, 0, 0);
    for kill in 0..kills {
        let target = Site::unmigrated(site.backend);
        let mut child = start(&target, &["restore", path(&file)]);
        if site.backend == Backend::Postgres && kill % 2 == 0 {
            seen += usize::from(is_filling(&target, &mut child));
        } else {
            chance.moment(takes * 5 / 4);
        }
        end(&mut child);
        if is_empty(&target) {
            empty += 1;
            succeeds(&target, &["restore", path(&file)]);
        } else {
            whole += 1;
        }
        has_all_of(&target, site);
        let queued = "select count(*) as n from notifications where state = 'queued'";
        assert_eq!(target.number(queued), 0);
    }
    assert!(
        site.backend == Backend::Sqlite || seen > 0,
        "no kill met a database that was being filled"
    );
    format!(
        "{kills} kills of a restore ({seen} aimed at the filling): {whole} times whole, {empty} times empty"
    )
}

/// Waits until rows are going into PostgreSQL's tables, or all is over. Chance alone mostly meets
/// what comes before and after.
fn is_filling(target: &Site, child: &mut Child) -> bool {
    let filling = "select count(*) as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like 'COPY public.%'";
    while child.try_wait().expect("a status").is_none() {
        if target.number(filling) > 0 {
            return true;
        }
    }
    false
}

fn is_empty(target: &Site) -> bool {
    if target.backend == Backend::Sqlite {
        return !target.folder().join("meetings.db").exists();
    }
    // psql goes after whoever wrote to it, and what it did goes after psql.
    let others = "select count(*) as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    within(60, "nobody is in the database", || {
        (target.number(others) == 0).then_some(())
    });
    target.number("select count(*) as n from pg_tables where schemaname = 'public'") == 0
}

fn has_all_of(restored: &Site, site: &Site) {
    for table in [
        "users",
        "meetings",
        "participants",
        "busy",
        "notifications",
        "instance_settings",
        "roles",
        "user_roles",
    ] {
        let count = format!("select count(*) as n from {table}");
        assert_eq!(restored.number(&count), site.number(&count), "{table}");
    }
    is_sound(restored);
}

/// A clear error; no file, or the former one as it was. Once there is room, it works.
pub(super) fn full_disk(site: &Site) -> String {
    let disk = Disk::new();
    let former = disk.folder().join("former");
    succeeds(site, &["backup", path(&former)]);
    let kept = fs::read(&former).unwrap();
    disk.fill();
    let absent = disk.folder().join("absent");
    for arguments in [
        ["backup", "--force", path(&former)],
        ["backup", "--force", path(&absent)],
    ] {
        let done = output(site, &arguments);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(
            said.contains("No space left on device") || said.contains("disk is full"),
            "{said}"
        );
    }
    assert!(!absent.exists());
    assert_eq!(fs::read(&former).unwrap(), kept);
    if site.backend == Backend::Sqlite {
        let target = Site::in_folder(disk.folder());
        let done = output(&target, &["restore", path(&former)]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("No space left on device"), "{said}");
    }
    let names = fs::read_dir(disk.folder()).unwrap();
    assert_eq!(
        names.count(),
        2,
        "more than the former file and the ballast"
    );
    disk.give_space_back();
    succeeds(site, &["backup", path(&absent)]);
    "a full disk leaves no file, and the former one as it was".to_owned()
}
