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

/// How a busy row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusyKind {
    /// The person's time is taken.
    Busy,
    /// A stranger asks for the person's time. Other plans do not make way for it.
    Tentative,
}

/// How a person is related to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The other one.
    pub person: Email,
    /// Whether an account owns the other one's address, as was proved.
    pub is_verified: bool,
    /// Whether the two met.
    pub has_met: bool,
}

/// Who has met whom. To have met is mutual and stays.
pub trait CircleRepo {
    /// How each of `people`, who differ, is related to `person`; in no order and by one statement,
    /// whose cost follows the number of `people` alone.
    fn list(&mut self, person: &Email, people: &[Email]) -> Result<Vec<Relation>, StoreError>;

    /// `person` has met the participants of this meeting who accepted by themselves and whose
    /// reply is accepted or tentative,
    /// and `organiser`, if given. `left_out` is not among the former. Again changes nothing. By a
    /// number of statements that does not grow with them.
    fn insert(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        organiser: Option<&Email>,
        left_out: &Email,
    ) -> Result<(), StoreError>;

    /// This person has met nobody.
    fn delete(&mut self, person: &Email) -> Result<(), StoreError>;
}

/// Busy times: one row for each person and each time in which a scheduled meeting takes them.
pub trait BusyRepo {
    /// By one statement, whose cost does not follow a person's past, other people's meetings or
    /// the size of the system: for each person the first [`MOST_CLASHES`] meetings that overlap
    /// `times`, by beginning, then id. Tentative rows do not count. Of each person no more rows are
    /// read than can be given, and those in the order of an index.
    fn overlapping(&mut self, query: &OverlapQuery<'_>) -> Result<Vec<Clash>, StoreError>;

    /// Takes this time of these people, each of whom is locked in this transaction, else
    /// `Misuse`. May be empty.
    fn insert(
        &mut self,
        meeting: MeetingId,
        times: TimeRange,
        people: &[Email],
        kind: BusyKind,
    ) -> Result<(), StoreError>;

    /// How this meeting takes this person's time; `None` if it does not.
    fn find(&mut self, meeting: MeetingId, person: &Email) -> Result<Option<BusyKind>, StoreError>;

    /// Writes the kind of a row, whose person is locked in this transaction, else `Misuse`.
    fn update(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        kind: BusyKind,
    ) -> Result<(), StoreError>;

    /// The meetings of this organiser, whose address is `person`, take that person's time for good.
    fn update_organised(&mut self, organiser: UserId, person: &Email) -> Result<(), StoreError>;

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
