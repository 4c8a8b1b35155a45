//! The meeting, its status and its rules.

use std::borrow::Cow;

use time::UtcDateTime;

use super::TransferOffer;
use crate::auth::{Actor, Reach};
use crate::ids::{MeetingId, ParticipantId, UserId};
use crate::participants::{Participant, Rsvp};
use crate::text::{Description, Email, Location, Note, Title};
use crate::time::{TimeRange, Zone};

/// No meeting has more, which bounds what one transaction locks.
pub const MOST_PARTICIPANTS: usize = 500;

/// What a meeting reads as. Only the first two are stored: a scheduled meeting that has ended is
/// completed, and no job has to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It is going to take place, or takes place.
    Scheduled,
    /// It was called off.
    Cancelled,
    /// It took place.
    Completed,
}

/// What happens where somebody is busy already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConflictPolicy {
    /// The answer says so.
    #[default]
    Warn,
    /// It is refused.
    Forbid,
}

/// Who organises a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organiser {
    /// The account.
    pub user_id: UserId,
    /// Under which the organiser is busy.
    pub email: Email,
    /// Display name.
    pub name: String,
    /// Whether the account has proved to own the address.
    pub is_verified: bool,
}

impl Organiser {
    /// As [`User::owns_address`](crate::auth::User::owns_address).
    pub fn owns_address(&self, verify: bool) -> bool {
        !verify || self.is_verified
    }
}

/// What the organiser decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingDetails {
    /// One line.
    pub title: Title,
    /// Any text.
    pub description: Description,
    /// A room, a link.
    pub location: Location,
    /// When.
    pub times: TimeRange,
    /// Where wall times of the meeting are read and shown.
    pub zone: Zone,
    /// What happens at clashes.
    pub conflict_policy: ConflictPolicy,
    /// Whether a guest sees only the organiser and itself; organisers see all guests.
    pub hides_guest_list: bool,
}

/// A meeting with everybody who was invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Never changes.
    pub id: MeetingId,
    /// One person, who may hand it over to another.
    pub organiser: Organiser,
    /// What the organiser decided.
    pub details: MeetingDetails,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// Revision of what participants were told (RFC 5545 §3.8.7.4).
    pub sequence: i32,
    /// The last revision that changed the times; a reply to an earlier one is outdated.
    pub times_sequence: i32,
    /// Goes up with every change of the meeting or of who takes part, but not with an answer.
    pub version: i32,
    /// When it was planned.
    pub created_at: UtcDateTime,
    /// When it was last changed.
    pub updated_at: UtcDateTime,
    /// In the order of their ids.
    pub participants: Vec<Participant>,
    /// The offer that is open as far as the store knows, of a meeting that was found by its id;
    /// see [`open_offer`](Self::open_offer).
    pub transfer: Option<Box<TransferOffer>>,
}

/// How a requested status changes a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Not at all.
    Stay,
    /// It is called off.
    Cancel,
    /// It takes place after all.
    Reopen,
}

impl Meeting {
    /// What it reads as at `now`.
    pub fn status(&self, now: UtcDateTime) -> Status {
        Status::read(self.is_cancelled, self.details.times.end(), now)
    }

    /// Whether it is scheduled and has not begun.
    pub fn is_upcoming(&self, now: UtcDateTime) -> bool {
        !self.is_cancelled && self.details.times.start() > now
    }

    /// Whether it has ended, called off or not.
    pub fn has_ended(&self, now: UtcDateTime) -> bool {
        self.details.times.end() <= now
    }

    /// Whether this actor organises it. Whether somebody may do something is for
    /// [`is_led_by`](Self::is_led_by) and [`may_be_edited_by`](Self::may_be_edited_by) to say.
    pub fn is_organised_by(&self, actor: &Actor) -> bool {
        self.organiser.user_id == actor.user_id
    }

    /// Whether this actor may do all that there is: delete it, hand it over, name co-organisers.
    pub fn is_led_by(&self, actor: &Actor) -> bool {
        actor.reach == Reach::EditsAll || self.is_organised_by(actor)
    }

    /// Whether this actor may edit it, invite to it, call it off, send mails about it and read what
    /// organisers read: who leads it, and co-organisers who own their address.
    pub fn may_be_edited_by(&self, actor: &Actor) -> bool {
        self.is_led_by(actor)
            || self
                .invitation_of(actor)
                .is_some_and(|one| one.is_co_organiser)
    }

    /// The actor's own, if the actor is invited and owns the address.
    pub fn invitation_of(&self, actor: &Actor) -> Option<&Participant> {
        self.participant_with(actor.address()?)
    }

    /// Whether this participant is the organiser.
    pub fn is_organiser(&self, participant: &Participant) -> bool {
        participant.email == self.organiser.email
    }

    /// Whether mails about it wait until the organiser has proved the address that they name.
    pub fn are_mails_held(&self, verify: bool) -> bool {
        !self.organiser.owns_address(verify)
    }

    /// Whether this actor may know of it.
    pub fn is_visible_to(&self, actor: &Actor) -> bool {
        actor.reach >= Reach::SeesAll
            || self.is_organised_by(actor)
            || self.invitation_of(actor).is_some()
    }

