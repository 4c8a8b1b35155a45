//! A PostgreSQL cluster of one's own, to be stopped, cut off, copied and promoted.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use scheduler_tests::{Site, within};
use tempfile::TempDir;

use crate::disk::{Disk, is_root};

/// A cluster with one database, `meetings`; durable, on a port that it keeps. It goes with this
/// value.
pub struct Cluster {
    home: TempDir,
    data: PathBuf,
    port: u16,
}

impl Cluster {
    /// Made and started.
    pub fn new() -> Self {
        let cluster = Self::unmade();
        cluster.make(&[]);
        cluster
    }

    /// With its tables on a small disk, and its journal (`pg_wal`) elsewhere.
    pub fn with_tables_on(disk: &Disk) -> Self {
        let mut cluster = Self::unmade();
        cluster.data = disk.folder().join("data");
        let journal = cluster.home.path().join("journal");
        cluster.make(&["--waldir", journal.to_str().expect("a UTF-8 path")]);
        cluster
    }

    /// The other way round.
    pub fn with_journal_on(disk: &Disk) -> Self {
        let cluster = Self::unmade();
        let journal = disk.folder().join("journal");
        let journal = journal.to_str().expect("a UTF-8 path");
        cluster.make(&["--wal-segsize=1", "--waldir", journal]);
        cluster
    }

    fn unmade() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        if is_root() {
            chown(home.path());
        }
        let data = home.path().join("data");
        let port = free_port();
        Self { home, data, port }
    }

    fn make(&self, options: &[&str]) {
        let mut arguments = vec!["--username=postgres", "--auth=trust", "--no-sync"];
        arguments.extend(["--encoding=UTF8", "--locale=C.UTF-8"]);
        arguments.extend(options);
        self.run("initdb", &arguments, &self.data);
        self.configure("shared_buffers = 16MB\nmax_connections = 60\n");
        self.start();
        self.execute("create database meetings");
    }

    /// Adds lines to its settings.
    fn configure(&self, lines: &str) {
        let mut file = OpenOptions::new()
            .append(true)
            .open(self.data.join("postgresql.conf"))
            .expect("its settings");
        let place = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\n",
            self.port,
            self.home.path().display()
        );
        file.write_all(place.as_bytes()).expect("settings");
        file.write_all(lines.as_bytes()).expect("settings");
    }

    /// A streaming replica, started; a write is acknowledged after both have it and show it.
    #[must_use]
    pub fn replica(&self) -> Self {
        let replica = Self::unmade();
        let from = format!(
            "host=127.0.0.1 port={} user=postgres application_name=replica",
            self.port
        );
        let arguments = ["-R", "--checkpoint=fast", "--no-sync", "-d", &from];
        replica.run("pg_basebackup", &arguments, &replica.data);
        replica.configure("");
        replica.start();
        // After the replica was copied, so that it waits for nobody once it is promoted.
        self.execute("alter system set synchronous_standby_names = 'replica'");
        self.execute("alter system set synchronous_commit = 'remote_apply'");
        self.execute("select pg_reload_conf()");
        let follows = "select count(*) as n from pg_stat_replication where sync_state = 'sync'";
        within(30, "the replica follows", || {
            (self.site().number(follows) == 1).then_some(())
        });
        replica
    }

    /// Starts it, and waits until it answers.
    pub fn start(&self) {
        let log = self.home.path().join("log");
        let log = log.to_str().expect("a UTF-8 path");
        self.run(
            "pg_ctl",
            &["--wait", "--silent", "--log", log, "start"],
            &self.data,
        );
    }

    /// Ends it: `fast` as an operator does, `immediate` as a crash does, after which nothing is
    /// written any more.
    pub fn stop(&self, mode: &str) {
        self.run("pg_ctl", &["--silent", "--mode", mode, "stop"], &self.data);
    }

    /// Starts it if it has given up, as a supervisor does, until it answers.
    pub fn supervise(&self) {
        within(60, "PostgreSQL answers", || {
            if !self.succeeds("pg_ctl", &["status"], &self.data) {
                self.start();
            }
            self.answers().then_some(())
        });
    }

    fn answers(&self) -> bool {
        let status = Command::new(newest_bin().join("pg_isready"))
            .args(["--quiet", "--host=127.0.0.1", "--port"])
            .arg(self.port.to_string())
            .status();
        status.expect("pg_isready").success()
    }

    /// Makes a replica the one that may be written to.
    pub fn promote(&self) {
        self.run("pg_ctl", &["--wait", "--silent", "promote"], &self.data);
    }

    /// Ends every connection but the one that asks.
    pub fn cut_connections(&self) {
        self.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where backend_type = 'client backend' and pid <> pg_backend_pid()",
        );
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        url(&[self])
    }

    /// What it wrote into its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    fn site(&self) -> Site {
        let url = self.url().replace("/meetings", "/postgres");
        Site::behind(&url)
    }

    fn execute(&self, sql: &str) {
        self.site().execute(sql);
    }

    fn run(&self, program: &str, arguments: &[&str], data: &Path) {
        assert!(
            self.succeeds(program, arguments, data),
            "{program} {arguments:?}:\n{}\n{}",
            fs::read_to_string(self.said()).unwrap_or_default(),
            self.log()
        );
    }

    /// Runs a program of PostgreSQL, which refuses to be root.
    fn succeeds(&self, program: &str, arguments: &[&str], data: &Path) -> bool {
        let path = newest_bin().join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        // Not a pipe, which the cluster would inherit and hold open.
        let said = File::create(self.said()).expect("a file");
        let status = command
            .arg("--pgdata")
            .arg(data)
            .args(arguments)
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file"))
            .stderr(said)
            .status();
        status.expect("a program of PostgreSQL").success()
    }

    fn said(&self) -> PathBuf {
        self.home.path().join("said")
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data.join("postmaster.pid").exists() {
            let _ =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.stop("immediate")));
        }
    }
}

/// Leads to whichever of these may be written to.
pub fn url(clusters: &[&Cluster]) -> String {
    let hosts: Vec<String> = clusters
        .iter()
        .map(|cluster| format!("127.0.0.1:{}", cluster.port))
        .collect();
    let query = match clusters {
        [_one] => "",
        _ => "?target_session_attrs=read-write",
    };
    format!("postgres://postgres@{}/meetings{query}", hosts.join(","))
}

/// Below the ports that outgoing connections take, so that it is free again after a restart.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut ports = std::iter::repeat_with(|| {
        let next = NEXT.fetch_add(1, Ordering::SeqCst) + std::process::id();
        u16::try_from(20_000 + next % 12_000).expect("a port")
    });
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

fn chown(folder: &Path) {
    let done = Command::new("chown").arg("postgres").arg(folder).status();
    assert!(done.expect("chown").success());
}

fn newest_bin() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL from Debian");
    versions
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.parse::<u32>().ok())
        .max()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")))
        .expect("PostgreSQL from Debian")
}
