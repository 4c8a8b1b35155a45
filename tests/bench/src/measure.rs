//! Measuring: in short slices, in turn, so that what else the machine does meets all alike.

use std::io::{Error, Result};
use std::path::Path as Folder;
use std::time::Instant;

use uuid::Uuid;

use crate::create;
use crate::database::Filled;
use crate::floor::Kind;
use crate::load::{self, Figures};
use crate::paths::{Account, Path, get};
use crate::process::{Listening, floor, server};
use crate::progress::Progress;
use crate::report::{GrowthLine, MemoryLine, PathLine, Rate, StartLine};

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) connections: u32,
    pub(crate) slices: u32,
    pub(crate) slice_seconds: u32,
    pub(crate) starts: u32,
}

/// Who asks.
pub(crate) struct Accounts {
    pub(crate) owner: Account,
    /// They plan meetings, so that the owner keeps 100.
    pub(crate) organisers: Vec<(Account, String)>,
}

/// A filled database with the server in front of it.
pub(crate) struct Ready<'a> {
    pub(crate) filled: Filled,
    pub(crate) accounts: Accounts,
    pub(crate) effort: Effort,
    pub(crate) paths: &'a [Path],
    pub(crate) work: &'a Folder,
    pub(crate) progress: &'a Progress,
}

