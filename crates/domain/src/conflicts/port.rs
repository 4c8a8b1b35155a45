//! What the search for clashes needs of storage.

use time::UtcDateTime;

use crate::ids::{MeetingId, UserId};
use crate::meetings::Viewer;
use crate::store::StoreError;
use crate::text::Email;
use crate::time::TimeRange;

/// At most this many clashes are given for one person.
pub const MOST_CLASHES: u32 = 20;

/// A time that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Who is busy.
    pub person: Email,
    /// In which meeting.
    pub meeting_id: MeetingId,
    /// Its title.
    pub title: String,
    /// When.
    pub times: TimeRange,
    /// Whether the viewer may know which meeting it is; if not, neither id nor title may be shown.
    pub is_visible: bool,
}

/// Whose time is wanted.
#[derive(Clone, Copy, Debug)]
pub struct OverlapQuery<'a> {
    /// Each person once; may be empty.
    pub people: &'a [Email],
    /// When.
    pub times: TimeRange,
    /// A meeting that does not count, since it is the one that is being placed. It does count
    /// if the viewer may not see it: nobody learns which meeting it is by leaving it out.
    pub exclude: Option<MeetingId>,
    /// Meetings that have ended by now do not count.
    pub now: UtcDateTime,
    /// Who asks: sees meetings that they organise or are invited to.
    pub viewer: &'a Viewer,
}

/// Busy times: one row for each person and each time in which a scheduled meeting takes them.
pub trait BusyRepo {
    /// By one statement, whose cost does not follow a person's past, other people's meetings or
    /// the size of the system: for each person the first [`MOST_CLASHES`] meetings that overlap
    /// `times`, by beginning, then id. Of each person no more rows are read than can be given, and those
    /// in the order of an index.
    fn overlapping(&mut self, query: &OverlapQuery<'_>) -> Result<Vec<Clash>, StoreError>;

    /// Takes this time of these people, each of whom is locked in this transaction, else
    /// `Misuse`. May be empty.
    fn insert(
        &mut self,
        meeting: MeetingId,
        times: TimeRange,
        people: &[Email],
    ) -> Result<(), StoreError>;

    /// Frees everybody whom this meeting takes.
    fn delete(&mut self, meeting: MeetingId) -> Result<(), StoreError>;

    /// What the meetings of this organiser take of one address, they take of another one from now
    /// on: one that is locked in this transaction, else `Misuse`, and that none of them takes yet.
    fn rename_organiser(
        &mut self,
        organiser: UserId,
        from: &Email,
        to: &Email,
    ) -> Result<(), StoreError>;

    /// Frees one person whom this meeting takes.
    fn delete_person(&mut self, meeting: MeetingId, person: &Email) -> Result<(), StoreError>;
}
