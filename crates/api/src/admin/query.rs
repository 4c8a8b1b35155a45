//! What lists of the administration are narrowed by.

use scheduler_domain::admin::oversight::{AddressStart, MOST_COUNTED, Span};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::page::Page;
use scheduler_domain::time::{Zone, parse_day};
use serde::Serialize;
use uuid::Uuid;

use crate::extract::{Field, PageUrl, PageView};
use crate::meetings::{NOT_A_DAY, begin, given, search_words};
use crate::problem::{Faults, Problem};

/// From the first day of a query to the last, both included, in this zone.
pub(super) fn days(
    faults: &mut Faults,
    [first, last]: [(&str, Field<String>); 2],
    zone: &Zone,
) -> Span {
    let from = given(faults, first.0, first.1, |raw| {
        let day = parse_day(raw).ok_or(NOT_A_DAY)?;
        Ok::<_, &str>((day, begin(zone, Some(day))?))
    });
    let to = given(faults, last.0, last.1, |raw| {
        let day = parse_day(raw).ok_or(NOT_A_DAY)?;
        Ok::<_, &str>((day, begin(zone, day.next_day())?))
    });
    if from.zip(to).is_some_and(|((from, _), (to, _))| to < from) {
        faults.add(last.0, "The last day may not be before the first.");
    }
    Span {
        from: from.map(|(_, instant)| instant),
        before: to.map(|(_, instant)| instant),
    }
}

/// The beginning of an address.
pub(super) fn address(
    faults: &mut Faults,
    name: &str,
    field: Field<String>,
) -> Option<AddressStart> {
    given(faults, name, field, |raw| {
        Ok::<_, String>(AddressStart::parse(raw))
    })
    .flatten()
}

/// The id of a meeting, as it is written in a path.
pub(super) fn meeting(faults: &mut Faults, field: Field<String>) -> Option<MeetingId> {
    given(faults, "meeting", field, |raw| {
        Uuid::parse_str(raw)
            .map(MeetingId)
            .map_err(|_fault| "Enter the id of a meeting.")
    })
}

/// The words of a search, and what looks like an address among them.
pub(super) fn words(faults: &mut Faults, field: Field<String>) -> (Vec<String>, Vec<AddressStart>) {
    let all = search_words(faults, field).into_iter();
    let (people, words): (Vec<_>, Vec<_>) = all.partition(|word| word.contains('@'));
    let people = people.iter().filter_map(|raw| AddressStart::parse(raw));
    (words, people.collect())
}

/// A page of a list that is counted only so far.
#[derive(Serialize)]
pub(super) struct CountedPage<V> {
    #[serde(flatten)]
    page: PageView<V>,
    count_is_exact: bool,
}

/// The page, each item as `view` shows it; 404 for one past the end.
pub(super) fn show<T, V>(
    url: &PageUrl,
    page: Page<T>,
    view: impl FnMut(T) -> V,
) -> Result<CountedPage<V>, Problem> {
    Ok(CountedPage {
        count_is_exact: page.count < MOST_COUNTED,
        page: url.show(page, view)?,
    })
}
