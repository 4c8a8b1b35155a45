//! The folder of the data: it can be written, and other users of the machine cannot read it.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};
use rustix::process::{geteuid, umask};

use crate::commands::Failure;
use crate::config::Config;

/// Whatever the group and all others may do with a file.
const OTHERS: u32 = 0o077;
/// On a folder such as `/tmp`, which belongs to all.
const STICKY: u32 = 0o1000;

/// From here on, what this process makes is for its own user alone.
pub(crate) fn keep_to_ourselves() {
    umask(rustix::fs::Mode::from_raw_mode(OTHERS));
}

/// Makes the folder, refuses one that cannot be written, and closes what is in it to others.
/// Answers what could not be closed.
pub(crate) fn prepare(config: &Config) -> Result<Vec<String>, Failure> {
    let folder = &config.data_dir;
    if config.writes_data_dir() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| refused(folder, &error))?;
        may_write(folder).map_err(|error| refused(folder, &error))?;
    }
    if let Some(file) = config.database_file() {
        for file in with_logs(&file) {
            match may_write(&file) {
                // SQLite removes a journal while another process looks at it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                written => written.map_err(|error| refused(&file, &error))?,
            }
        }
    }
    Ok(close(config))
}

/// What others can read: each file or folder, and its mode.
pub(crate) fn exposed(config: &Config) -> Vec<(PathBuf, u32)> {
    contents(config)
        .filter(|(_, meta)| meta.mode() & OTHERS != 0)
        .map(|(path, meta)| (path, meta.mode() & 0o7777))
        .collect()
}

/// What is wrong with a folder or file, with the user and the remedy.
pub(crate) fn refusal(path: &Path, error: &io::Error) -> (String, String) {
    let user = geteuid().as_raw();
    let nearest = path.ancestors().find(|above| above.exists());
    let nearest = match nearest {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    let owner = nearest.metadata().map_or_else(
        |_unknown| String::new(),
        |meta| {
            format!(
                "; {} belongs to user {} with mode {:o}",
                nearest.display(),
                meta.uid(),
                meta.mode() & 0o7777
            )
        },
    );
    let shown = path.display();
    let text = format!("{shown} cannot be written by user {user}: {error}{owner}");
    let remedy = if error.kind() == io::ErrorKind::ReadOnlyFilesystem {
        "Set DATA_DIR to a folder on a disk, or in a volume, that can be written.".to_owned()
    } else {
        format!(
            "Run the server as the owner, or give the folder to its user: chown -R {user} {}",
            nearest.display()
        )
    };
    (text, remedy)
}

fn refused(path: &Path, error: &io::Error) -> Failure {
    let (text, remedy) = refusal(path, error);
    Failure::Refused(format!("DATA_DIR: {text}\n{remedy}"))
}

/// With the rights that the process acts with.
fn may_write(path: &Path) -> io::Result<()> {
    let wanted = Access::READ_OK | Access::WRITE_OK;
    let wanted = if path.is_dir() {
        wanted | Access::EXEC_OK
    } else {
        wanted
    };
    Ok(accessat(CWD, path, wanted, AtFlags::EACCESS)?)
}

fn close(config: &Config) -> Vec<String> {
    let mut open = Vec::new();
    for (path, meta) in contents(config) {
        let mode = meta.mode() & 0o7777;
        if mode & OTHERS == 0 {
            continue;
        }
        if let Err(error) = fs::set_permissions(&path, Permissions::from_mode(mode & !OTHERS)) {
            open.push(format!("{} (mode {mode:o}): {error}", path.display()));
        }
    }
    open
}

/// The folder, the database wherever it is, files beside it, such as backups, and mails. Nothing is
/// followed that leads elsewhere.
fn contents(config: &Config) -> impl Iterator<Item = (PathBuf, Metadata)> {
    let folder = config.data_dir.clone();
    let mails = folder.join("mail");
    let inside = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path()))
    };
    let files: Vec<_> = inside(&folder).chain(inside(&mails)).collect();
    let files = files
        .into_iter()
        .chain(config.database_file().into_iter().flat_map(|file| {
            let files: Vec<_> = with_logs(&file).collect();
            files
        }))
        .filter_map(|path| fs::symlink_metadata(&path).ok().map(|meta| (path, meta)))
        .filter(|(_, meta)| meta.is_file());
    let folders = [folder, mails]
        .into_iter()
        .filter_map(|path| fs::metadata(&path).ok().map(|meta| (path, meta)))
        .filter(|(path, meta)| meta.is_dir() && is_ours(path, meta));
    folders.collect::<Vec<_>>().into_iter().chain(files)
}

/// A folder that serves others too, such as `/tmp`, is none to close.
fn is_ours(path: &Path, meta: &Metadata) -> bool {
    meta.mode() & STICKY == 0
        && path
            .canonicalize()
            .is_ok_and(|path| path.parent().is_some())
}

/// An SQLite file, and what SQLite puts beside it.
fn with_logs(file: &Path) -> impl Iterator<Item = PathBuf> {
    let file = file
        .canonicalize()
        .unwrap_or_else(|_absent| file.to_owned());
    ["", "-wal", "-shm", "-journal"]
        .into_iter()
        .map(move |end| {
            let mut path = file.clone().into_os_string();
            path.push(end);
            path.into()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::given;

    fn config(folder: &Path) -> Config {
        let folder = folder.display().to_string();
        Config::read(&given(&[("DATA_DIR", &folder)])).unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn data_readable_by_others_is_closed() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        fs::create_dir_all(folder.join("mail")).unwrap();
        let config = config(&folder);
        let files = [
            "meetings.db",
            "meetings.db-wal",
            "meetings.db-shm",
            "monday",
            "mail/7.eml",
        ]
        .map(|name| folder.join(name));
        for file in &files {
            fs::write(file, "x").unwrap();
            set(file, 0o644);
        }
        set(&folder, 0o755);
        set(&folder.join("mail"), 0o755);
        let mut found: Vec<_> = exposed(&config).into_iter().map(|(path, _)| path).collect();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), files.len() + 2, "{found:?}");

        assert!(prepare(&config).unwrap().is_empty());
        assert!(exposed(&config).is_empty());
        assert_eq!((mode(&folder), mode(&folder.join("mail"))), (0o700, 0o700));
        for file in &files {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn file_that_a_link_leads_to_keeps_its_mode() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        fs::create_dir(&folder).unwrap();
        let foreign = home.path().join("foreign");
        fs::write(&foreign, "x").unwrap();
        set(&foreign, 0o644);
        std::os::unix::fs::symlink(&foreign, folder.join("link")).unwrap();
        prepare(&config(&folder)).unwrap();
        assert_eq!(mode(&foreign), 0o644);
    }

    #[test]
    fn folder_that_serves_others_keeps_its_mode() {
        let home = tempfile::tempdir().unwrap();
        set(home.path(), 0o1777);
        prepare(&config(home.path())).unwrap();
        assert_eq!(mode(home.path()), 0o1777);
    }

    #[test]
    fn new_folder_is_closed() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        prepare(&config(&folder)).unwrap();
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn folder_that_is_a_file_is_refused_with_user_and_remedy() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        fs::write(&folder, "x").unwrap();
        let why = prepare(&config(&folder)).unwrap_err().to_string();
        let user = format!("user {}", geteuid().as_raw());
        for part in [
            "DATA_DIR: ",
            &folder.display().to_string(),
            &user,
            "chown -R",
        ] {
            assert!(why.contains(part), "{why}");
        }
    }
}
