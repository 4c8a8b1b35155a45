//! Load by wrk, whose figures come back as one line of JSON.

use std::process::Command;
use std::{env, fs, io};

use serde_json::Value;

/// One path under load.
pub(crate) struct Figures {
    /// Answers per second.
    pub(crate) per_second: f64,
    /// Median latency in milliseconds.
    pub p50_ms: f64,
    /// 99th percentile of latency in milliseconds.
    pub p99_ms: f64,
    /// Answers that were neither 2xx nor 3xx, and connections that failed.
    pub(crate) failures: u64,
}

/// What is sent, again and again: `request` is Lua that answers the request of a `number` from 1 to
/// `requests` (`return wrk.format(…)`), after `setup`.
pub(crate) struct Load<'a> {
    pub(crate) url: &'a str,
    pub(crate) setup: &'a str,
    pub(crate) request: &'a str,
    pub(crate) requests: u32,
    pub(crate) seconds: u32,
    pub(crate) connections: u32,
}

/// An answer that is neither 2xx nor 3xx counts as a failure.
pub(crate) fn run(load: &Load<'_>) -> io::Result<Figures> {
    let script = env::temp_dir().join(format!("bench-{}.lua", std::process::id()));
    fs::write(&script, lua(load))?;
    let out = Command::new("wrk")
        .args([
            "--threads",
            "1",
            "--connections",
            &load.connections.to_string(),
        ])
        .args([
            "--duration",
            &format!("{}s", load.seconds),
            "--timeout",
            "10s",
            "--script",
        ])
        .arg(&script)
        .arg(load.url)
        .output()?;
    fs::remove_file(&script)?;
    let text = String::from_utf8_lossy(&out.stdout);
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let read = line.and_then(|line| serde_json::from_str::<Value>(line).ok());
    let read = read.ok_or_else(|| {
        let said = String::from_utf8_lossy(&out.stderr);
        io::Error::other(format!("wrk gave no figures: {text}{said}"))
    })?;
    let number = |name: &str| read.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    Ok(Figures {
        per_second: number("per_second"),
        p50_ms: number("p50_ms"),
        p99_ms: number("p99_ms"),
        failures: read
            .get("failures")
            .and_then(Value::as_u64)
            .unwrap_or(u64::MAX),
    })
}

/// The requests are made before the load begins: making them would cost what the server needs.
fn lua(load: &Load<'_>) -> String {
    let Load {
        setup,
        request,
        requests,
        ..
    } = load;
    format!(
        r#"{setup}
local requests, next = {{}}, 0
function init()
  for number = 1, {requests} do requests[number] = (function(number) {request} end)(number) end
end
function request()
  next = next % {requests} + 1
  return requests[next]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{{"per_second":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"failures":%d}}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
"#
    )
}
