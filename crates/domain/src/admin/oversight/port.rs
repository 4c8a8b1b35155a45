//! What the lists of everything need of storage.

use time::UtcDateTime;

use super::{MeetingFilter, NotificationFilter, ParticipantFilter};
use crate::ids::{MeetingId, UserId};
use crate::meetings::Status;
use crate::notifications::{NoticeKind, Notification, NotificationState};
use crate::page::{Page, PageRequest};
use crate::participants::Participant;
use crate::store::StoreError;
use crate::text::Email;
use crate::time::{TimeRange, Zone};

/// A meeting in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMeeting {
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
    /// The organiser's account.
    pub organiser_id: UserId,
    /// The organiser's address.
    pub organiser_email: Email,
    /// When it was planned.
    pub created_at: UtcDateTime,
}

impl ListedMeeting {
    /// What it reads as at `now`.
    pub fn status(&self, now: UtcDateTime) -> Status {
        Status::read(self.is_cancelled, self.times.end(), now)
    }
}

/// A participant in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedParticipant {
    /// The participant.
    pub participant: Participant,
    /// The title of the meeting.
    pub title: String,
    /// When the meeting is.
    pub times: TimeRange,
    /// Whether the meeting was called off.
    pub is_cancelled: bool,
    /// The organiser's address.
    pub organiser_email: Email,
}

impl ListedParticipant {
    /// What the meeting reads as at `now`.
    pub fn meeting_status(&self, now: UtcDateTime) -> Status {
        Status::read(self.is_cancelled, self.times.end(), now)
    }
}

/// How many users there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserFigures {
    /// All accounts.
    pub all: i64,
    /// Those that may do something.
    pub active: i64,
    /// Those that may use the administration, active or not.
    pub staff: i64,
    /// Those that were made since an instant.
    pub new: i64,
}

/// How many meetings there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingFigures {
    /// All of them.
    pub all: i64,
    /// Those that are scheduled and have not begun.
    pub upcoming: i64,
    /// Those that begin in each of the spans that were asked for and were not called off.
    pub per_span: Vec<i64>,
}

/// What waits or was given up, of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueDepth {
    /// `Queued`, or `Failed` for what was given up although somebody needs it.
    pub state: NotificationState,
    /// Of which kind.
    pub kind: NoticeKind,
    /// How many.
    pub count: i64,
    /// When the oldest came about.
    pub oldest: UtcDateTime,
}

/// What went wrong last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailError {
    /// When the attempt ended.
    pub at: UtcDateTime,
    /// Of what kind the mail was.
    pub kind: NoticeKind,
    /// Why it was not sent.
    pub error: String,
}

/// How mails get out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailHealth {
    /// The queue, by state and then by kind, in the order of their words.
    pub queue: Vec<QueueDepth>,
    /// How many were sent since an instant.
    pub sent: i64,
    /// How many were given up since then although somebody needs them.
    pub failed: i64,
    /// The last attempt that failed, of the mails that wait or were given up.
    pub last_error: Option<MailError>,
}

/// A list of everything is counted no further, since counting millions of rows takes longer than
/// anybody waits for a page; what lies behind is found by a filter.
pub const MOST_COUNTED: i64 = 50_000;

/// Everything, for who runs the server. A list is a page by at most two statements, which do not
/// grow with the page; its count is at most [`MOST_COUNTED`], and then there may be more.
pub trait OversightRepo {
    /// Meetings of everybody.
    fn list_meetings(
        &mut self,
        filter: &MeetingFilter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<ListedMeeting>, StoreError>;

    /// Participants of all meetings, the last that were invited first.
    fn list_participants(
        &mut self,
        filter: &ParticipantFilter,
        page: PageRequest,
    ) -> Result<Page<ListedParticipant>, StoreError>;

    /// Mails to anybody, the last that came about first.
    fn list_notifications(
        &mut self,
        filter: &NotificationFilter,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError>;

    /// Counts accounts, those that were made at `since` or later as new; by one statement.
    fn count_users(&mut self, since: UtcDateTime) -> Result<UserFigures, StoreError>;

    /// Counts meetings, also for each span from one of these instants to the next; by at most two
    /// statements.
    fn count_meetings(
        &mut self,
        now: UtcDateTime,
        bounds: &[UtcDateTime],
    ) -> Result<MeetingFigures, StoreError>;

    /// What waits, and how the attempts ended that ended at `since` or later; by at most three
    /// statements.
    fn mail_health(&mut self, since: UtcDateTime) -> Result<MailHealth, StoreError>;
}
