//! What meetings need of storage.

use time::UtcDateTime;

use super::{Meeting, Status};
use crate::auth::Actor;
use crate::ids::{MeetingId, UserId};
use crate::page::{Page, PageRequest};
use crate::participants::Rsvp;
use crate::quotas::Usage;
use crate::store::StoreError;
use crate::text::Email;
use crate::time::{TimeRange, Zone};

/// For whom something is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Sees what this user organises.
    pub user_id: UserId,
    /// Sees what this address is invited to.
    pub address: Option<Email>,
}

impl Viewer {
    /// Sees no meeting at all.
    pub fn nobody() -> Self {
        Self {
            user_id: UserId(uuid::Uuid::nil()),
            address: None,
        }
    }
}

impl From<&Actor> for Viewer {
    fn from(actor: &Actor) -> Self {
        Self {
            user_id: actor.user_id,
            address: actor.address().cloned(),
        }
    }
}

/// On which side of a meeting the viewer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Organises it.
    Organiser,
    /// Was invited to it, co-organisers among them.
    Participant,
}

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderField {
    /// The beginning.
    StartTime,
    /// The end.
    EndTime,
    /// When it was planned.
    CreatedAt,
    /// The title, ignoring case.
    Title,
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderBy {
    /// By what.
    pub field: OrderField,
    /// Largest first.
    pub is_descending: bool,
}

/// Which of the viewer's meetings are listed, and in which order. Everything that is `Some` must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each of these is part of title, description or location, ignoring case.
    pub words: Vec<String>,
    /// What the meeting reads as.
    pub status: Option<Status>,
    /// It ends after this instant.
    pub ends_after: Option<UtcDateTime>,
    /// It begins before this instant.
    pub starts_before: Option<UtcDateTime>,
    /// The viewer's side.
    pub role: Option<Role>,
    /// The viewer's answer.
    pub my_status: Option<Rsvp>,
    /// The keys, the weightiest first; the meeting's id decides what is left. None: by beginning.
    pub order: Vec<OrderBy>,
}

/// A meeting in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingSummary {
    /// The meeting.
    pub id: MeetingId,
    /// Its title.
    pub title: String,
    /// Its location.
    pub location: String,
    /// When.
    pub times: TimeRange,
    /// Its zone.
    pub zone: Zone,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// How many were invited.
    pub participant_count: i64,
    /// How many of them have answered, whatever they said.
    pub answered_count: i64,
    /// The organiser's address.
    pub organiser_email: Email,
    /// Whether the viewer organises it.
    pub is_organiser: bool,
    /// Whether the viewer may edit it: organises it, or is a co-organiser.
    pub can_edit: bool,
    /// Revision of what participants were told.
    pub sequence: i32,
    /// The viewer's answer, if the viewer was invited.
    pub my_status: Option<Rsvp>,
}

/// A stretch of time in which meetings begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginnings {
    /// After this instant; or at it, with an id behind `passed`.
    pub after: UtcDateTime,
    /// See `after`.
    pub passed: MeetingId,
    /// Not after this instant.
    pub until: UtcDateTime,
    /// The first so many.
    pub limit: u32,
}

/// How many meetings somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All of them.
    pub total: i64,
    /// Scheduled and not ended.
    pub upcoming: i64,
    /// Scheduled and ended.
    pub completed: i64,
    /// Called off.
    pub cancelled: i64,
    /// Scheduled, not ended, and the viewer's answer is pending.
    pub awaiting_my_answer: i64,
}

/// Meetings. A viewer's meetings are those that the viewer organises or is invited to.
pub trait MeetingRepo {
    /// With participants, and with the organiser as the account reads now. In a write, the
    /// meeting's row stays as it is until the end of the transaction, and so do its participants
    /// for all who find the meeting first.
    fn find(&mut self, id: MeetingId) -> Result<Option<Meeting>, StoreError>;

    /// Those of these that there are, whole and in no order; the ids differ; by as many statements as
    /// for one. Holds none of them.
    fn find_all(&mut self, ids: &[MeetingId]) -> Result<Vec<Meeting>, StoreError>;

    /// Which meetings begin, of those that are not cancelled: by beginning, then by id.
    fn list_beginning(
        &mut self,
        beginnings: &Beginnings,
    ) -> Result<Vec<(UtcDateTime, MeetingId)>, StoreError>;

    /// Writes the meeting without its participants. `Duplicate(Other)` if the id is taken;
    /// `Stale` if the organiser's account is gone or has another address: its time would be taken under an
    /// address that it left.
    fn insert(&mut self, meeting: &Meeting) -> Result<(), StoreError>;

    /// Writes the organiser, details, `is_cancelled`, `sequence` and `updated_at`, not the participants, and
    /// the version that follows `meeting.version`. `Stale` if the stored version is another, or
    /// if there is no such meeting or no such organiser.
    fn update(&mut self, meeting: &Meeting) -> Result<(), StoreError>;

    /// Takes the meeting away with its participants and busy times, not its notifications.
    /// Whether there was one.
    fn delete(&mut self, id: MeetingId) -> Result<bool, StoreError>;

    /// The same for all meetings of one organiser, by a number of statements that does not grow with
    /// them; how many there were.
    fn delete_all(&mut self, organiser: UserId) -> Result<u64, StoreError>;

    /// Whether a person other than the organiser has accepted a meeting of this organiser, by one
    /// statement.
    fn has_accepted_guest(&mut self, organiser: UserId) -> Result<bool, StoreError>;

    /// A page of the viewer's meetings, by at most two statements, whose cost follows the number
    /// of the viewer's meetings and not the size of the system.
    fn list(
        &mut self,
        viewer: &Viewer,
        filter: &Filter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<MeetingSummary>, StoreError>;

    /// The ids of meetings that the viewer organises, or is invited to while others organise them: those
    /// behind `after`, ascending, at most `limit`; by one statement, whose cost follows the limit.
    fn list_ids(
        &mut self,
        viewer: &Viewer,
        role: Role,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<MeetingId>, StoreError>;

    /// The viewer's meetings that are scheduled and end after `now`, whole, by beginning; by at
    /// most two statements.
    fn list_upcoming(
        &mut self,
        viewer: &Viewer,
        now: UtcDateTime,
    ) -> Result<Vec<Meeting>, StoreError>;

    /// What the meetings of this organiser take of the quotas, by one statement, whose cost follows the
    /// number of these meetings and not the length of their texts.
    fn usage(&mut self, organiser: UserId, now: UtcDateTime) -> Result<Usage, StoreError>;

    /// Counts the viewer's meetings, by one statement.
    fn count(&mut self, viewer: &Viewer, now: UtcDateTime) -> Result<Summary, StoreError>;
}
