//! The query of a list of meetings.

use std::collections::HashSet;
use std::fmt::Display;

use scheduler_domain::meetings::{Filter, OrderBy, OrderField, Role};
use scheduler_domain::page::PageRequest;
use scheduler_domain::text::search_key;
use scheduler_domain::time::{Zone, parse_day};
use serde::Deserialize;
use time::{Date, UtcDateTime};

use super::words::{not_a_choice, parse_status};
use crate::bounds::{MAX_SEARCH, MAX_SEARCH_WORDS, text_fault};
use crate::extract::{Field, PageQuery};
use crate::participants::parse_rsvp;
use crate::problem::{Faults, Problem};

/// Which meetings are asked for. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    search: Field<String>,
    status: Field<String>,
    from_date: Field<String>,
    to_date: Field<String>,
    ordering: Field<String>,
    role: Field<String>,
    my_status: Field<String>,
    #[serde(flatten)]
    page: PageQuery,
}

impl ListQuery {
    /// The filter and the page. Days are those of `zone`, the caller's.
    pub(super) fn into_filter(self, zone: &Zone) -> Result<(Filter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let words = search_words(&mut faults, self.search);
        let status = given(&mut faults, "status", self.status, parse_status);
        let from = given(&mut faults, "from_date", self.from_date, |raw| {
            let day = parse_day(raw).ok_or(NOT_A_DAY)?;
            Ok::<_, &str>((day, begin(zone, Some(day))?))
        });
        let to = given(&mut faults, "to_date", self.to_date, |raw| {
            let day = parse_day(raw).ok_or(NOT_A_DAY)?;
            Ok::<_, &str>((day, begin(zone, day.next_day())?))
        });
        if from.zip(to).is_some_and(|((from, _), (to, _))| to < from) {
            faults.add("to_date", "The last day may not be before the first.");
        }
        let order = given(&mut faults, "ordering", self.ordering, parse_order);
        let role = given(&mut faults, "role", self.role, parse_role);
        let my_status = given(&mut faults, "my_status", self.my_status, parse_rsvp);
        let page = self.page.read(&mut faults);
        let filter = Filter {
            words,
            status,
            ends_after: from.map(|(_, instant)| instant),
            starts_before: to.map(|(_, instant)| instant),
            role,
            my_status,
            order: order.unwrap_or_default(),
        };
        faults.finish(page.map(|page| (filter, page)))
    }
}

pub(crate) const NOT_A_DAY: &str = "Enter a valid date, such as 2026-12-03.";

/// What was given; what is blank was not.
pub(crate) fn given<T, E: Display>(
    faults: &mut Faults,
    name: &str,
    field: Field<String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    faults.optional(name, field.unless_blank(), |raw| parse(raw.trim()))
}

/// The words of `search`, each once, whatever its case.
pub(crate) fn search_words(faults: &mut Faults, field: Field<String>) -> Vec<String> {
    let words = given(faults, "search", field, |raw| {
        if raw.chars().count() > MAX_SEARCH {
            return Err(text_fault(MAX_SEARCH));
        }
        let mut known = HashSet::new();
        let words = raw.split_whitespace();
        let words = words.filter(|word| known.insert(search_key(word)));
        let words: Vec<String> = words.map(str::to_owned).collect();
        if words.len() > MAX_SEARCH_WORDS {
            return Err(format!(
                "Search for no more than {MAX_SEARCH_WORDS} different words."
            ));
        }
        Ok(words)
    });
    words.unwrap_or_default()
}

/// When this day begins there.
pub(crate) fn begin(zone: &Zone, day: Option<Date>) -> Result<UtcDateTime, &'static str> {
    day.and_then(|day| zone.start_of_day(day).ok())
        .ok_or(NOT_A_DAY)
}

pub(crate) fn parse_order(raw: &str) -> Result<Vec<OrderBy>, String> {
    raw.split(',').map(|key| parse_key(key.trim())).collect()
}

fn parse_key(raw: &str) -> Result<OrderBy, String> {
    let (name, is_descending) = match raw.strip_prefix('-') {
        Some(name) => (name, true),
        None => (raw, false),
    };
    let field = match name {
        "start_time" => OrderField::StartTime,
        "end_time" => OrderField::EndTime,
        "created_at" => OrderField::CreatedAt,
        "title" => OrderField::Title,
        _ => return Err(not_a_choice(raw, "start_time, end_time, created_at, title")),
    };
    Ok(OrderBy {
        field,
        is_descending,
    })
}

fn parse_role(raw: &str) -> Result<Role, String> {
    match raw {
        "organiser" => Ok(Role::Organiser),
        "participant" => Ok(Role::Participant),
        other => Err(not_a_choice(other, "organiser, participant")),
    }
}
