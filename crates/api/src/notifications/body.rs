//! What the organiser wants to be sent.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::notifications::NoticeKind;
use serde::Deserialize;

use crate::extract::{Body, Field};
use crate::meetings::not_a_choice;
use crate::problem::{Faults, Problem};

/// What to send.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct NotifyBody {
    r#type: Field<String>,
}

impl Body for NotifyBody {
    const MAY_BE_EMPTY: bool = true;
}

impl NotifyBody {
    /// A reminder, unless it says otherwise.
    pub(super) fn into_kind(self) -> Result<NoticeKind, Problem> {
        let mut faults = Faults::default();
        let kind = faults.optional("type", self.r#type.unless_blank(), |raw| parse_kind(&raw));
        faults.finish(Some(kind.unwrap_or(NoticeKind::Reminder)))
    }
}

pub(super) const KINDS: &str = "reminder, invitation, update, cancellation";

fn parse_kind(raw: &str) -> Result<NoticeKind, String> {
    match raw.trim() {
        "reminder" => Ok(NoticeKind::Reminder),
        "invitation" => Ok(NoticeKind::Invitation),
        "update" => Ok(NoticeKind::Update),
        "cancellation" => Ok(NoticeKind::Cancellation),
        other => Err(not_a_choice(other, KINDS)),
    }
}
