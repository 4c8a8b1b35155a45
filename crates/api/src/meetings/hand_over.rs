//! The body of a hand-over.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::HandOver;
use scheduler_domain::text::Email;
use serde::Deserialize;

use crate::conflicts::AsSent;
use crate::extract::{Body, Field};
use crate::problem::{Faults, Problem};

/// Who shall organise it.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct HandOverBody {
    email: Field<String>,
}

impl Body for HandOverBody {}

impl HandOverBody {
    pub(super) fn into_command(
        self,
        meeting_id: MeetingId,
        expected: Option<i32>,
        verify: bool,
    ) -> Result<(HandOver, AsSent), Problem> {
        let mut faults = Faults::default();
        let read = faults.required("email", self.email, |raw| {
            Email::parse(&raw).map(|email| (email, raw))
        });
        let (to, raw) = faults.finish(read)?;
        let mut sent = AsSent::default();
        sent.add(&raw, to.clone());
        let command = HandOver {
            meeting_id,
            to,
            verify,
            expected,
        };
        Ok((command, sent))
    }
}
