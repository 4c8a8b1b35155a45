//! The rule of overlap.

use std::collections::BTreeMap;

use super::Clash;
use crate::text::Email;
use crate::time::TimeRange;

/// Ranges are half-open: where one ends, the next may begin.
pub fn overlap(one: TimeRange, other: TimeRange) -> bool {
    one.start() < other.end() && other.start() < one.end()
}

/// Clashes by person, earliest first.
pub fn by_person(clashes: &[Clash]) -> BTreeMap<&Email, Vec<&Clash>> {
    let mut people: BTreeMap<&Email, Vec<&Clash>> = BTreeMap::new();
    for clash in clashes {
        people.entry(&clash.person).or_default().push(clash);
    }
    for list in people.values_mut() {
        list.sort_by_key(|clash| (clash.times.start(), clash.meeting_id));
    }
    people
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Duration, UtcDateTime};

    use super::*;

    fn range(start: i64, length: i64) -> TimeRange {
        let start = UtcDateTime::UNIX_EPOCH + Duration::minutes(start);
        TimeRange::try_new(start, start + Duration::minutes(length)).unwrap()
    }

    #[test]
    fn touching_edges_are_free() {
        assert!(!overlap(range(0, 60), range(60, 60)));
        assert!(overlap(range(0, 61), range(60, 60)));
    }

    proptest! {
        #[test]
        fn overlap_means_a_minute_in_common(a in 0_i64..200, b in 0_i64..200, m in 1_i64..100, n in 1_i64..100) {
            let in_common = (a..a + m).any(|minute| (b..b + n).contains(&minute));
            prop_assert_eq!(overlap(range(a, m), range(b, n)), in_common);
            prop_assert_eq!(overlap(range(b, n), range(a, m)), in_common);
        }
    }
}
