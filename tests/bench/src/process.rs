//! The server and the floors as processes of their own.

use std::io::{BufRead, BufReader, Error, Read, Result};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::{env, fs};

use crate::database::Database;

/// `proc_pid_stat(5)` counts in these; Linux shows every program 100 of them in a second.
const MICROS_OF_A_TICK: u64 = 10_000;

/// A process that listens somewhere; killed when it is dropped.
pub(crate) struct Listening {
    child: Child,
    pub(crate) url: String,
}

impl Listening {
    /// Starts a command that says `listening on http://…` on one of its outputs.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
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

    /// Ends it in an orderly way.
    pub(crate) fn end(mut self) -> Result<()> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        self.child.wait().map(drop)
    }

    /// Time that it has computed, in user and in system mode.
    pub(crate) fn cpu_micros(&self) -> Result<u64> {
        let stat = self.proc("stat")?;
        // The name of the program may hold anything, the fields after it are numbers.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks = fields.split_whitespace().skip(11).take(2);
        Ok(ticks
            .filter_map(|ticks| ticks.parse::<u64>().ok())
            .map(|ticks| ticks * MICROS_OF_A_TICK)
            .sum())
    }

    /// Resident memory in MiB, now.
    pub(crate) fn memory_mib(&self) -> Result<f64> {
        self.status_mib("VmRSS:")
    }

    /// The most there ever was.
    pub(crate) fn most_memory_mib(&self) -> Result<f64> {
        self.status_mib("VmHWM:")
    }

    fn status_mib(&self, name: &str) -> Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next())
            .and_then(|kib| kib.parse::<f64>().ok())
            .map(|kib| kib / 1024.0)
            .ok_or_else(|| Error::other(format!("no {name} of {}", self.url)))
    }

    fn proc(&self, file: &str) -> Result<String> {
        fs::read_to_string(format!("/proc/{}/{file}", self.child.id()))
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

/// The server: `MEETING_SCHEDULER_BIN`, or else the one beside this program.
pub(crate) fn server(database: &Database, command: &str) -> Result<Command> {
    let path = match env::var_os("MEETING_SCHEDULER_BIN") {
        Some(path) => PathBuf::from(path),
        None => env::current_exe()?.with_file_name("meeting-scheduler"),
    };
    if !path.exists() {
        return Err(Error::other(format!("{} is not built", path.display())));
    }
    let mut server = Command::new(path);
    server
        .arg(command)
        .env_clear()
        .envs(database.settings())
        .current_dir(env::temp_dir());
    Ok(server)
}

/// This program as a floor.
pub(crate) fn floor(args: &[&str]) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("floor").args(args);
    Ok(command)
}
