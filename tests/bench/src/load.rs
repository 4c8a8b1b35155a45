//! Load by wrk, whose figures come back as one line of JSON.

use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::process::Listening;

/// What came of a load.
#[derive(Deserialize)]
pub(crate) struct Figures {
    pub(crate) answers: f64,
    pub(crate) per_second: f64,
    /// Latency in milliseconds.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Answers that were neither 2xx nor 3xx, and connections that failed.
    pub(crate) failures: u64,
    /// What the loaded process computed for each answer, in microseconds.
    #[serde(skip)]
    pub(crate) cpu_us: f64,
}

/// What is sent, again and again: `request` is Lua that answers the request of a `number` from 1 to
/// `requests` (`wrk.format(…)`), after `setup`.
pub(crate) struct Load {
    pub(crate) setup: String,
    pub(crate) request: String,
    pub(crate) requests: u32,
}

/// Sends it for so long over so many connections.
pub(crate) fn run(
    load: &Load,
    to: &Listening,
    token: &str,
    connections: u32,
    seconds: u32,
    work: &Path,
) -> Result<Figures> {
    let script = work.join("load.lua");
    fs::write(&script, lua(load, token))?;
    let before = to.cpu_micros()?;
    let out = Command::new("wrk")
        .args(["--threads", "1", "--duration", &format!("{seconds}s")])
        .args(["--timeout", "10s", "--connections"])
        .arg(connections.to_string())
        .arg("--script")
        .arg(&script)
        .arg(&to.url)
        .output()
        .map_err(|error| Error::other(format!("wrk: {error}")))?;
    let spent = to.cpu_micros()? - before;
    let text = String::from_utf8_lossy(&out.stdout);
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let read = line.and_then(|line| serde_json::from_str::<Figures>(line).ok());
    let mut figures = read.ok_or_else(|| {
        let said = String::from_utf8_lossy(&out.stderr);
        Error::other(format!("wrk gave no figures: {text}{said}"))
    })?;
    figures.cpu_us = micros(spent) / figures.answers;
    Ok(figures)
}

fn micros(spent: u64) -> f64 {
    std::time::Duration::from_micros(spent).as_secs_f64() * 1e6
}

/// The requests are made before the load begins: making them would cost what the server needs.
fn lua(load: &Load, token: &str) -> String {
    let Load {
        setup,
        request,
        requests,
    } = load;
    format!(
        r#"wrk.headers['Authorization'] = 'Bearer {token}'
wrk.headers['Content-Type'] = 'application/json'
{setup}
local requests, next = {{}}, 0
function init()
  for number = 1, {requests} do requests[number] = (function(number) return {request} end)(number) end
end
function request()
  next = next % {requests} + 1
  return requests[next]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{{"answers":%d,"per_second":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"failures":%d}}\n',
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
"#
    )
}
