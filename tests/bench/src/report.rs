//! What was measured, as it is written to disk and read again for a comparison.

use std::io::{Error, Result};
use std::path::Path;
use std::{fs, iter};

use serde::{Deserialize, Serialize};

use crate::machine::Machine;

#[derive(Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: Machine,
    pub(crate) settings: Settings,
    /// By name.
    pub(crate) databases: Vec<Version>,
    pub(crate) fills: Vec<Fill>,
    pub(crate) paths: Vec<PathLine>,
    pub(crate) growth: Vec<GrowthLine>,
    pub(crate) starts: Vec<StartLine>,
    pub(crate) memory: Vec<MemoryLine>,
    pub(crate) targets: Vec<Target>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) meetings: Vec<u32>,
    pub(crate) connections: u32,
    pub(crate) slices: u32,
    pub(crate) slice_seconds: u32,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) database: String,
    pub(crate) version: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Fill {
    pub(crate) database: String,
    pub(crate) meetings: u32,
    pub(crate) seconds: f64,
}

/// One path on one database, beside its floors. Each figure is the median of its slices.
#[derive(Serialize, Deserialize)]
pub(crate) struct PathLine {
    pub(crate) database: String,
    pub(crate) meetings: u32,
    pub(crate) path: String,
    pub(crate) server: Rate,
    pub(crate) floor: Rate,
    pub(crate) ideal: Option<Rate>,
    /// The median of the slices' ratios of server to floor.
    pub(crate) ratio: f64,
    pub(crate) ratio_to_ideal: Option<f64>,
    /// Half of what lies between the least and the greatest of the slices' ratios.
    pub(crate) noise: f64,
    pub(crate) failures: u64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Of the process alone, without the database's; none where it is the bench itself.
    pub(crate) cpu_us: Option<f64>,
}

/// One path at the least and at the greatest size, over one connection.
#[derive(Serialize, Deserialize)]
pub(crate) struct GrowthLine {
    pub(crate) database: String,
    pub(crate) path: String,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) from_ms: f64,
    pub(crate) to_ms: f64,
    /// The median of the slices' ratios of the times.
    pub(crate) growth: f64,
    /// The same of the server's computing time.
    pub(crate) cpu_growth: f64,
}

/// From the start of the process until it has answered.
#[derive(Serialize, Deserialize)]
pub(crate) struct StartLine {
    pub(crate) database: String,
    pub(crate) meetings: u32,
    pub(crate) ready_ms: f64,
    pub(crate) api_ms: f64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct MemoryLine {
    pub(crate) database: String,
    pub(crate) meetings: u32,
    pub(crate) idle_mib: f64,
    pub(crate) most_mib: f64,
}

/// What must be reached, and what was.
#[derive(Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) what: String,
    pub(crate) value: f64,
    /// The least, or the most where `is_most`.
    pub(crate) limit: f64,
    pub(crate) is_most: bool,
    pub(crate) is_met: bool,
}

impl Target {
    fn least(what: String, value: f64, limit: f64) -> Self {
        Self {
            what,
            value,
            limit,
            is_most: false,
            is_met: value >= limit,
        }
    }

    fn most(what: String, value: f64, limit: f64) -> Self {
        Self {
            what,
            value,
            limit,
            is_most: true,
            is_met: value <= limit,
        }
    }
}

impl Report {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .map_err(|error| Error::other(format!("{}: {error}", path.display())))?;
        Ok(serde_json::from_str(&text)?)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")
    }

    /// Every target of the run.
    pub(crate) fn judge(&mut self) {
        let paths = self.paths.iter().flat_map(|line| {
            let what = format!("{} {} {}", line.database, line.meetings, line.path);
            let path = crate::paths::Path::ALL.into_iter();
            let path = path.filter(|path| path.name() == line.path);
            let ratio = path.map({
                let what = what.clone();
                move |path| {
                    Target::least(
                        format!("{what}: of the floor"),
                        line.ratio,
                        path.least_ratio(),
                    )
                }
            });
            let failed = f64::from(u32::try_from(line.failures).unwrap_or(u32::MAX));
            ratio.chain(iter::once(Target::most(
                format!("{what}: failures"),
                failed,
                0.0,
            )))
        });
        let growth = self.growth.iter().map(|line| {
            let what = format!("{} {}: growth of the time", line.database, line.path);
            Target::most(what, line.growth, 1.3)
        });
        let starts = self.starts.iter().flat_map(|line| {
            let what = format!("{} {}: start to", line.database, line.meetings);
            [
                Target::most(format!("{what} /readyz in ms"), line.ready_ms, 100.0),
                Target::most(format!("{what} an API call in ms"), line.api_ms, 100.0),
            ]
        });
        let memory = self.memory.iter().flat_map(|line| {
            let what = format!("{} {}: MiB", line.database, line.meetings);
            [
                Target::most(format!("{what} idle"), line.idle_mib, 40.0),
                Target::most(format!("{what} at most"), line.most_mib, 150.0),
            ]
        });
        self.targets = paths.chain(growth).chain(starts).chain(memory).collect();
    }
}
