//! The server and the floor as processes of their own.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Error, Read, Result};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::{env, fs};

/// A process that listens somewhere; killed when it is dropped.
pub(crate) struct Listening {
    child: Child,
    pub(crate) url: String,
}

impl Listening {
    /// Starts a command that says `listening on http://…` on one of its outputs.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (told, heard) = channel();
        child
            .stdout
            .take()
            .into_iter()
            .for_each(|out| read_on(out, told.clone()));
        child
            .stderr
            .take()
            .into_iter()
            .for_each(|out| read_on(out, told.clone()));
        drop(told);
        match heard.recv() {
            Ok(url) => Ok(Self { child, url }),
            Err(_ended) => Err(Error::other(format!("{command:?} did not start"))),
        }
    }

    /// Resident memory in MiB, now.
    pub(crate) fn memory_mib(&self) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line
            .and_then(|line| line.split_whitespace().next())
            .and_then(|kib| kib.parse::<u64>().ok());
        kib.unwrap_or(0) / 1024
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Reads all that a process says, and tells where it listens.
fn read_on(output: impl Read + Send + 'static, told: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some((_, url)) = line.split_once("listening on ") {
                let url = url
                    .chars()
                    .take_while(|c| !c.is_whitespace() && *c != '"')
                    .collect();
                let _nobody_listens = told.send(url);
            }
        }
    });
}

/// The server beside this program, in the same build.
pub(crate) fn server(settings: &[(&str, &str)]) -> Result<Command> {
    let mut command = Command::new(beside("meeting-scheduler")?);
    command
        .args(["serve"])
        .env_clear()
        .envs(settings.iter().copied());
    Ok(command)
}

/// This program as the floor.
pub(crate) fn floor(args: &[&OsStr]) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("floor").args(args);
    Ok(command)
}

fn beside(name: &str) -> Result<PathBuf> {
    let path = env::current_exe()?.with_file_name(name);
    if path.exists() {
        Ok(path)
    } else {
        Err(Error::other(format!("{} is not built", path.display())))
    }
}
