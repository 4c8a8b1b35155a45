//! A chart of the paths as SVG, readable in light and in dark.

use std::fmt::Write as _;

use crate::report::{PathLine, Report};

const LEFT: f64 = 230.0;
const SCALE: f64 = 480.0;
const ROW: f64 = 26.0;
/// The greatest ratio that has room.
const MOST: f64 = 1.25;

const STYLE: &str = "
  svg { --ink: #1f2328; --faint: #59636e; --floor: #d1d9e0; --met: #1a7f37; --missed: #cf222e; background: #ffffff }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #f0f6fc; --faint: #9198a1; --floor: #3d444d; --met: #3fb950; --missed: #f85149; background: #0d1117 }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--ink) }
  .head { font-weight: 600 } .faint { fill: var(--faint) }
  .floor { fill: var(--floor) } .met { fill: var(--met) } .missed { fill: var(--missed) }
  .target { stroke: var(--ink); stroke-width: 1.5 }
";

/// Each path's rate as a share of its floor, which is the grey bar; the stroke is the target.
pub(crate) fn svg(report: &Report) -> String {
    let mut body = String::new();
    let mut y = 30.0;
    text(
        &mut body,
        16.0,
        y,
        "head",
        "Answers per second as a share of the floor",
    );
    y += 20.0;
    text(&mut body, 16.0, y, "faint", &report.machine.line());
    let mut group = None;
    for line in &report.paths {
        let name = (&line.database, line.meetings);
        if group != Some(name) {
            group = Some(name);
            y += 34.0;
            let head = format!("{}, {} meetings", line.database, line.meetings);
            text(&mut body, 16.0, y, "head", &head);
            y += 8.0;
        }
        row(&mut body, y, line);
        y += ROW;
    }
    let (width, height) = (LEFT + SCALE * MOST + 190.0, y + 20.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>Speed beside a floor</title>\n\
         <style>{STYLE}</style>\n{body}</svg>\n"
    )
}

fn row(body: &mut String, y: f64, line: &PathLine) {
    let path = crate::paths::Path::ALL.into_iter();
    let target = path
        .filter(|path| path.name() == line.path)
        .map(crate::paths::Path::least_ratio)
        .fold(0.0, f64::max);
    let class = if line.ratio >= target {
        "met"
    } else {
        "missed"
    };
    text(body, 32.0, y + 17.0, "", &line.path);
    bar(body, y + 4.0, 18.0, SCALE, "floor");
    bar(body, y + 8.0, 10.0, SCALE * line.ratio.min(MOST), class);
    let at = LEFT + SCALE * target;
    let _written = writeln!(
        body,
        "<line class=\"target\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
        y + 2.0,
        y + 24.0
    );
    let figures = format!(
        "{:.2}  ({:.0} of {:.0}/s)",
        line.ratio, line.server.per_second, line.floor.per_second
    );
    text(
        body,
        LEFT + SCALE * MOST + 10.0,
        y + 17.0,
        "faint",
        &figures,
    );
}

fn bar(body: &mut String, y: f64, height: f64, width: f64, class: &str) {
    let _written = writeln!(
        body,
        "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\"/>"
    );
}

fn text(body: &mut String, x: f64, y: f64, class: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let _written = writeln!(
        body,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y:.1}\">{text}</text>"
    );
}
