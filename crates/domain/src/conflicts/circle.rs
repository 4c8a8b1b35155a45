//! The circle of a person: the people whose busy time this person may know.

use std::collections::HashSet;

use crate::auth::{Actor, Reach};
use crate::ctx::Ctx;
use crate::store::{StoreError, Tx};
use crate::text::Email;

/// Which people may know each other's busy time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Everyone's to everyone.
    Everyone,
    /// As [`Met`](Self::Met); and people whose verified addresses are both in internal domains know
    /// each other's.
    #[default]
    Domain,
    /// A participant who accepted a meeting, its organiser, and the others who accepted it know each
    /// other's. An invitation alone opens nothing.
    Met,
}

/// What the operator decides about busy time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeBusyRules {
    /// Which people may know each other's.
    pub visibility: Visibility,
    /// In lower case.
    pub internal_domains: Vec<String>,
}

impl FreeBusyRules {
    /// Everyone's busy time is open to everyone.
    pub fn everyone() -> Self {
        Self {
            visibility: Visibility::Everyone,
            internal_domains: Vec::new(),
        }
    }

    /// What holds. Where no address is verified nothing proves a domain: [`Visibility::Domain`] then
    /// means [`Visibility::Everyone`].
    pub fn applied(&self, verify: bool) -> Visibility {
        match self.visibility {
            Visibility::Domain if !verify => Visibility::Everyone,
            other => other,
        }
    }

    fn is_internal(&self, person: &Email) -> bool {
        let domain = person.as_str().rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.internal_domains.iter().any(|one| one == domain))
    }
}

/// People, by whether their busy time may be known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Those whose busy time may be known.
    pub known: Vec<Email>,
    /// The others.
    pub unknown: Vec<Email>,
}

impl Circle {
    fn of_all(people: &[Email]) -> Self {
        Self {
            known: people.to_vec(),
            unknown: Vec::new(),
        }
    }

    /// Whether this person's busy time may be known.
    pub fn knows(&self, person: &Email) -> bool {
        self.known.contains(person)
    }
}

/// Which of these people, who differ, are in the circle of `person`. Nothing else decides whose busy
/// time a person may know. By one statement at most.
pub fn circle_of(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    person: &Email,
    people: &[Email],
) -> Result<Circle, StoreError> {
    let rules = &ctx.free_busy;
    let visibility = rules.applied(ctx.email_verification);
    if visibility == Visibility::Everyone || people.is_empty() {
        return Ok(Circle::of_all(people));
    }
    let mut asked = people.to_vec();
    if !asked.contains(person) {
        asked.push(person.clone());
    }
    let relations = tx.circle().list(person, &asked)?;
    let owners: HashSet<&Email> = relations
        .iter()
        .filter(|one| one.is_verified || !ctx.email_verification)
        .map(|one| &one.person)
        .collect();
    let met: HashSet<&Email> = relations
        .iter()
        .filter(|one| one.has_met)
        .map(|one| &one.person)
        .collect();
    let by_domain = visibility == Visibility::Domain && rules.is_internal(person);
    // An account that does not own its address does not speak for it.
    let speaks = owners.contains(person);
    let is_known = |other: &Email| {
        speaks
            && (other == person
                || met.contains(other)
                || (by_domain && rules.is_internal(other) && owners.contains(other)))
    };
    let (known, unknown) = people.iter().cloned().partition(is_known);
    Ok(Circle { known, unknown })
}

/// [`circle_of`] the caller. Staff that sees all meetings knows everyone's time by them.
pub fn circle_of_actor(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    actor: &Actor,
    people: &[Email],
) -> Result<Circle, StoreError> {
    if actor.reach >= Reach::SeesAll {
        return Ok(Circle::of_all(people));
    }
    circle_of(tx, ctx, &actor.email, people)
}
