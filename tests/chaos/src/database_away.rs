//! F4: the database is away for a while, under load. PostgreSQL's connections are cut, and it is
//! stopped and started again; SQLite's file is locked by another process.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, Site};

use crate::cluster::Cluster;
use crate::load::Load;
use crate::{Fault, Size};

/// F4.
pub const FAULT: Fault = Fault {
    name: "F4",
    what: "the database is away under load",
    backends: crate::BOTH,
    run,
};

/// Three seconds for a connection, and what a busy machine adds.
const PATIENCE: Duration = Duration::from_secs(5);

fn run(backend: Backend, size: Size) -> String {
    let outage = Duration::from_secs(size.of(3, 30));
    match backend {
        Backend::Sqlite => locked(outage),
        Backend::Postgres => stopped(outage),
    }
}

fn stopped(outage: Duration) -> String {
    let cluster = Cluster::new();
    let server = Server::on(Arc::new(Site::behind(&cluster.url())), &[]);
    let load = Load::on(&server);
    let mut figures = Vec::new();
    load.during(&server, || {
        load.goes_on(100);
        cluster.cut_connections();
        let recovery = load.recovers(Instant::now(), 5);
        figures.push(format!("cut: recovered in {recovery:.1?}"));
        for mode in ["fast", "immediate"] {
            let begin = Instant::now();
            cluster.stop(mode);
            thread::sleep(outage);
            cluster.start();
            let recovery = load.recovers(Instant::now(), 5);
            figures.push(format!("stopped {mode}: {}", told(&load, begin, recovery)));
        }
    });
    figures.push(format!("{} writes kept", load.judge(&server)));
    figures.join("; ")
}

fn locked(outage: Duration) -> String {
    let server = Server::start(Backend::Sqlite);
    let load = Load::on(&server);
    let mut figures = String::new();
    load.during(&server, || {
        load.goes_on(100);
        let begin = Instant::now();
        server.site.locked(|| {
            let locked = Instant::now();
            thread::sleep(outage);
            let during = load.since(locked);
            assert!(
                during.read > 0 && during.unread == 0,
                "reads did not go on: {during:?}"
            );
        });
        let recovery = load.recovers(Instant::now(), 5);
        figures = told(&load, begin, recovery);
    });
    format!("locked: {figures}; {} writes kept", load.judge(&server))
}

fn told(load: &Load, begin: Instant, recovery: Duration) -> String {
    let tally = load.since(begin);
    assert!(tally.refused > 0, "nobody noticed");
    assert!(
        tally.slowest <= PATIENCE,
        "somebody waited {:?}",
        tally.slowest
    );
    format!(
        "{} refused, slowest {:.1?}, recovered in {recovery:.1?}",
        tally.refused + tally.unread,
        tally.slowest
    )
}
