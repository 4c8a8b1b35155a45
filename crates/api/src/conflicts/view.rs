//! Clashes as they are shown.

use std::collections::{BTreeMap, HashMap};

use scheduler_domain::conflicts::{CheckConflictsError, Checked, Clash, by_person};
use scheduler_domain::text::Email;
use scheduler_domain::time::format_utc;
use serde::Serialize;

use crate::problem::{Code, Problem};

/// No body names more conflicts than that.
const MAX_ENTRIES: usize = 200;

/// Nor do all of them take more than that in JSON: titles may be long.
const MAX_BYTES: usize = 128 * 1_024;

/// Conflicts by address, as the caller wrote it first.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ConflictsView {
    conflicts: BTreeMap<String, Vec<ClashView>>,
    #[serde(skip_serializing_if = "is_false")]
    conflicts_truncated: bool,
    unknown: Vec<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A time that is taken.
#[derive(Clone, Debug, Serialize)]
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
    #[serde(flatten)]
    found: ConflictsView,
}

impl From<ConflictsView> for ConflictReportView {
    fn from(found: ConflictsView) -> Self {
        Self {
            has_conflicts: !found.conflicts.is_empty(),
            found,
        }
    }
}

/// The first spelling of each person's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AsSent(HashMap<Email, String>);

impl AsSent {
    /// White space around an address is no part of it, and there may be any amount of it.
    pub(crate) fn add(&mut self, raw: &str, email: Email) {
        self.0.entry(email).or_insert_with(|| raw.trim().to_owned());
    }

    /// Each person who was named, once.
    pub(crate) fn people(&self) -> Vec<Email> {
        self.0.keys().cloned().collect()
    }

    fn spelling(&self, person: &Email) -> String {
        let spelling = self.0.get(person).cloned();
        spelling.unwrap_or_else(|| person.to_string())
    }
}

/// [`conflicts_view`] of a check, with the people whose time was not looked at.
pub(crate) fn checked_view(checked: &Checked, sent: &AsSent) -> ConflictsView {
    let mut unknown: Vec<&Email> = checked.unknown.iter().collect();
    unknown.sort();
    ConflictsView {
        unknown: unknown.into_iter().map(|one| sent.spelling(one)).collect(),
        ..conflicts_view(&checked.clashes, sent)
    }
}

/// Conflicts of each person; people whom the caller did not name go by their address. Where there are
/// too many, each person's first conflict goes before the second of another.
pub(crate) fn conflicts_view(clashes: &[Clash], sent: &AsSent) -> ConflictsView {
    let people = by_person(clashes);
    let mut view = ConflictsView::default();
    let (mut entries, mut bytes) = (0, 0);
    for round in 0.. {
        let mut is_last = true;
        for (person, clashes) in &people {
            let Some(clash) = clashes.get(round) else {
                continue;
            };
            is_last = false;
            let clash = ClashView::new(clash);
            bytes += serde_json::to_string(&clash).map_or(0, |json| json.len());
            if entries == MAX_ENTRIES || bytes > MAX_BYTES {
                view.conflicts_truncated = true;
                return view;
            }
            entries += 1;
            let spelling = sent.spelling(person);
            view.conflicts.entry(spelling).or_default().push(clash);
        }
        if is_last {
            break;
        }
    }
    view
}

/// The refusal to put a person into a time that is taken.
pub(crate) fn conflict_problem(clashes: &[Clash], sent: &AsSent) -> Problem {
    problem_of(conflicts_view(clashes, sent))
}

/// [`conflict_problem`] of a check, with the people whose time was not looked at.
pub(crate) fn checked_problem(checked: &Checked, sent: &AsSent) -> Problem {
    problem_of(checked_view(checked, sent))
}

fn problem_of(view: ConflictsView) -> Problem {
    let problem = Problem::new(Code::SchedulingConflict)
        .with_member("conflicts", view.conflicts)
        .with_member("unknown", view.unknown);
    if view.conflicts_truncated {
        return problem.with_member("conflicts_truncated", true);
    }
    problem
}

impl From<CheckConflictsError> for Problem {
    fn from(error: CheckConflictsError) -> Self {
        match error {
            CheckConflictsError::Store(error) => error.into(),
        }
    }
}
