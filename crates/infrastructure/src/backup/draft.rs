//! A file that is there whole, or not at all.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use thiserror::Error;

/// Why there is no file.
#[derive(Debug, Error)]
pub enum DraftFault {
    /// Another process writes it at the moment.
    #[error("another process is writing {}", .0.display())]
    Busy(PathBuf),
    /// Something has this name already; it stays as it is.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// The disk is full, say.
    #[error("{doing} {}: {error}", path.display())]
    Io {
        /// "writing", say.
        doing: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl DraftFault {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { doing, path, error }
    }
}

/// A file that is being written, beside the place where it belongs. It goes with this value unless
/// it is published.
pub(super) struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Empty, and readable for its owner alone. What a killed process has left is taken over; its
    /// name is always the same, so that no second one piles up.
    pub(super) fn begin(target: &Path) -> Result<Self, DraftFault> {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".partial");
        let path = target.with_file_name(name);
        loop {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .custom_flags(no_follow())
                .open(&path)
                .map_err(DraftFault::io("making", &path))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(DraftFault::Busy(target.to_owned())),
                Err(TryLockError::Error(error)) => {
                    return Err(DraftFault::io("locking", &path)(error));
                }
            }
            // Whoever held the lock may have published this very file.
            if is_at(&file, &path) {
                let draft = Self {
                    file,
                    path,
                    target: target.to_owned(),
                };
                draft.clear()?;
                return Ok(draft);
            }
        }
    }

    fn clear(&self) -> Result<(), DraftFault> {
        let clear = || {
            self.file.set_len(0)?;
            let owner_alone = std::fs::Permissions::from_mode(0o600);
            self.file.set_permissions(owner_alone)
        };
        clear().map_err(DraftFault::io("making", &self.path))
    }

    /// Where it is while it is being written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// To be written.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Makes it durable and gives it its name; how many bytes it has. Whoever looks at that name
    /// sees what was there before, or all of this.
    pub(super) fn publish(self, may_replace: bool) -> Result<u64, DraftFault> {
        let folder = folder_of(&self.target);
        let sync = || {
            self.file.sync_all()?;
            self.file.metadata()
        };
        let bytes = sync().map_err(DraftFault::io("writing", &self.path))?.len();
        if may_replace {
            std::fs::rename(&self.path, &self.target)
                .map_err(DraftFault::io("naming", &self.target))?;
        } else {
            self.name_anew()?;
        }
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(DraftFault::io("writing", folder))?;
        Ok(bytes)
    }

    fn name_anew(&self) -> Result<(), DraftFault> {
        let (from, to) = (&self.path, &self.target);
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => Ok(()),
            Err(Errno::EXIST) => Err(DraftFault::Exists(to.clone())),
            // Some file systems cannot do this in one step.
            Err(Errno::INVAL | Errno::NOSYS) if !to.exists() => {
                std::fs::rename(from, to).map_err(DraftFault::io("naming", to))
            }
            Err(errno) => Err(DraftFault::io("naming", to)(errno.into())),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            let _gone_already = std::fs::remove_file(&self.path);
        }
    }
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// A link that somebody put there is not followed.
fn no_follow() -> i32 {
    i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default()
}

fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => open.dev() == named.dev() && open.ino() == named.ino(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_has_the_name_before_everything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("copy");
        let draft = Draft::begin(&target).unwrap();
        draft.file().write_all(b"whole").unwrap();
        assert!(!target.exists());
        assert_eq!(draft.publish(false).unwrap(), 5);
        assert_eq!(std::fs::read(&target).unwrap(), b"whole");
        assert_eq!(target.metadata().unwrap().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["copy"]);
    }

    #[test]
    fn what_was_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("copy");
        drop(Draft::begin(&target).unwrap());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_a_killed_process_left_is_taken_over_empty() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".copy.partial");
        std::fs::write(&left, b"half of something longer").unwrap();
        std::fs::set_permissions(&left, std::fs::Permissions::from_mode(0o644)).unwrap();
        let draft = Draft::begin(&folder.path().join("copy")).unwrap();
        draft.file().write_all(b"whole").unwrap();
        assert_eq!(draft.publish(false).unwrap(), 5);
        let target = folder.path().join("copy");
        assert_eq!(target.metadata().unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn two_do_not_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("copy");
        let first = Draft::begin(&target).unwrap();
        assert!(matches!(Draft::begin(&target), Err(DraftFault::Busy(_))));
        first.publish(false).unwrap();
        assert!(Draft::begin(&target).is_ok());
        assert!(target.exists());
    }

    #[test]
    fn what_came_in_the_meantime_stays_unless_it_may_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("copy");
        for (may_replace, left) in [(false, "theirs"), (true, "ours")] {
            let draft = Draft::begin(&target).unwrap();
            draft.file().write_all(b"ours").unwrap();
            std::fs::write(&target, "theirs").unwrap();
            let published = draft.publish(may_replace);
            assert_eq!(published.is_ok(), may_replace);
            assert_eq!(std::fs::read_to_string(&target).unwrap(), left);
            assert_eq!(names(folder.path()), ["copy"]);
        }
    }

    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let victim = folder.path().join("victim");
        std::fs::write(&victim, "untouched").unwrap();
        std::os::unix::fs::symlink(&victim, folder.path().join(".copy.partial")).unwrap();
        let refused = Draft::begin(&folder.path().join("copy"));
        assert!(matches!(refused, Err(DraftFault::Io { .. })));
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "untouched");
    }
}
