//! What clients send about participants.

use std::borrow::Cow;

use paperclip::actix::Apiv2Schema;
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::meetings::Invitee;
use scheduler_domain::participants::{Invite, Respond, UpdateParticipant};
use scheduler_domain::text::{Email, Name, Note};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::words::{parse_rsvp, parse_sequence};
use crate::conflicts::AsSent;
use crate::extract::{Body, Field, JsonType};
use crate::problem::{Faults, Problem};

/// Somebody to invite, as a member of a list. It is read by way of a map, since a struct could
/// be read from an array, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Apiv2Schema)]
pub(crate) struct InviteeBody {
    email: Field<String>,
    name: Field<String>,
}

impl From<Map<String, Value>> for InviteeBody {
    fn from(mut members: Map<String, Value>) -> Self {
        let mut field = |name| {
            let value = members.remove(name);
            value.map_or(Field::Absent, |value| {
                Field::deserialize(value).unwrap_or_default()
            })
        };
        Self {
            email: field("email"),
            name: field("name"),
        }
    }
}

impl JsonType for InviteeBody {
    fn read(value: Value) -> Result<Self, Cow<'static, str>> {
        match value {
            Value::Object(members) => Ok(members.into()),
            _other => Err("Expected an object.".into()),
        }
    }
}

/// Somebody to invite, and the address as it was sent; `prefix` goes before the fields' names.
pub(crate) fn read_invitee(
    faults: &mut Faults,
    prefix: &str,
    body: InviteeBody,
) -> Option<(Invitee, String)> {
    let name = faults.optional(&format!("{prefix}name"), body.name, |raw| Name::parse(&raw));
    let (email, raw) = faults.required(&format!("{prefix}email"), body.email, |raw| {
        Email::parse(&raw).map(|email| (email, raw))
    })?;
    let name = name.unwrap_or_default();
    Some((Invitee { email, name }, raw))
}

/// Somebody to invite to a meeting that stands.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct InviteBody {
    email: Field<String>,
    name: Field<String>,
    allow_conflicts: Field<bool>,
}

impl Body for InviteBody {}

impl InviteBody {
    pub(super) fn into_command(self, meeting_id: MeetingId) -> Result<(Invite, AsSent), Problem> {
        let mut faults = Faults::default();
        let (email, name) = (self.email, self.name);
        let invitee = read_invitee(&mut faults, "", InviteeBody { email, name });
        let allow_conflicts =
            faults.optional("allow_conflicts", self.allow_conflicts, Ok::<_, String>);
        let (invitee, raw) = faults.finish(invitee)?;
        let mut sent = AsSent::default();
        sent.add(&raw, invitee.email.clone());
        let command = Invite {
            meeting_id,
            invitee,
            allow_conflicts: allow_conflicts.unwrap_or(false),
        };
        Ok((command, sent))
    }
}

/// What an organiser changes of a participant.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct ParticipantBody {
    name: Field<String>,
    is_co_organiser: Field<bool>,
}

impl Body for ParticipantBody {}

impl ParticipantBody {
    pub(super) fn into_command(self) -> Result<UpdateParticipant, Problem> {
        let mut faults = Faults::default();
        let name_sent = self.name != Field::Absent;
        let name = faults.given("name", self.name, |raw| Name::parse(&raw));
        let is_co_organiser = match self.is_co_organiser {
            Field::Absent if name_sent => None,
            flag => faults.required("is_co_organiser", flag, Ok::<_, String>),
        };
        faults.finish(Some(UpdateParticipant {
            name,
            is_co_organiser,
        }))
    }
}

/// An answer to an invitation.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct RespondBody {
    status: Field<String>,
    note: Field<String>,
    sequence: Field<i64>,
}

impl Body for RespondBody {}

impl RespondBody {
    pub(super) fn into_command(
        self,
        meeting_id: MeetingId,
        participant_id: ParticipantId,
    ) -> Result<Respond, Problem> {
        let mut faults = Faults::default();
        let answer = faults.required("status", self.status, |raw| parse_rsvp(&raw));
        let note = faults.optional("note", self.note, |raw| Note::parse(&raw));
        let sequence = faults.optional("sequence", self.sequence, parse_sequence);
        let answer = faults.finish(answer)?;
        Ok(Respond {
            meeting_id,
            participant_id,
            answer,
            note,
            sequence,
        })
    }
}
