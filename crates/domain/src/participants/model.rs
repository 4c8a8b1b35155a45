//! The participant and the answer.

use time::UtcDateTime;

use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId, UserId};
use crate::meetings::Invitee;
use crate::text::{Email, Name, Note};

/// An answer to an invitation (RFC 5545 §3.2.12, `PARTSTAT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rsvp {
    /// None yet (`NEEDS-ACTION`).
    Pending,
    /// Comes.
    Accepted,
    /// Does not come; the time is free.
    Declined,
    /// May come; the time is taken.
    Tentative,
}

impl Rsvp {
    /// Whether it takes the person's time.
    pub fn attends(self) -> bool {
        matches!(self, Self::Accepted | Self::Tentative)
    }
}

/// Somebody to be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// The person.
    pub email: Email,
    /// How to address them, may be empty.
    pub name: Name,
    /// Pending, but for the organiser.
    pub status: Rsvp,
    /// When.
    pub invited_at: UtcDateTime,
    /// When the answer was given.
    pub responded_at: Option<UtcDateTime>,
}

/// Somebody who was invited to a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Given by the store.
    pub id: ParticipantId,
    /// To which meeting.
    pub meeting_id: MeetingId,
    /// The person.
    pub email: Email,
    /// How to address them, may be empty.
    pub name: Name,
    /// The account with this address, if there is one.
    pub user: Option<LinkedUser>,
    /// The answer.
    pub status: Rsvp,
    /// When they were invited.
    pub invited_at: UtcDateTime,
    /// When they answered; `None` while pending.
    pub responded_at: Option<UtcDateTime>,
    /// What they said with the answer, may be empty.
    pub note: Note,
    /// The revision of the meeting that they answered to; `None` while pending, and for what an
    /// earlier version stored.
    pub sequence: Option<i32>,
    /// How often the secret link was renewed.
    pub link_number: i32,
    /// Whether the organiser lets them edit, invite and cancel. Who declines does so no longer.
    pub is_co_organiser: bool,
    /// Whether the participant accepted, also tentatively, and has not declined since. A reply that an
    /// organiser gives for the participant does not count, and moving the meeting does not end it.
    pub has_accepted: bool,
    /// Whether the address gets no e-mails from this server; of the store's making.
    pub is_opted_out: bool,
}

impl Participant {
    /// Whether what they answered, or said with it, is another than `before`.
    pub fn says_else_than(&self, before: &Self) -> bool {
        self.status != before.status || self.note != before.note
    }
}

/// An account that has a participant's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedUser {
    /// The account.
    pub id: UserId,
    /// Whether its owner proved to own the address.
    pub is_verified: bool,
}

impl NewParticipant {
    /// Whoever organises the meeting comes.
    pub fn invite(ctx: &Ctx, organiser: &Email, invitee: &Invitee) -> Self {
        let is_organiser = invitee.email == *organiser;
        Self {
            email: invitee.email.clone(),
            name: invitee.name.clone(),
            status: if is_organiser {
                Rsvp::Accepted
            } else {
                Rsvp::Pending
            },
            invited_at: ctx.now,
            responded_at: is_organiser.then_some(ctx.now),
        }
    }
}
