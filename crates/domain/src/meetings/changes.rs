//! What the audit log says of a meeting, by the names that the API has for its fields.

use super::{ConflictPolicy, Meeting};
use crate::audit::{Change, changed};
use crate::time::format_utc;

/// How many addresses of invited people one entry names; of more, their number is told.
const MOST_NAMED: usize = 15;

/// The fields of a meeting that came to be.
pub(super) fn planned(meeting: &Meeting) -> Vec<Change> {
    told(meeting)
        .into_iter()
        .map(|(field, value)| Change::made(field, &value))
        .collect()
}

/// The fields of a meeting that goes away.
pub(crate) fn taken_away(meeting: &Meeting) -> Vec<Change> {
    told(meeting)
        .into_iter()
        .map(|(field, value)| Change::gone(field, &value))
        .collect()
}

/// What differs.
pub(super) fn differences(before: &Meeting, after: &Meeting) -> Vec<Change> {
    let pairs = fields(before).into_iter().zip(fields(after));
    pairs
        .filter_map(|((field, before), (_, after))| changed(field, &before, &after))
        .collect()
}

fn told(meeting: &Meeting) -> Vec<(&'static str, String)> {
    let mut told: Vec<_> = fields(meeting)
        .into_iter()
        .filter(|(field, value)| match *field {
            "status" => false,
            "hide_guest_list" => value == "true",
            _ => !value.is_empty(),
        })
        .collect();
    if !meeting.participants.is_empty() {
        told.push(("participants", invited(meeting)));
    }
    told
}

fn fields(meeting: &Meeting) -> [(&'static str, String); 9] {
    let details = &meeting.details;
    [
        ("title", details.title.to_string()),
        ("start_time", format_utc(details.times.start())),
        ("end_time", format_utc(details.times.end())),
        ("time_zone", details.zone.name().to_owned()),
        ("location", details.location.to_string()),
        ("description", details.description.to_string()),
        (
            "conflict_policy",
            policy(details.conflict_policy).to_owned(),
        ),
        ("hide_guest_list", details.hides_guest_list.to_string()),
        ("status", status(meeting).to_owned()),
    ]
}

/// As it is stored: whether it has ended is nobody's deed.
fn status(meeting: &Meeting) -> &'static str {
    if meeting.is_cancelled {
        "cancelled"
    } else {
        "scheduled"
    }
}

fn policy(policy: ConflictPolicy) -> &'static str {
    match policy {
        ConflictPolicy::Warn => "warn",
        ConflictPolicy::Forbid => "forbid",
    }
}

fn invited(meeting: &Meeting) -> String {
    let all = &meeting.participants;
    let named: Vec<&str> = all
        .iter()
        .take(MOST_NAMED)
        .map(|one| one.email.as_str())
        .collect();
    let more = all.len().saturating_sub(MOST_NAMED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{rest}", named.join(", "))
}
