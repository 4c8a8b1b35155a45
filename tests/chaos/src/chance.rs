//! Chance that can be repeated: the seed is printed, and taken from `CHAOS_SEED` if that is set.

use std::env;
use std::time::{Duration, UNIX_EPOCH};

/// splitmix64 (Steele, Lea and Flood, 2014).
pub struct Chance(u64);

impl Chance {
    /// From the seed that is set, or else from the clock.
    pub fn new() -> Self {
        let seed = env::var("CHAOS_SEED").map_or_else(
            |_| UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs(),
            |seed| seed.parse().expect("CHAOS_SEED is a number"),
        );
        println!("CHAOS_SEED={seed}");
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Sleeps until a moment that nothing else determines.
    pub fn moment(&mut self, most: Duration) {
        let most = u64::try_from(most.as_micros()).expect("less than an age");
        std::thread::sleep(Duration::from_micros(self.below(most)));
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}
