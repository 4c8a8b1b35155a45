//! A disk so small that it fills up, and as root a mount of its own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A tmpfs of 64 MiB; goes with this value.
pub struct Disk {
    folder: TempDir,
}

/// Runs a command as root, by `sudo` where this is somebody else; it must succeed.
pub fn as_root(arguments: &[&str]) {
    let mut command = if is_root() {
        Command::new(arguments[0])
    } else {
        let mut command = Command::new("sudo");
        command.args(["-n", arguments[0]]);
        command
    };
    let done = command.args(&arguments[1..]).output();
    let done = done.unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
    assert!(
        done.status.success(),
        "{arguments:?}, which only root may: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Whether this is root.
pub fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").expect("a process");
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}

impl Disk {
    /// Mounts it, empty.
    pub fn new() -> Self {
        let disk = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        let options = "size=64m,mode=0777";
        let folder = disk.folder().to_str().expect("a UTF-8 path");
        as_root(&["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]);
        disk
    }

    /// Where it is mounted.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all room that is left.
    pub fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        while ballast.write_all(&[0; 1024]).is_ok() {}
    }

    /// Takes the ballast away.
    pub fn give_space_back(&self) {
        fs::remove_file(self.ballast()).expect("the ballast");
    }

    fn ballast(&self) -> PathBuf {
        self.folder().join("ballast")
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let folder = self.folder.path().to_owned();
        // Lazily: a process that a failed test left may still have files open there.
        let umount = ["umount", "--lazy", folder.to_str().unwrap_or_default()];
        if std::thread::panicking() {
            let _ = std::panic::catch_unwind(|| as_root(&umount));
        } else {
            as_root(&umount);
        }
    }
}
