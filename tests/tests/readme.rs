//! The quick tour of the README works, line by line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests fail by panicking"
)]

use std::fmt::Write;
use std::process::Command;

use scheduler_tests::{Backend, Server};

/// The shell block that follows the marker.
fn tour() -> String {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let (_, rest) = readme.split_once("<!-- tour -->").expect("the marker");
    let (_, rest) = rest.split_once("```").expect("a block");
    let (_, rest) = rest.split_once('\n').expect("a language line");
    rest.split_once("```")
        .expect("the end of the block")
        .0
        .to_owned()
}

/// Commands: lines, joined where they end in a backslash or leave a quote open.
fn commands(tour: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut open = String::new();
    for line in tour.lines() {
        if open.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        writeln!(open, "{line}").unwrap();
        let quotes = open.replace("\\'", "").matches('\'').count();
        if quotes.is_multiple_of(2) && !line.ends_with('\\') {
            commands.push(std::mem::take(&mut open));
        }
    }
    assert!(open.is_empty(), "an open quote: {open}");
    commands
}

#[test]
fn the_quick_tour_works_line_by_line() {
    let server = Server::start(Backend::Sqlite);
    let tour = tour().replace("http://localhost:8000", server.base());
    let commands = commands(&tour);
    assert!(
        commands
            .iter()
            .filter(|command| command.contains("curl"))
            .count()
            >= 5
    );
    let mut script =
        "set -euo pipefail\ncurl() { command curl --fail-with-body --show-error \"$@\"; }\n"
            .to_owned();
    for (command, number) in commands.iter().zip(1..) {
        writeln!(script, "echo '--- step {number}' >&2\n{command}").unwrap();
    }
    let done = Command::new("bash")
        .args(["-c", &script])
        .current_dir(server.site.folder())
        .env_remove("http_proxy")
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(done.status.success(), "{said}\n{script}");
    assert!(!said.contains("Traceback"), "{said}");
}
