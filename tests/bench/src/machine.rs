//! Where the figures come from.

use std::io::{Result, Write};
use std::path::Path;
use std::time::Instant;
use std::{fs, thread};

use serde::{Deserialize, Serialize};

use crate::measure::median;

#[derive(Serialize, Deserialize)]
pub(crate) struct Machine {
    cores: usize,
    cpu: String,
    memory_gib: f64,
    kernel: String,
    /// The median time in which 4 KiB reach the disk.
    fsync_ms: f64,
}

impl Machine {
    /// This one; files are written to `folder`.
    pub(crate) fn look(folder: &Path) -> Result<Self> {
        let field = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let value = line.map(|line| line.trim_start_matches([' ', '\t', ':']).trim());
            value.unwrap_or("unknown").to_owned()
        };
        let kib = field("/proc/meminfo", "MemTotal");
        let kib = kib.trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0);
        Ok(Self {
            cores: thread::available_parallelism()?.get(),
            cpu: field("/proc/cpuinfo", "model name"),
            memory_gib: kib / 1024.0 / 1024.0,
            kernel: field("/proc/sys/kernel/osrelease", ""),
            fsync_ms: fsync_ms(folder)?,
        })
    }

    pub(crate) fn line(&self) -> String {
        format!(
            "{} cores of {}, {:.0} GiB, Linux {}, one fsync {:.2} ms",
            self.cores, self.cpu, self.memory_gib, self.kernel, self.fsync_ms
        )
    }
}

fn fsync_ms(folder: &Path) -> Result<f64> {
    let mut file = tempfile::tempfile_in(folder)?;
    let times = (0..100).map(|_| {
        file.write_all(&[0; 4096])?;
        let begun = Instant::now();
        file.sync_data()?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    });
    Ok(median(times.collect::<Result<_>>()?))
}
