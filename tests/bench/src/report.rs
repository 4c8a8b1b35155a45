//! The table on the screen and the JSON on disk.

use std::path::Path;
use std::{fs, io};

use serde_json::{Value, json};

use crate::load::Figures;

/// One path on one database, beside its floor.
pub(crate) struct Line {
    pub(crate) database: &'static str,
    pub(crate) path: &'static str,
    pub(crate) meetings: u32,
    pub(crate) server: Figures,
    pub(crate) floor: Figures,
    pub(crate) memory_mib: u64,
}

impl Line {
    fn ratio(&self) -> f64 {
        self.server.per_second / self.floor.per_second
    }
}

pub(crate) fn print_head() {
    say(&format!(
        "{:<10} {:<16} {:>9} {:>10} {:>8} {:>8} {:>10} {:>6} {:>7} {:>5}",
        "database",
        "path",
        "meetings",
        "server/s",
        "p50 ms",
        "p99 ms",
        "floor/s",
        "ratio",
        "MiB",
        "bad"
    ));
}

pub(crate) fn print_line(line: &Line) {
    say(&format!(
        "{:<10} {:<16} {:>9} {:>10.0} {:>8.2} {:>8.2} {:>10.0} {:>6.2} {:>7} {:>5}",
        line.database,
        line.path,
        line.meetings,
        line.server.per_second,
        line.server.p50_ms,
        line.server.p99_ms,
        line.floor.per_second,
        line.ratio(),
        line.memory_mib,
        line.server.failures + line.floor.failures,
    ));
}

pub(crate) fn write(lines: &[Line], to: &Path) -> io::Result<()> {
    let rows: Vec<Value> = lines.iter().map(row).collect();
    let text = serde_json::to_string_pretty(&json!({ "lines": rows }))?;
    fs::write(to, text + "\n")
}

fn row(line: &Line) -> Value {
    let figures = |figures: &Figures| {
        json!({
            "per_second": figures.per_second,
            "p50_ms": figures.p50_ms,
            "p99_ms": figures.p99_ms,
            "failures": figures.failures,
        })
    };
    json!({
        "database": line.database,
        "path": line.path,
        "meetings": line.meetings,
        "server": figures(&line.server),
        "floor": figures(&line.floor),
        "ratio": line.ratio(),
        "memory_mib": line.memory_mib,
    })
}

#[expect(
    clippy::print_stdout,
    reason = "The table is what this program is for."
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
