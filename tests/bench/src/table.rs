//! The tables on the screen.

use crate::report::{Fill, GrowthLine, MemoryLine, PathLine, Rate, Report, StartLine, Target};

#[expect(
    clippy::print_stdout,
    reason = "The tables are what this program is for."
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

pub(crate) fn head() {
    say(&format!(
        "{:<10} {:>9} {:<16} {:>9} {:>7} {:>7} {:>7} {:>9} {:>7} {:>6} {:>9} {:>6}",
        "database",
        "meetings",
        "path",
        "server/s",
        "p50 ms",
        "p99 ms",
        "cpu µs",
        "floor/s",
        "cpu µs",
        "ratio",
        "ideal/s",
        "ratio",
    ));
}

pub(crate) fn path(line: &PathLine) {
    let PathLine { server, floor, .. } = line;
    let bad = match line.failures {
        0 => String::new(),
        failures => format!("  {failures} FAILED"),
    };
    let ideal = line.ideal.as_ref().map(|ideal| ideal.per_second);
    say(&format!(
        "{:<10} {:>9} {:<16} {:>9.0} {:>7.2} {:>7.2} {:>7} {:>9.0} {:>7} {:>6.2} {:>9} {:>6}{bad}",
        line.database,
        line.meetings,
        line.path,
        server.per_second,
        server.p50_ms,
        server.p99_ms,
        cpu(server),
        floor.per_second,
        cpu(floor),
        line.ratio,
        ideal.map_or(String::new(), |ideal| format!("{ideal:.0}")),
        line.ratio_to_ideal
            .map_or(String::new(), |ratio| format!("{ratio:.2}")),
    ));
}

fn cpu(rate: &Rate) -> String {
    rate.cpu_us.map_or(String::new(), |cpu| format!("{cpu:.0}"))
}

pub(crate) fn fill(line: &Fill) {
    say(&format!(
        "{} was filled with {} meetings in {:.1} s",
        line.database, line.meetings, line.seconds
    ));
}

pub(crate) fn growth(line: &GrowthLine) {
    say(&format!(
        "{:<10} growth of {:<16} from {} to {} meetings: {:.3} to {:.3} ms, {:.2} ×; computing time {:.2} ×",
        line.database,
        line.path,
        line.from,
        line.to,
        line.from_ms,
        line.to_ms,
        line.growth,
        line.cpu_growth
    ));
}

pub(crate) fn start(line: &StartLine) {
    say(&format!(
        "{:<10} {:>9} meetings: start to /readyz {:.0} ms, to an API call {:.0} ms",
        line.database, line.meetings, line.ready_ms, line.api_ms
    ));
}

pub(crate) fn memory(line: &MemoryLine) {
    say(&format!(
        "{:<10} {:>9} meetings: {:.0} MiB idle, {:.0} MiB at most",
        line.database, line.meetings, line.idle_mib, line.most_mib
    ));
}

/// What was reached and what was not.
pub(crate) fn targets(targets: &[Target]) {
    let missed: Vec<&Target> = targets.iter().filter(|target| !target.is_met).collect();
    let met = targets.len() - missed.len();
    say(&format!("{met} of {} targets are met", targets.len()));
    for target in missed {
        let sign = if target.is_most { "<=" } else { ">=" };
        say(&format!(
            "MISSED  {}: {:.2}, must be {sign} {:.2}",
            target.what, target.value, target.limit
        ));
    }
}

/// Then and now, path by path.
pub(crate) fn comparison(then: &Report, now: &Report) {
    say(&format!(
        "compared with {}; worse is marked where it is more than the noise of the slices",
        then.date
    ));
    for line in &now.paths {
        let before = then.paths.iter().find(|before| {
            (&before.database, before.meetings, &before.path)
                == (&line.database, line.meetings, &line.path)
        });
        let Some(before) = before else {
            continue;
        };
        let change = line.ratio - before.ratio;
        let is_worse = -change > line.noise.max(before.noise);
        say(&format!(
            "{:<10} {:>9} {:<16} ratio {:>5.2} then, {:>5.2} now, {:>+5.2} ± {:.2}{}",
            line.database,
            line.meetings,
            line.path,
            before.ratio,
            line.ratio,
            change,
            line.noise.max(before.noise),
            if is_worse { "  WORSE" } else { "" }
        ));
    }
}
