//! The query of the list of accounts.

use scheduler_domain::admin::{PeopleFilter, PeopleOrder};
use scheduler_domain::ids::RoleId;
use scheduler_domain::page::PageRequest;
use scheduler_domain::time::{Zone, parse_day};
use serde::Deserialize;

use crate::extract::{Field, PageQuery, parse_id};
use crate::meetings::{NOT_A_DAY, begin, given, not_a_choice, search_words};
use crate::problem::{Faults, Problem};

/// Which accounts are asked for. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct UsersQuery {
    search: Field<String>,
    is_active: Field<String>,
    is_staff: Field<String>,
    is_verified: Field<String>,
    role: Field<String>,
    joined_from: Field<String>,
    joined_to: Field<String>,
    ordering: Field<String>,
    #[serde(flatten)]
    page: PageQuery,
}

impl UsersQuery {
    /// Days are those of `zone`, the caller's.
    pub(super) fn into_filter(self, zone: &Zone) -> Result<(PeopleFilter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let words = search_words(&mut faults, self.search);
        let is_active = given(&mut faults, "is_active", self.is_active, parse_flag);
        let is_staff = given(&mut faults, "is_staff", self.is_staff, parse_flag);
        let is_verified = given(&mut faults, "is_verified", self.is_verified, parse_flag);
        let role = given(&mut faults, "role", self.role, |raw| {
            parse_id(raw).map(RoleId).ok_or("Enter the id of a role.")
        });
        let from = given(&mut faults, "joined_from", self.joined_from, |raw| {
            let day = parse_day(raw).ok_or(NOT_A_DAY)?;
            begin(zone, Some(day))
        });
        let before = given(&mut faults, "joined_to", self.joined_to, |raw| {
            let day = parse_day(raw).ok_or(NOT_A_DAY)?;
            begin(zone, day.next_day())
        });
        if from
            .zip(before)
            .is_some_and(|(from, before)| before <= from)
        {
            faults.add("joined_to", "The last day may not be before the first.");
        }
        let order = given(&mut faults, "ordering", self.ordering, parse_order);
        let page = self.page.read(&mut faults);
        let (order, is_descending) = order.unwrap_or_default();
        let filter = PeopleFilter {
            words,
            is_active,
            is_staff,
            role,
            is_verified,
            joined_from: from,
            joined_before: before,
            order,
            is_descending,
        };
        faults.finish(page.map(|page| (filter, page)))
    }
}

fn parse_flag(raw: &str) -> Result<bool, String> {
    match raw {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(not_a_choice(other, "true, false")),
    }
}

fn parse_order(raw: &str) -> Result<(PeopleOrder, bool), String> {
    let (name, is_descending) = match raw.strip_prefix('-') {
        Some(name) => (name, true),
        None => (raw, false),
    };
    let order = match name {
        "email" => PeopleOrder::Email,
        "date_joined" => PeopleOrder::DateJoined,
        _ => return Err(not_a_choice(raw, "email, date_joined")),
    };
    Ok((order, is_descending))
}
