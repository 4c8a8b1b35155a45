//! Whether two calls can be told apart by how long they take.

use std::time::{Duration, Instant};

/// How much longer one may take than the other.
const MOST: f64 = 0.05;
/// A difference that is really there is in each of them, and the same way round.
const ROUNDS: usize = 10;

/// How long it takes, and what it gives.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let given = work();
    (begun.elapsed(), given)
}

/// Compares `count` pairs of calls, each in turn the first of its pair. Fails if the same one takes
/// longer in every round.
#[track_caller]
pub fn assert_takes_as_long(
    what: &str,
    count: usize,
    mut one: impl FnMut() -> Duration,
    mut other: impl FnMut() -> Duration,
) {
    let mut ratios = Vec::new();
    for _round in 0..ROUNDS {
        let (mut ones, mut others) = (Vec::new(), Vec::new());
        for number in 0..count {
            if number % 2 == 0 {
                ones.push(one());
            }
            others.push(other());
            if number % 2 == 1 {
                ones.push(one());
            }
        }
        let ratio = undisturbed(others).as_secs_f64() / undisturbed(ones).as_secs_f64();
        ratios.push(ratio);
        let longer = ratios.iter().all(|ratio| *ratio > 1.0 + MOST);
        let shorter = ratios.iter().all(|ratio| *ratio < 1.0 - MOST);
        if !longer && !shorter {
            return;
        }
    }
    panic!("{what} takes another time in every round: {ratios:.2?}");
}

/// The lower quartile: whatever else runs on the machine adds to some times, and takes from none.
fn undisturbed(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 4]
}
