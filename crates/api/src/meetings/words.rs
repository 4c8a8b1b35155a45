//! The words by which states are known outside.

use scheduler_domain::meetings::{ConflictPolicy, Status};

/// What a choice answers to a word that it does not have.
pub(crate) fn not_a_choice(raw: &str, choices: &str) -> String {
    format!("\"{raw}\" is not a valid choice; choose one of {choices}.")
}

pub(crate) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "scheduled",
        Status::Cancelled => "cancelled",
        Status::Completed => "completed",
    }
}

pub(crate) fn parse_status(raw: &str) -> Result<Status, String> {
    match raw.trim() {
        "scheduled" => Ok(Status::Scheduled),
        "cancelled" => Ok(Status::Cancelled),
        "completed" => Ok(Status::Completed),
        other => Err(not_a_choice(other, "scheduled, cancelled, completed")),
    }
}

/// A new meeting has no other status.
pub(super) fn parse_first_status(raw: &str) -> Result<(), String> {
    match parse_status(raw)? {
        Status::Scheduled => Ok(()),
        Status::Cancelled | Status::Completed => {
            Err("A new meeting is always scheduled.".to_owned())
        }
    }
}

pub(crate) fn policy_word(policy: ConflictPolicy) -> &'static str {
    match policy {
        ConflictPolicy::Warn => "warn",
        ConflictPolicy::Forbid => "forbid",
    }
}

pub(crate) fn parse_policy(raw: &str) -> Result<ConflictPolicy, String> {
    match raw.trim() {
        "warn" => Ok(ConflictPolicy::Warn),
        "forbid" => Ok(ConflictPolicy::Forbid),
        other => Err(not_a_choice(other, "warn, forbid")),
    }
}
