//! What the audit log says of a participant, by the names that the API has for its fields.

use super::{Participant, Rsvp};
use crate::audit::{Change, changed};

/// Of whom an entry tells.
pub(super) fn about(participant: &Participant) -> Change {
    Change::kept("email", participant.email.as_str())
}

/// Of somebody who was added.
pub(super) fn added(participant: &Participant) -> Vec<Change> {
    told(participant)
        .into_iter()
        .map(|(field, value)| Change::made(field, value))
        .collect()
}

/// Of somebody who goes away.
pub(super) fn taken_out(participant: &Participant) -> Vec<Change> {
    told(participant)
        .into_iter()
        .map(|(field, value)| Change::gone(field, value))
        .collect()
}

/// What differs, and of whom it tells.
pub(super) fn differences(before: &Participant, after: &Participant) -> Vec<Change> {
    let flag = |one: &Participant| if one.is_co_organiser { "true" } else { "false" };
    let differences = [
        changed("name", before.name.as_str(), after.name.as_str()),
        changed("status", word(before.status), word(after.status)),
        changed("note", before.note.as_str(), after.note.as_str()),
        changed("is_co_organiser", flag(before), flag(after)),
    ];
    let mut told = vec![about(after)];
    told.extend(differences.into_iter().flatten());
    told
}

fn told(participant: &Participant) -> Vec<(&'static str, &str)> {
    let mut told = vec![
        ("email", participant.email.as_str()),
        ("name", participant.name.as_str()),
        ("status", word(participant.status)),
        ("note", participant.note.as_str()),
    ];
    if participant.is_co_organiser {
        told.push(("is_co_organiser", "true"));
    }
    told.retain(|(_, value)| !value.is_empty());
    told
}

fn word(answer: Rsvp) -> &'static str {
    match answer {
        Rsvp::Pending => "pending",
        Rsvp::Accepted => "accepted",
        Rsvp::Declined => "declined",
        Rsvp::Tentative => "tentative",
    }
}
