//! `bench`: load on the real server, beside floors that are measured in the same run.
//!
//! See [`floor`] for what they are, [`data`] for what is stored, and `docs/proof.md` for what must
//! be reached.

mod chart;
mod create;
mod data;
mod database;
mod fill;
mod floor;
mod load;
mod machine;
mod measure;
mod paths;
mod process;
mod progress;
mod report;
mod settings;
mod table;

use std::error::Error as _;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use scheduler_domain::time::format_utc;
use scheduler_infrastructure::adapters::SystemClock;

use crate::data::{Data, OWNER};
use crate::database::{Database, Filled};
use crate::machine::Machine;
use crate::measure::{Accounts, Ready};
use crate::paths::Account;
use crate::process::{Listening, server};
use crate::progress::Progress;
use crate::report::{Fill, Report, Settings, Version};
use crate::settings::{Arguments, Bench};

/// As many as there are connections under load, and as many again.
const ORGANISERS: u32 = 64;

fn main() -> ExitCode {
    start().unwrap_or_else(|error| {
        eprintln!("{error}");
        // What the database said stands behind "db error".
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("{error}");
            cause = error.source();
        }
        ExitCode::FAILURE
    })
}

fn start() -> Result<ExitCode> {
    match Arguments::read().map_err(Error::other)? {
        Arguments::Floor(floor) => {
            floor::serve(floor.kind, &floor.url, floor.owner, floor.now)?;
            Ok(ExitCode::SUCCESS)
        }
        Arguments::Compare { then, now } => {
            table::comparison(&Report::read(&then)?, &Report::read(&now)?);
            Ok(ExitCode::SUCCESS)
        }
        Arguments::Bench(bench) => run(&bench),
    }
}

fn run(bench: &Bench) -> Result<ExitCode> {
    let base = bench.base.as_deref().map(Report::read).transpose()?;
    let work = tempfile::tempdir()?;
    let progress = Progress::new();
    let mut report = Report {
        date: format_utc(SystemClock.now()),
        machine: Machine::look(work.path())?,
        settings: Settings {
            meetings: bench.meetings.clone(),
            connections: bench.effort.connections,
            slices: bench.effort.slices,
            slice_seconds: bench.effort.slice_seconds,
        },
        databases: Vec::new(),
        fills: Vec::new(),
        paths: Vec::new(),
        growth: Vec::new(),
        starts: Vec::new(),
        memory: Vec::new(),
        targets: Vec::new(),
    };
    table::say(&report.machine.line());
    for open in [Database::sqlite, Database::postgres] {
        measure(bench, work.path(), &progress, open, &mut report)?;
    }
    report.judge();
    progress.clear();
    fs::create_dir_all(&bench.out)?;
    report.write(&bench.out.join("bench.json"))?;
    fs::write(bench.out.join("bench.svg"), chart::svg(&report))?;
    if let Some(base) = &base {
        table::comparison(base, &report);
    }
    table::targets(&report.targets);
    table::say(&format!("written to {}", bench.out.display()));
    let is_met = report.targets.iter().all(|target| target.is_met);
    Ok(if is_met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Everything on one kind of database. All sizes are there at the same time, so that growth is
/// measured in turn.
fn measure(
    bench: &Bench,
    work: &Path,
    progress: &Progress,
    open: fn(&Path, usize) -> Result<Database>,
    report: &mut Report,
) -> Result<()> {
    let mut sizes = Vec::new();
    for (number, meetings) in bench.meetings.iter().enumerate() {
        let ready = prepare(bench, work, progress, open(work, number)?, *meetings)?;
        let database = &ready.filled.database;
        let fill = Fill {
            database: database.name.to_owned(),
            meetings: ready.filled.data.meetings(),
            seconds: ready.filled.seconds,
        };
        progress.clear();
        table::fill(&fill);
        report.fills.push(fill);
        let version = Version {
            database: database.name.to_owned(),
            version: database.version()?,
        };
        if !report.databases.contains(&version) {
            report.databases.push(version);
        }
        sizes.push(ready);
    }
    table::head();
    for ready in &sizes {
        let memory = ready.paths(&report.date, |line| {
            progress.clear();
            table::path(&line);
            report.paths.push(line);
        })?;
        report.memory.push(memory);
    }
    if let [least, .., greatest] = sizes.as_slice() {
        for path in bench.growing() {
            let line = least.growth(greatest, path)?;
            progress.clear();
            table::growth(&line);
            report.growth.push(line);
        }
    }
    for (ready, memory) in sizes
        .iter()
        .zip(report.memory.iter().rev().take(sizes.len()).rev())
    {
        let line = ready.start()?;
        progress.clear();
        table::start(&line);
        table::memory(memory);
        report.starts.push(line);
    }
    Ok(())
}

/// People register at a server that is stopped while the rest is stored; their sessions outlive it.
fn prepare<'a>(
    bench: &'a Bench,
    work: &'a Path,
    progress: &'a Progress,
    database: Database,
    meetings: u32,
) -> Result<Ready<'a>> {
    progress.step(&format!(
        "filling {} with {meetings} meetings",
        database.name
    ));
    let registering = Listening::start(&mut server(&database, "serve")?)?;
    let owner = Account::register(&registering.url, OWNER)?;
    let organisers = (0..ORGANISERS)
        .map(|number| {
            let email = format!("organiser{number}@example.org");
            Account::register(&registering.url, &email).map(|account| (account, email))
        })
        .collect::<Result<_>>()?;
    registering.end()?;
    let data = Data::new(owner.id, SystemClock.now(), meetings);
    let begun = Instant::now();
    fill::fill(&database, &data, progress)?;
    Ok(Ready {
        filled: Filled {
            database,
            data,
            seconds: begun.elapsed().as_secs_f64(),
        },
        accounts: Accounts { owner, organisers },
        effort: bench.effort,
        paths: &bench.paths,
        work,
        progress,
    })
}