    /// By address.
    pub fn participant_with(&self, email: &Email) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.email == *email)
    }

    /// By id.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.id == id)
    }

    /// Whether this actor sees all guests: organisers and staff do, guests unless the list is hidden.
    pub fn shows_guests_to(&self, actor: &Actor) -> bool {
        !self.details.hides_guest_list
            || actor.reach >= Reach::SeesAll
            || self.may_be_edited_by(actor)
    }

    /// By id, of those that this actor sees. Another id reads as one that does not exist.
    pub fn participant_shown_to(&self, actor: &Actor, id: ParticipantId) -> Option<&Participant> {
        let found = self.participant(id)?;
        let is_shown =
            self.shows_guests_to(actor) || self.is_shown_to_guest(found, actor.address());
        is_shown.then_some(found)
    }

    /// The guests that a mail or a file for this address names.
    pub fn guests_shown_to(&self, email: &Email) -> Cow<'_, [Participant]> {
        let own = self.participant_with(email);
        let is_organiser =
            *email == self.organiser.email || own.is_some_and(|own| own.is_co_organiser);
        if !self.details.hides_guest_list || is_organiser {
            return Cow::Borrowed(&self.participants);
        }
        let all = self.participants.iter();
        Cow::Owned(
            all.filter(|one| self.is_shown_to_guest(one, Some(email)))
                .cloned()
                .collect(),
        )
    }

    /// Without what this actor may not see: the notes of others and which addresses opted out are for
    /// organisers, and so are other guests where the list is hidden.
    pub fn redact_for(&mut self, actor: &Actor) {
        if !self.may_be_edited_by(actor) {
            hide_notes(&mut self.participants, actor);
        }
        if !self.shows_guests_to(actor) {
            let all = std::mem::take(&mut self.participants).into_iter();
            self.participants = all
                .filter(|one| self.is_shown_to_guest(one, actor.address()))
                .collect();
        }
    }

    fn is_shown_to_guest(&self, participant: &Participant, guest: Option<&Email>) -> bool {
        self.is_organiser(participant) || Some(&participant.email) == guest
    }

    /// Everybody whose time it takes: the organiser, and who did not decline.
    pub fn busy_people(&self) -> impl Iterator<Item = &Email> {
        let guests = self.coming().map(|guest| &guest.email);
        std::iter::once(&self.organiser.email).chain(guests)
    }

    /// The participants who did not decline, without the organiser.
    pub fn coming(&self) -> impl Iterator<Item = &Participant> {
        self.recipients()
            .filter(|guest| guest.status != Rsvp::Declined)
    }

    /// Everybody who gets mail about it: who was invited, but not the organiser.
    pub fn recipients(&self) -> impl Iterator<Item = &Participant> {
        self.participants
            .iter()
            .filter(|participant| participant.email != self.organiser.email)
    }
}

impl Status {
    /// What a stored meeting reads as at `now`.
    pub fn read(is_cancelled: bool, end: UtcDateTime, now: UtcDateTime) -> Self {
        match (is_cancelled, end <= now) {
            (true, _) => Self::Cancelled,
            (false, true) => Self::Completed,
            (false, false) => Self::Scheduled,
        }
    }

    /// How to get from here to `wanted`, if one may: completed is reached by time alone.
    pub fn transition_to(self, wanted: Self) -> Option<Transition> {
        match (self, wanted) {
            (Self::Scheduled, Self::Scheduled)
            | (Self::Cancelled, Self::Cancelled)
            | (Self::Completed, Self::Completed | Self::Scheduled) => Some(Transition::Stay),
            (Self::Scheduled, Self::Cancelled) => Some(Transition::Cancel),
            (Self::Cancelled, Self::Scheduled) => Some(Transition::Reopen),
            (Self::Scheduled | Self::Cancelled, Self::Completed)
            | (Self::Completed, Self::Cancelled) => None,
        }
    }
}

/// Leaves the actor's own.
pub(crate) fn hide_notes(participants: &mut [Participant], actor: &Actor) {
    for one in participants {
        if actor.address() != Some(&one.email) {
            one.note = Note::default();
            one.is_opted_out = false;
        }
    }
}

/// Whether a meeting that begins at `start` would begin before this minute.
pub fn begins_in_the_past(start: UtcDateTime, now: UtcDateTime) -> bool {
    start.unix_timestamp().div_euclid(60) < now.unix_timestamp().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn completed_is_reached_by_time_alone() {
        use Status::*;
        let end = utc_datetime!(2026-12-03 10:00);
        let (before, after) = (utc_datetime!(2026-12-03 09:59:59), end);
        assert_eq!(Status::read(false, end, before), Scheduled);
        assert_eq!(Status::read(false, end, after), Completed);
        assert_eq!(Status::read(true, end, after), Cancelled);
        for (from, to, transition) in [
            (Scheduled, Scheduled, Some(Transition::Stay)),
            (Scheduled, Cancelled, Some(Transition::Cancel)),
            (Scheduled, Completed, None),
            (Cancelled, Scheduled, Some(Transition::Reopen)),
            (Cancelled, Cancelled, Some(Transition::Stay)),
            (Cancelled, Completed, None),
            (Completed, Scheduled, Some(Transition::Stay)),
            (Completed, Completed, Some(Transition::Stay)),
            (Completed, Cancelled, None),
        ] {
            assert_eq!(from.transition_to(to), transition, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn a_meeting_may_begin_in_this_minute() {
        let now = utc_datetime!(2026-12-03 09:00:30);
        assert!(!begins_in_the_past(utc_datetime!(2026-12-03 09:00), now));
        assert!(begins_in_the_past(utc_datetime!(2026-12-03 08:59:59), now));
    }
}
