//! Whether two calls can be told apart by how long they take.

use std::time::{Duration, Instant};

/// How much longer one may take than the other.
const MOST: f64 = 0.05;
/// Whatever else runs on this machine adds to both, but not to both alike in every round; a
/// difference that is really there is in each of them.
const ROUNDS: usize = 10;

/// How long it takes, and what it gives.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let given = work();
    (begun.elapsed(), given)
}

/// Compares medians of `count` pairs of calls, each in turn the first of its pair. Fails if they
/// differ in every round.
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
        let ratio = median(others).as_secs_f64() / median(ones).as_secs_f64();
        if (ratio - 1.0).abs() <= MOST {
            return;
        }
        ratios.push(ratio);
    }
    panic!("{what} takes another time in every round: {ratios:.2?}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
