//! How long before a meeting somebody wants to be reminded.

use std::collections::BTreeSet;

use thiserror::Error;
use time::Duration;

/// Some of [`Leads::CHOICES`], ascending, each once, at most [`Leads::MOST`]. None of them: never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leads(Vec<i32>);

/// Why leads were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LeadsFault {
    /// Not one of the choices.
    #[error("Choose among 0, 5, 10, 15, 30, 60, 120, 1440, 2880 and 10080 minutes.")]
    Unknown,
    /// More than [`Leads::MOST`].
    #[error("Choose at most 5.")]
    TooMany,
}

impl Leads {
    /// In minutes: from the very beginning to a week before, ascending.
    pub const CHOICES: [i32; 10] = [0, 5, 10, 15, 30, 60, 120, 1_440, 2_880, 10_080];
    /// How many one may choose.
    pub const MOST: usize = 5;

    /// In any order; doubles count once.
    pub fn try_new(lead_minutes: &[i64]) -> Result<Self, LeadsFault> {
        let chosen: BTreeSet<i32> = lead_minutes
            .iter()
            .map(|minutes| i32::try_from(*minutes).ok())
            .map(|minutes| minutes.filter(|minutes| Self::CHOICES.contains(minutes)))
            .collect::<Option<_>>()
            .ok_or(LeadsFault::Unknown)?;
        if chosen.len() > Self::MOST {
            return Err(LeadsFault::TooMany);
        }
        Ok(Self(chosen.into_iter().collect()))
    }

    /// What a store kept; it was checked before it was stored.
    pub fn from_stored(lead_minutes: Vec<i32>) -> Self {
        Self(lead_minutes)
    }

    /// In minutes, ascending.
    pub fn minutes(&self) -> &[i32] {
        &self.0
    }

    /// Of those that have come for a meeting that begins after so long, the one that is told: the
    /// last. Whoever was away for longer is not told the earlier ones as well.
    pub fn told(&self, until_start: Duration) -> Option<i32> {
        let mut due = self.0.iter().copied();
        due.find(|minutes| until_start <= Duration::minutes(i64::from(*minutes)))
    }
}

/// A quarter of an hour and a day: for whoever has not chosen.
impl Default for Leads {
    fn default() -> Self {
        Self(vec![15, 1_440])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_are_chosen_from_a_list_and_ordered() {
        let leads = |minutes: &[i64]| Leads::try_new(minutes).map(|leads| leads.0);
        assert_eq!(leads(&[1_440, 15, 15]), Ok(vec![15, 1_440]));
        assert_eq!(leads(&[]), Ok(vec![]));
        for unknown in [-5, 1, 16, i64::MAX] {
            assert_eq!(leads(&[15, unknown]), Err(LeadsFault::Unknown));
        }
        assert_eq!(leads(&[0, 5, 10, 15, 30]).map(|all| all.len()), Ok(5));
        assert_eq!(leads(&[0, 5, 10, 15, 30, 60]), Err(LeadsFault::TooMany));
    }

    #[test]
    fn of_several_that_have_come_the_last_is_told() {
        let leads = Leads::try_new(&[0, 15, 60]).unwrap();
        for (minutes, told) in [
            (61, None),
            (60, Some(60)),
            (16, Some(60)),
            (15, Some(15)),
            (1, Some(15)),
            (0, Some(0)),
            (-1, Some(0)),
        ] {
            assert_eq!(leads.told(Duration::minutes(minutes)), told, "{minutes}");
        }
        let muted = Leads::try_new(&[]).unwrap();
        assert_eq!(muted.told(Duration::ZERO), None);
    }
}