impl Ready<'_> {
    fn server(&self) -> Result<Listening> {
        Listening::start(&mut server(&self.filled.database, "serve")?)
    }

    fn floor(&self, kind: Kind, now: &str) -> Result<Listening> {
        let owner = self.accounts.owner.id.to_string();
        let url = &self.filled.database.url;
        Listening::start(&mut floor(&[kind.word(), url, &owner, now])?)
    }

    fn name(&self) -> String {
        let meetings = self.filled.data.meetings();
        format!("{} with {meetings} meetings", self.filled.database.name)
    }

    /// Every path in turn, each told as soon as it is measured, then the memory it took.
    pub(crate) fn paths(&self, now: &str, mut tell: impl FnMut(PathLine)) -> Result<MemoryLine> {
        let idle_mib = {
            let server = self.server()?;
            get(&server.url, &self.accounts.owner.token, "/api/auth/me/")?;
            server.memory_mib()?
        };
        let server = self.server()?;
        let floors = [
            self.floor(Kind::Pooled, now)?,
            self.floor(Kind::Direct, now)?,
        ];
        for path in Path::ALL {
            self.compare_bodies(path, &server, &floors)?;
        }
        for path in self.paths {
            tell(self.path(*path, &server, &floors)?);
        }
        Ok(MemoryLine {
            database: self.filled.database.name.to_owned(),
            meetings: self.filled.data.meetings(),
            idle_mib,
            most_mib: server.most_memory_mib()?,
        })
    }

    /// A floor that answers something else is none.
    fn compare_bodies(
        &self,
        path: Path,
        server: &Listening,
        floors: &[Listening; 2],
    ) -> Result<()> {
        let ask =
            |of: &Listening| path.bodies(&of.url, &self.accounts.owner.token, &self.filled.data);
        let wanted = ask(server)?;
        for floor in floors {
            for (wanted, body) in wanted.iter().zip(ask(floor)?) {
                if *wanted != body {
                    let pairs = wanted.chars().zip(body.chars());
                    let same = pairs.take_while(|(one, other)| one == other).count();
                    let rest = |text: &str| -> String {
                        text.chars()
                            .skip(same.saturating_sub(40))
                            .take(160)
                            .collect()
                    };
                    return Err(Error::other(format!(
                        "{}: {} is, from the floor:\n{}\nbut from the server:\n{}",
                        self.name(),
                        path.name(),
                        rest(&body),
                        rest(wanted)
                    )));
                }
            }
        }
        Ok(())
    }

    fn path(&self, path: Path, server: &Listening, floors: &[Listening; 2]) -> Result<PathLine> {
        let [pooled, direct] = floors;
        let (mut of_server, mut of_floor, mut of_ideal) = (Vec::new(), Vec::new(), Vec::new());
        for slice in 1..=self.effort.slices {
            let step = format!("{}: {} {slice}", self.name(), path.name());
            self.progress
                .step(&format!("{step} of {}", self.effort.slices));
            of_server.push(self.load(path, server, self.effort.connections)?);
            if path == Path::Create {
                create::drop_mails(&self.filled.database)?;
                of_floor.push(self.limit()?);
            } else {
                of_floor.push(self.load(path, pooled, self.effort.connections)?);
                of_ideal.push(self.load(path, direct, self.effort.connections)?);
            }
        }
        let ratios = |to: &[Figures]| -> Vec<f64> {
            let pairs = of_server.iter().zip(to);
            pairs
                .map(|(one, to)| one.per_second / to.per_second)
                .collect()
        };
        let to_floor = ratios(&of_floor);
        let all = of_server.iter().chain(&of_floor).chain(&of_ideal);
        Ok(PathLine {
            database: self.filled.database.name.to_owned(),
            meetings: self.filled.data.meetings(),
            path: path.name().to_owned(),
            failures: all.map(|figures| figures.failures).sum(),
            noise: spread(&to_floor) / 2.0,
            ratio: median(to_floor),
            ratio_to_ideal: (!of_ideal.is_empty()).then(|| median(ratios(&of_ideal))),
            server: rate(&of_server),
            floor: rate(&of_floor),
            ideal: (!of_ideal.is_empty()).then(|| rate(&of_ideal)),
        })
    }

    fn load(&self, path: Path, to: &Listening, connections: u32) -> Result<Figures> {
        let organisers = self.accounts.organisers.iter();
        let tokens: Vec<String> = organisers.map(|(one, _)| one.token.clone()).collect();
        let seconds = self.effort.slice_seconds;
        let load = path.load(&self.filled.data, &tokens, seconds);
        let token = &self.accounts.owner.token;
        load::run(&load, to, token, connections, seconds, self.work)
    }

    fn limit(&self) -> Result<Figures> {
        let organisers = self.accounts.organisers.iter();
        let organisers: Vec<(Uuid, String)> = organisers
            .map(|(one, email)| (one.id, email.clone()))
            .collect();
        create::limit(
            &self.filled.database,
            &self.filled.data,
            &organisers,
            self.effort.slice_seconds,
        )
    }

    /// From the start of the process to its first answers; the median of several.
    pub(crate) fn start(&self) -> Result<StartLine> {
        self.progress.step(&format!("{}: start", self.name()));
        let token = &self.accounts.owner.token;
        // Nothing is left to be recovered from.
        self.server()?.end()?;
        let (mut ready, mut api) = (Vec::new(), Vec::new());
        for _ in 0..self.effort.starts {
            for (path, times) in [("/readyz", &mut ready), ("/api/auth/me/", &mut api)] {
                let begun = Instant::now();
                let server = self.server()?;
                get(&server.url, token, path)?;
                times.push(begun.elapsed().as_secs_f64() * 1e3);
                server.end()?;
            }
        }
        Ok(StartLine {
            database: self.filled.database.name.to_owned(),
            meetings: self.filled.data.meetings(),
            ready_ms: median(ready),
            api_ms: median(api),
        })
    }

    /// The same questions here and in a larger database, with equal answers, in turn. Over one
    /// connection nobody queues, so the median latency is the time that an answer takes.
    pub(crate) fn growth(&self, larger: &Self, path: Path) -> Result<GrowthLine> {
        self.progress.step(&format!(
            "{}: growth of {}",
            self.filled.database.name,
            path.name()
        ));
        let servers = [self.server()?, larger.server()?];
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for _ in 0..self.effort.slices {
            from.push(self.load(path, &servers[0], 1)?);
            to.push(larger.load(path, &servers[1], 1)?);
        }
        let grown = |of: &dyn Fn(&Figures) -> f64| {
            let pairs = from.iter().zip(&to);
            median(pairs.map(|(from, to)| of(to) / of(from)).collect())
        };
        Ok(GrowthLine {
            database: self.filled.database.name.to_owned(),
            path: path.name().to_owned(),
            from: self.filled.data.meetings(),
            to: larger.filled.data.meetings(),
            growth: grown(&|figures| figures.p50_ms),
            cpu_growth: grown(&|figures| figures.cpu_us),
            from_ms: rate(&from).p50_ms,
            to_ms: rate(&to).p50_ms,
        })
    }
}

fn rate(slices: &[Figures]) -> Rate {
    let of = |value: &dyn Fn(&Figures) -> f64| median(slices.iter().map(value).collect());
    let cpu_us = of(&|figures| figures.cpu_us);
    Rate {
        per_second: of(&|figures| figures.per_second),
        p50_ms: of(&|figures| figures.p50_ms),
        p99_ms: of(&|figures| figures.p99_ms),
        cpu_us: cpu_us.is_finite().then_some(cpu_us),
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or(f64::NAN);
    if values.len().is_multiple_of(2) {
        let lower = middle.checked_sub(1).and_then(|below| values.get(below));
        lower.map_or(upper, |lower| f64::midpoint(*lower, upper))
    } else {
        upper
    }
}

fn spread(values: &[f64]) -> f64 {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    greatest - least
}
