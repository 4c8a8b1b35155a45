//! What guests answer.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::participants::{AnswerByLink, Rsvp};
use scheduler_domain::text::Note;
use serde::Deserialize;

use crate::extract::{Body, Field, Form};
use crate::meetings::not_a_choice;
use crate::participants::parse_sequence;
use crate::problem::{Faults, Problem};

/// An answer.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct RsvpBody {
    status: Field<String>,
    note: Field<String>,
    sequence: Field<i64>,
}

impl Body for RsvpBody {}

impl RsvpBody {
    /// As the page's form sends it.
    pub(super) fn of(form: &Form) -> Self {
        let field = |name| {
            form.get(name)
                .map_or(Field::Absent, |text| Field::Given(text.to_owned()))
        };
        Self {
            status: field("answer"),
            note: field("note"),
            // A form of a former version has none, and is an answer to the present revision.
            sequence: form.get("sequence").map_or(Field::Absent, |text| {
                let read = text.parse();
                read.map_or_else(|_| Field::Wrong(NO_NUMBER.into()), Field::Given)
            }),
        }
    }

    pub(super) fn into_command(self, token: String) -> Result<AnswerByLink, Problem> {
        let mut faults = Faults::default();
        let answer = faults.required("status", self.status, |raw| {
            parse_answer(&raw).ok_or_else(|| not_a_choice(raw.trim(), CHOICES))
        });
        // A form ends its lines by two characters, of which the guest typed one.
        let note = faults.optional("note", self.note, |raw| {
            Note::parse(&raw.replace("\r\n", "\n"))
        });
        let sequence = faults.optional("sequence", self.sequence, parse_sequence);
        let answer = faults.finish(answer)?;
        Ok(AnswerByLink {
            token,
            answer,
            note,
            sequence,
        })
    }
}

const NO_NUMBER: &str = "A valid integer is required.";

const CHOICES: &str = "accepted, declined, tentative";

/// A guest who has decided can decide anew, but not have decided nothing.
pub(super) fn parse_answer(raw: &str) -> Option<Rsvp> {
    match raw.trim() {
        "accepted" => Some(Rsvp::Accepted),
        "declined" => Some(Rsvp::Declined),
        "tentative" => Some(Rsvp::Tentative),
        _ => None,
    }
}
