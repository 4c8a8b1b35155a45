//! Clashes as they are shown.

use std::collections::BTreeMap;

use scheduler_domain::conflicts::{CheckConflictsError, Clash, by_person};
use scheduler_domain::text::Email;
use scheduler_domain::time::format_utc;
use serde::Serialize;

use crate::problem::{Code, Problem};

/// By address, as the caller wrote it.
pub(crate) type ConflictsView = BTreeMap<String, Vec<ClashView>>;

/// A time that is taken.
#[derive(Clone, Serialize)]
pub(crate) struct ClashView {
    id: Option<String>,
    title: String,
    start_time: String,
    end_time: String,
}

impl ClashView {
    /// Neither which meeting it is nor what it is called, unless the caller may see it.
    fn new(clash: &Clash) -> Self {
        let (id, title) = if clash.is_visible {
            (Some(clash.meeting_id.to_string()), clash.title.clone())
        } else {
            (None, "Busy".to_owned())
        };
        Self {
            id,
            title,
            start_time: format_utc(clash.times.start()),
            end_time: format_utc(clash.times.end()),
        }
    }
}

/// What is said of a time beforehand.
#[derive(Serialize)]
pub(super) struct ConflictReportView {
    has_conflicts: bool,
    conflicts: ConflictsView,
}

impl From<ConflictsView> for ConflictReportView {
    fn from(conflicts: ConflictsView) -> Self {
        Self {
            has_conflicts: !conflicts.is_empty(),
            conflicts,
        }
    }
}

/// Addresses as the caller wrote them; one person may be written in several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AsSent(Vec<(String, Email)>);

impl AsSent {
    pub(crate) fn add(&mut self, raw: String, email: Email) {
        self.0.push((raw, email));
    }

    /// Everybody who was named.
    pub(crate) fn people(&self) -> Vec<Email> {
        self.0.iter().map(|(_, email)| email.clone()).collect()
    }

    fn spellings(&self, person: &Email) -> Vec<String> {
        let spelt = self.0.iter().filter(|(_, email)| email == person);
        spelt.map(|(raw, _)| raw.clone()).collect()
    }
}

/// Who is busy; people whom the caller did not name go by their address.
pub(crate) fn conflicts_view(clashes: &[Clash], sent: &AsSent) -> ConflictsView {
    let mut view = ConflictsView::new();
    for (person, clashes) in by_person(clashes) {
        let list: Vec<ClashView> = clashes.into_iter().map(ClashView::new).collect();
        let mut spellings = sent.spellings(person);
        if spellings.is_empty() {
            spellings.push(person.to_string());
        }
        view.extend(spellings.into_iter().map(|raw| (raw, list.clone())));
    }
    view
}

/// The refusal to put somebody into a time that is taken.
pub(crate) fn conflict_problem(clashes: &[Clash], sent: &AsSent) -> Problem {
    Problem::new(Code::SchedulingConflict).with_member("conflicts", conflicts_view(clashes, sent))
}

impl From<CheckConflictsError> for Problem {
    fn from(error: CheckConflictsError) -> Self {
        match error {
            CheckConflictsError::Store(error) => error.into(),
        }
    }
}
