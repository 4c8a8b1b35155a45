//! `chaos [F1 F2 …]`: the named faults, or all, in full size on each database. A line of figures
//! for each; the exit code is 1 if anything did not hold.
#![allow(
    clippy::print_stdout,
    reason = "the figures are what this program is for"
)]

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::Instant;

use scheduler_chaos::{FAULTS, Fault, Size, fault};
use scheduler_tests::Backend;

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args()
        .skip(1)
        .flat_map(|word| word.split(',').map(str::to_uppercase).collect::<Vec<_>>())
        .filter(|name| !name.is_empty())
        .collect();
    let chosen: Vec<&Fault> = if names.is_empty() {
        FAULTS.iter().collect()
    } else {
        names.iter().map(|name| fault(name)).collect()
    };
    let mut lost = 0;
    for fault in chosen {
        for &backend in fault.backends {
            lost += u32::from(!held(fault, backend));
        }
    }
    println!("{lost} did not hold");
    ExitCode::from(u8::from(lost > 0))
}

fn held(fault: &Fault, backend: Backend) -> bool {
    let database = format!("{backend:?}").to_lowercase();
    if !backend.is_there() {
        return true;
    }
    let begun = Instant::now();
    let figures = catch_unwind(|| (fault.run)(backend, Size::Full));
    let held = figures.is_ok();
    let verdict = if held { "held" } else { "DID NOT HOLD" };
    println!(
        "{:<4} {database:<9} {verdict:<5} {:>5.0} s  {}: {}",
        fault.name,
        begun.elapsed().as_secs_f64(),
        fault.what,
        figures.unwrap_or_else(|_panic| "see above".to_owned())
    );
    held
}
