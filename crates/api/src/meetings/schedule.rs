//! The body of a new meeting.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::meetings::{
    ConflictPolicy, Invitee, MeetingDetails, Schedule, begins_in_the_past,
};
use scheduler_domain::text::{Description, Location, Title};
use scheduler_domain::time::Zone;
use serde::Deserialize;
use time::UtcDateTime;

use super::words::{parse_first_status, parse_policy};
use crate::bounds::{MAX_PARTICIPANT_BYTES, MAX_PARTICIPANTS};
use crate::conflicts::AsSent;
use crate::extract::{Body, Field, List, read_times};
use crate::participants::{InviteeBody, read_invitee};
use crate::problem::{Faults, Problem};

/// What a client sends to plan a meeting.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct ScheduleBody {
    title: Field<String>,
    description: Field<String>,
    location: Field<String>,
    start_time: Field<String>,
    end_time: Field<String>,
    time_zone: Field<String>,
    status: Field<String>,
    conflict_policy: Field<String>,
    hide_guest_list: Field<bool>,
    participants: Field<List<Field<InviteeBody>, MAX_PARTICIPANTS>>,
}

impl Body for ScheduleBody {}

impl ScheduleBody {
    /// The command, and the addresses as they were sent. `zone` is the caller's, `default_policy`
    /// what holds where nothing is said; `now` serves
    /// only to name a past beginning beside other faults: by itself that is the domain's to refuse.
    pub(super) fn into_command(
        self,
        zone: &Zone,
        now: UtcDateTime,
        default_policy: ConflictPolicy,
    ) -> Result<(Schedule, AsSent), Problem> {
        let mut faults = Faults::default();
        let title = faults.required("title", self.title, |raw| Title::parse(&raw));
        let description = faults.optional("description", self.description, |raw| {
            Description::parse(&raw)
        });
        let location = faults.optional("location", self.location, |raw| Location::parse(&raw));
        let fields = [self.time_zone, self.start_time, self.end_time];
        let times = read_times(&mut faults, fields, zone);
        faults.optional("status", self.status.unless_blank(), |raw| {
            parse_first_status(&raw)
        });
        let policy = faults.optional(
            "conflict_policy",
            self.conflict_policy.unless_blank(),
            |raw| parse_policy(&raw),
        );
        let hides_guest_list =
            faults.optional("hide_guest_list", self.hide_guest_list, Ok::<_, String>);
        let (participants, sent) = read_participants(&mut faults, self.participants);
        let is_past = |start| begins_in_the_past(start, now);
        if !faults.is_empty() && times.start.is_some_and(is_past) {
            faults.add("start_time", super::problems::IN_THE_PAST);
        }

        let command = title.zip(times.range).map(|(title, range)| Schedule {
            details: MeetingDetails {
                title,
                description: description.unwrap_or_default(),
                location: location.unwrap_or_default(),
                times: range,
                zone: times.zone,
                conflict_policy: policy.unwrap_or(default_policy),
                hides_guest_list: hides_guest_list.unwrap_or(false),
            },
            participants,
        });
        Ok((faults.finish(command)?, sent))
    }
}

/// A response that is kept for a repeated request is bounded, and names all participants.
const TOO_MANY_BYTES: &str = "Names and addresses of all participants are too long together.";

/// What a text takes in JSON, without its quotes.
fn json_bytes(text: &str) -> usize {
    let escaped = |byte| match byte {
        b'"' | b'\\' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(escaped).sum()
}

fn read_participants(
    faults: &mut Faults,
    field: Field<List<Field<InviteeBody>, MAX_PARTICIPANTS>>,
) -> (Vec<Invitee>, AsSent) {
    let bodies = faults.optional("participants", field, |list| {
        Ok::<_, String>(list.into_vec())
    });
    let mut sent = AsSent::default();
    let mut invitees = Vec::new();
    let mut bytes = 0;
    for (index, body) in bodies.unwrap_or_default().into_iter().enumerate() {
        let name = format!("participants[{index}]");
        let read = faults.required(&name, body, Ok::<_, String>);
        let read = read.and_then(|body| read_invitee(faults, &format!("{name}."), body));
        if let Some((invitee, raw)) = read {
            bytes += json_bytes(invitee.email.as_str()) + json_bytes(invitee.name.as_str());
            sent.add(&raw, invitee.email.clone());
            invitees.push(invitee);
        }
    }
    if bytes > MAX_PARTICIPANT_BYTES {
        faults.add("participants", TOO_MANY_BYTES);
    }
    (invitees, sent)
}
