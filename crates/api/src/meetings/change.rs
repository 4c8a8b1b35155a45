//! The body of a changed meeting.

use std::fmt::Display;

use paperclip::actix::Apiv2Schema;
use scheduler_domain::meetings::Reschedule;
use scheduler_domain::text::{Description, Location, Title};
use scheduler_domain::time::{TimeRange, Zone, parse_time};
use serde::Deserialize;

use super::words::{parse_policy, parse_status};
use crate::extract::{Body, Field};
use crate::problem::{Faults, Problem};

/// What a client sends to change a meeting.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct RescheduleBody {
    title: Field<String>,
    description: Field<String>,
    location: Field<String>,
    start_time: Field<String>,
    end_time: Field<String>,
    time_zone: Field<String>,
    status: Field<String>,
    conflict_policy: Field<String>,
    hide_guest_list: Field<bool>,
}

/// Which of a meeting's necessary fields must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All: `PUT`.
    Whole,
    /// None: `PATCH`.
    Part,
}

impl Body for RescheduleBody {}

impl RescheduleBody {
    /// The command. `zone` is the caller's. Optional fields stay as they are when they are
    /// absent or null, whatever the extent.
    pub(super) fn into_command(self, extent: Extent, zone: &Zone) -> Result<Reschedule, Problem> {
        let mut faults = Faults::default();
        let given_zone = faults.optional("time_zone", self.time_zone.unless_blank(), |raw| {
            Zone::parse(&raw)
        });
        let zone = given_zone.as_ref().unwrap_or(zone);
        let mut command = Reschedule {
            title: necessary(&mut faults, extent, "title", self.title, |raw| {
                Title::parse(&raw)
            }),
            start: necessary(&mut faults, extent, "start_time", self.start_time, |raw| {
                parse_time(&raw, zone)
            }),
            end: necessary(&mut faults, extent, "end_time", self.end_time, |raw| {
                parse_time(&raw, zone)
            }),
            ..Reschedule::default()
        };
        if let (Some(start), Some(end)) = (command.start, command.end) {
            faults.note("end_time", TimeRange::try_new(start, end));
        }
        command.description = faults.optional("description", self.description, |raw| {
            Description::parse(&raw)
        });
        command.location = faults.optional("location", self.location, |raw| Location::parse(&raw));
        command.status = faults.optional("status", self.status.unless_blank(), |raw| {
            parse_status(&raw)
        });
        command.conflict_policy = faults.optional(
            "conflict_policy",
            self.conflict_policy.unless_blank(),
            |raw| parse_policy(&raw),
        );
        command.hides_guest_list =
            faults.optional("hide_guest_list", self.hide_guest_list, Ok::<_, String>);
        command.zone = given_zone;
        faults.finish(Some(command))
    }
}

/// A field that a meeting cannot be without, and that is never null therefore.
fn necessary<T, E: Display>(
    faults: &mut Faults,
    extent: Extent,
    name: &str,
    field: Field<String>,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> Option<T> {
    match field {
        Field::Absent if extent == Extent::Part => None,
        field => faults.required(name, field, parse),
    }
}
