//! F3: the disk is full, or fails. A disk of 64 MiB is filled under load; on SQLite, `strace` also
//! lets the system calls that write and sync fail.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, Site, within};

use crate::cluster::Cluster;
use crate::disk::Disk;
use crate::load::Load;
use crate::{Fault, Size};

/// F3.
pub const FAULT: Fault = Fault {
    name: "F3",
    what: "the disk is full, or fails",
    backends: crate::BOTH,
    run,
};

/// What `strace` is told, and what that is.
const FAILING: [(&str, &str); 4] = [
    ("fsync,fdatasync:error=EIO", "no fsync works"),
    (
        "fsync,fdatasync:error=EIO:when=1+3",
        "each third fsync fails",
    ),
    ("pwrite64:error=ENOSPC", "ENOSPC"),
    ("pwrite64:error=EIO", "EIO"),
];

fn run(backend: Backend, size: Size) -> String {
    let lasts = Duration::from_secs(size.of(1, 20));
    let figures = match backend {
        Backend::Sqlite => sqlite(lasts),
        Backend::Postgres => postgres(lasts),
    };
    figures.join("; ")
}

fn sqlite(lasts: Duration) -> Vec<String> {
    let disk = Disk::new();
    let mut server = Server::on(Arc::new(Site::in_folder(disk.folder())), &[]);
    let load = Load::on(&server);
    let mut figures = vec![format!("full: {}", full(&mut server, &load, &disk, lasts))];
    let mut server = Server::start(Backend::Sqlite);
    let load = Load::on(&server);
    for (calls, what) in FAILING {
        let tally = failing(&mut server, &load, calls, lasts);
        figures.push(format!("{what}: {tally}"));
    }
    figures
}

fn postgres(lasts: Duration) -> Vec<String> {
    let disk = Disk::new();
    let cluster = Cluster::with_tables_on(&disk);
    let mut server = Server::on(Arc::new(Site::behind(&cluster.url())), &[]);
    let load = Load::on(&server);
    let tables = full(&mut server, &load, &disk, lasts);
    vec![
        format!("full: {tables}"),
        format!("its journal's disk full: {}", without_journal(lasts)),
    ]
}

fn full(server: &mut Server, load: &Load, disk: &Disk, lasts: Duration) -> String {
    let figures = load.during(server, || {
        load.goes_on(100);
        let begin = Instant::now();
        disk.fill();
        load.meets_a_refusal();
        thread::sleep(lasts);
        disk.give_space_back();
        told(load, begin)
    });
    load.judge(server);
    server.kill_and_restart();
    format!("{figures}, {} writes kept", load.judge(server))
}

/// PostgreSQL itself gives up where its journal finds no room, with all who read from it.
fn without_journal(lasts: Duration) -> String {
    let disk = Disk::new();
    let cluster = Cluster::with_journal_on(&disk);
    let server = Server::on(Arc::new(Site::behind(&cluster.url())), &[]);
    let load = Load::on(&server);
    let recovery = load.during(&server, || {
        load.goes_on(100);
        disk.fill();
        within(60, "PostgreSQL gives up", || {
            cluster.log().contains("PANIC").then_some(())
        });
        thread::sleep(lasts);
        disk.give_space_back();
        cluster.supervise();
        load.recovers(Instant::now(), 5)
    });
    format!(
        "recovered in {recovery:.1?}, {} writes kept",
        load.judge(&server)
    )
}

/// Twice: until the calls work again, and until the server is killed.
fn failing(server: &mut Server, load: &Load, calls: &str, lasts: Duration) -> String {
    let figures = load.during(server, || {
        load.goes_on(20);
        let begin = Instant::now();
        let failing = Failing::begin(server, calls);
        load.meets_a_refusal();
        thread::sleep(lasts);
        drop(failing);
        told(load, begin)
    });
    load.judge(server);
    let failing = Failing::begin(server, calls);
    load.during(server, || load.meets_a_refusal());
    server.kill_and_restart();
    drop(failing);
    format!("{figures}, {} writes kept", load.judge(server))
}

fn told(load: &Load, begin: Instant) -> String {
    let tally = load.since(begin);
    assert!(
        tally.read > 0 && tally.unread == 0,
        "reads did not go on: {tally:?}"
    );
    let recovery = load.recovers(Instant::now(), 5);
    format!(
        "{} refused, slowest {:.1?}, recovered in {recovery:.1?}",
        tally.refused, tally.slowest
    )
}

/// As long as it is there, system calls of a server fail.
struct Failing(Child);

impl Failing {
    fn begin(server: &Server, calls: &str) -> Self {
        let names = calls.split(':').next().expect("names");
        let child = Command::new("strace")
            .args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-p",
                &server.pid().to_string(),
            ])
            .args([
                "-e",
                &format!("trace={names}"),
                "-e",
                &format!("inject={calls}"),
            ])
            .stdin(Stdio::null())
            .spawn();
        Self(child.expect("strace, which make installs"))
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        // By a signal that it can catch, so that it lets go of the server.
        let pid = self.0.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.0.wait();
    }
}
