//! Pages of meetings: search, filters and order.

use std::cmp::Ordering;

use scheduler_domain::meetings::{
    Filter, Meeting, MeetingSummary, OrderBy, OrderField, Role, Viewer,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::text::{Email, address_key, search_key};
use time::UtcDateTime;

use super::State;

impl State {
    pub(super) fn page_of(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Page<MeetingSummary> {
        let mut rows: Vec<&Meeting> = self
            .visible_to(viewer)
            .filter(|row| self.passes(viewer, filter, now, row))
            .collect();
        rows.sort_by(|one, other| compare(&filter.order, one, other));
        Page {
            count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            request: page,
            items: cut(&rows, page)
                .map(|row| self.summary_of(viewer, row))
                .collect(),
        }
    }

    fn passes(&self, viewer: &Viewer, filter: &Filter, now: UtcDateTime, row: &Meeting) -> bool {
        let details = &row.details;
        let answer = self.answer_of(viewer, row.id);
        let mut words = filter.words.iter();
        words.all(|word| has_word(row, word) || self.has_person(viewer, row, word))
            && filter.status.is_none_or(|status| row.status(now) == status)
            && filter.ends_after.is_none_or(|at| details.times.end() > at)
            && filter
                .starts_before
                .is_none_or(|at| details.times.start() < at)
            && filter.role.is_none_or(|role| match role {
                Role::Organiser => row.organiser.user_id == viewer.user_id,
                Role::Participant => answer.is_some(),
            })
            && filter.my_status.is_none_or(|status| answer == Some(status))
    }

    /// Whether this is part of the address or the name of the organiser, or of a participant that the
    /// viewer is shown.
    fn has_person(&self, viewer: &Viewer, row: &Meeting, word: &str) -> bool {
        let word = search_key(word);
        let address = address_key(&word).unwrap_or_else(|| word.clone());
        let is_called = |email: &Email, name: &str| {
            email.as_str().contains(&address) || search_key(name).contains(&word)
        };
        let organiser = self.organiser(row);
        is_called(&organiser.email, &organiser.name)
            || self
                .participant_rows(row.id)
                .filter(|one| self.is_guest_shown(viewer, row, &one.email))
                .any(|one| is_called(&one.email, one.name.as_str()))
    }

    fn summary_of(&self, viewer: &Viewer, row: &Meeting) -> MeetingSummary {
        let count = |answered: bool| {
            let rows = self
                .participant_rows(row.id)
                .filter(|one| self.is_guest_shown(viewer, row, &one.email));
            let of_it = rows.filter(|one| !answered || one.status != Rsvp::Pending);
            i64::try_from(of_it.count()).unwrap_or(i64::MAX)
        };
        MeetingSummary {
            id: row.id,
            title: row.details.title.to_string(),
            location: row.details.location.to_string(),
            times: row.details.times,
            zone: row.details.zone.clone(),
            is_cancelled: row.is_cancelled,
            participant_count: count(false),
            answered_count: count(true),
            organiser_email: self.organiser(row).email,
            is_organiser: row.organiser.user_id == viewer.user_id,
            sequence: row.sequence,
            can_edit: row.organiser.user_id == viewer.user_id
                || self
                    .own_invitation(viewer, row.id)
                    .is_some_and(|own| own.is_co_organiser),
            my_status: self.answer_of(viewer, row.id),
        }
    }
}

/// Whether this is part of title, description or location.
pub(super) fn has_word(row: &Meeting, word: &str) -> bool {
    let details = &row.details;
    let text = format!(
        "{}\n{}\n{}",
        details.title, details.description, details.location
    );
    search_key(&text).contains(&search_key(word))
}

pub(super) fn compare(order: &[OrderBy], one: &Meeting, other: &Meeting) -> Ordering {
    let by_start = [OrderBy {
        field: OrderField::StartTime,
        is_descending: false,
    }];
    let keys = if order.is_empty() { &by_start } else { order };
    keys.iter()
        .map(|key| {
            let (a, b) = (&one.details, &other.details);
            let ascending = match key.field {
                OrderField::StartTime => a.times.start().cmp(&b.times.start()),
                OrderField::EndTime => a.times.end().cmp(&b.times.end()),
                OrderField::CreatedAt => one.created_at.cmp(&other.created_at),
                OrderField::Title => {
                    let lower = |title: &str| title.to_lowercase();
                    lower(a.title.as_str()).cmp(&lower(b.title.as_str()))
                }
            };
            if key.is_descending {
                ascending.reverse()
            } else {
                ascending
            }
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or_else(|| one.id.cmp(&other.id))
}

/// The rows of one page.
pub(super) fn cut<T>(rows: &[T], page: PageRequest) -> impl Iterator<Item = &T> {
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(page.size()).unwrap_or(usize::MAX);
    rows.iter().skip(offset).take(size)
}
