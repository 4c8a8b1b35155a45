//! F11: the primary crashes under load, and its replica is promoted. The server runs on, with a
//! URL that names both.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, Site};

use crate::cluster::{Cluster, url};
use crate::load::Load;
use crate::{Fault, Size};

/// F11.
pub const FAULT: Fault = Fault {
    name: "F11",
    what: "the primary crashes under load, and its replica is promoted",
    backends: &[Backend::Postgres],
    run,
};

fn run(_backend: Backend, size: Size) -> String {
    let promotions = size.of(1, 5);
    let (mut kept, mut recovery, mut slowest) = (0, Duration::ZERO, Duration::ZERO);
    for _ in 0..promotions {
        let primary = Cluster::new();
        let replica = primary.replica();
        let url = url(&[&primary, &replica]);
        let server = Server::on(Arc::new(Site::behind(&url)), &[]);
        let load = Load::on(&server);
        let begin = Instant::now();
        load.during(&server, || {
            load.goes_on(100);
            primary.stop("immediate");
            replica.promote();
            recovery = recovery.max(load.recovers(Instant::now(), 10));
        });
        slowest = slowest.max(load.since(begin).slowest);
        kept += load.judge(&server);
    }
    assert!(
        slowest <= Duration::from_secs(5),
        "somebody waited {slowest:?}"
    );
    format!(
        "{promotions} promotions, {kept} writes kept, slowest {slowest:.1?}, recovered in {recovery:.1?}"
    )
}
