//! The question who is busy.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::conflicts::CheckConflicts;
use scheduler_domain::text::Email;
use scheduler_domain::time::Zone;
use serde::Deserialize;

use super::AsSent;
use crate::bounds::MAX_CHECKED_PEOPLE;
use crate::extract::{Body, Field, List, parse_meeting_id, read_times};
use crate::problem::{Faults, Problem};

/// Whose time is wanted, and when.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct CheckConflictsBody {
    start_time: Field<String>,
    end_time: Field<String>,
    time_zone: Field<String>,
    participant_emails: Field<List<Field<String>, MAX_CHECKED_PEOPLE>>,
    exclude_meeting_id: Field<String>,
}

impl Body for CheckConflictsBody {}

impl CheckConflictsBody {
    /// The command, and the addresses as they were sent. `zone` is the caller's.
    pub(super) fn into_command(self, zone: &Zone) -> Result<(CheckConflicts, AsSent), Problem> {
        let mut faults = Faults::default();
        let fields = [self.time_zone, self.start_time, self.end_time];
        let times = read_times(&mut faults, fields, zone).range;
        let sent = read_emails(&mut faults, self.participant_emails);
        let exclude = self.exclude_meeting_id.unless_blank();
        let exclude = faults.optional("exclude_meeting_id", exclude, |raw| {
            parse_meeting_id(raw.trim()).ok_or("Must be a valid UUID.")
        });
        let command = times.map(|times| CheckConflicts {
            times,
            people: sent.people(),
            exclude,
        });
        Ok((faults.finish(command)?, sent))
    }
}

fn read_emails(
    faults: &mut Faults,
    field: Field<List<Field<String>, MAX_CHECKED_PEOPLE>>,
) -> AsSent {
    const NAME: &str = "participant_emails";
    let mut sent = AsSent::default();
    let emails = faults.required(NAME, field, |emails| match emails.into_vec() {
        none if none.is_empty() => Err("This list may not be empty."),
        emails => Ok(emails),
    });
    for (index, email) in emails.unwrap_or_default().into_iter().enumerate() {
        // Most are right: what a fault would be noted under is not written for each.
        match email {
            Field::Given(raw) if let Ok(email) = Email::parse(&raw) => sent.add(&raw, email),
            other => {
                let name = format!("{NAME}[{index}]");
                faults.required(&name, other, |raw| Email::parse(&raw));
            }
        }
    }
    sent
}
