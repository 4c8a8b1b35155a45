//! The programs of PostgreSQL that copy a database.

use std::io::{self, ErrorKind, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

use thiserror::Error;

use super::bare_url::BareUrl;
use crate::postgres::with_defaults;

/// Why a program of PostgreSQL did not do it.
#[derive(Debug, Error)]
pub enum ToolFault {
    /// It is not on the `PATH`.
    #[error("{0} is not installed; on Debian it is in the package postgresql-client")]
    Missing(&'static str),
    /// It cannot read what a newer server, or a newer program of its kind, writes.
    #[error(
        "{name} is too old for this database; install the client programs of its version: {said}"
    )]
    TooOld {
        /// Which program.
        name: &'static str,
        /// What it said.
        said: String,
    },
    /// It said why.
    #[error("{said}")]
    Failed {
        /// What it said, and its name.
        said: String,
    },
    /// It could not be started or spoken to.
    #[error("{name}: {error}")]
    Io {
        /// Which program.
        name: &'static str,
        /// What the system said.
        error: io::Error,
    },
    /// The URL holds what can be handed to no program but in sight of everybody.
    #[error("a URL with sslpassword cannot be handed on in secret: use a key without a passphrase")]
    HasPassphrase,
}

/// Settings of this program that are secrets, and no business of others.
const OURS: [&str; 3] = ["DATABASE_URL", "JWT_SECRET", "EMAIL_HOST_PASSWORD"];

/// A program, not running yet. It speaks English, and never asks for a password.
pub(super) struct Tool {
    name: &'static str,
    command: Command,
}

impl Tool {
    /// Without a database.
    pub(super) fn new(name: &'static str) -> Self {
        let mut command = Command::new(name);
        command.stdin(Stdio::null()).env("LC_ALL", "C");
        for secret in OURS {
            command.env_remove(secret);
        }
        Self { name, command }
    }

    /// On this database; the password goes through its environment.
    pub(super) fn on(name: &'static str, url: &str) -> Result<Self, ToolFault> {
        let bare = BareUrl::of(url);
        if bare.has_passphrase {
            return Err(ToolFault::HasPassphrase);
        }
        let mut tool = Self::new(name);
        tool.command.arg("--no-password");
        let url = with_defaults(&bare.url);
        tool.command.arg(format!("--dbname={url}"));
        if let Some(password) = bare.password {
            tool.command.env("PGPASSWORD", password);
        }
        Ok(tool)
    }

    pub(super) fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Its output is read.
    pub(super) fn read(mut self) -> Result<(Running, ChildStdout), ToolFault> {
        self.command.stdout(Stdio::piped());
        let name = self.name;
        let mut running = self.start()?;
        let output = running.child.stdout.take().ok_or_else(|| gone(name))?;
        Ok((running, output))
    }

    /// It is told what to do, and its output is of no interest.
    pub(super) fn write(mut self) -> Result<(Running, ChildStdin), ToolFault> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::null());
        let name = self.name;
        let mut running = self.start()?;
        let input = running.child.stdin.take().ok_or_else(|| gone(name))?;
        Ok((running, input))
    }

    fn start(mut self) -> Result<Running, ToolFault> {
        let name = self.name;
        let mut child = self
            .command
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => ToolFault::Missing(name),
                _ => ToolFault::Io { name, error },
            })?;
        let said = child.stderr.take().map(listen);
        Ok(Running { name, child, said })
    }
}

fn gone(name: &'static str) -> ToolFault {
    let error = ErrorKind::BrokenPipe.into();
    ToolFault::Io { name, error }
}

/// So that it never waits for somebody to hear it.
fn listen(mut from: ChildStderr) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ends_with_the_process = from.read_to_end(&mut said);
        said
    })
}

/// A program that runs; it is killed with this value.
pub(super) struct Running {
    name: &'static str,
    child: Child,
    said: Option<JoinHandle<Vec<u8>>>,
}

impl Running {
    /// Waits for its end, and tells whether it did what it should.
    pub(super) fn end(mut self) -> Result<(), ToolFault> {
        let name = self.name;
        let status = self
            .child
            .wait()
            .map_err(|error| ToolFault::Io { name, error })?;
        if status.success() {
            return Ok(());
        }
        let said = match self.said() {
            said if said.is_empty() => format!("{name}: {status}"),
            said => said,
        };
        let is_too_old = ["server version mismatch", "unsupported version"]
            .iter()
            .any(|mark| said.contains(mark));
        Err(if is_too_old {
            ToolFault::TooOld { name, said }
        } else {
            ToolFault::Failed { said }
        })
    }

    /// The beginning of it: what comes later is mostly because of what came before.
    fn said(&mut self) -> String {
        let said = self.said.take().and_then(|said| said.join().ok());
        let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
        said.lines().take(5).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}
