//! What the audit log needs of storage.

use time::UtcDateTime;

use super::{Action, Entry, Record, TargetKind};
use crate::ids::{EntryId, MeetingId, UserId};
use crate::page::{Page, PageRequest};
use crate::store::StoreError;
use crate::text::Email;

/// Whose deeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of this account.
    User(UserId),
    /// Of whoever has this address: the account that has it now, and guests.
    Person(Email),
    /// Of whoever may run commands on the machine.
    CommandLine,
    /// Of the server.
    Server,
}

/// Which entries. Everything that is `Some` must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it.
    pub by: Option<Whose>,
    /// What was done.
    pub action: Option<Action>,
    /// To what kind of thing.
    pub kind: Option<TargetKind>,
    /// To which of them, as [`Target::id`](super::Target::id) tells.
    pub id: Option<String>,
    /// To which meeting, or to something that belongs to it.
    pub meeting: Option<MeetingId>,
    /// At this instant or later.
    pub from: Option<UtcDateTime>,
    /// Before this instant.
    pub to: Option<UtcDateTime>,
    /// Each of these is part of a value before or after, of a guest's address or of the target's id,
    /// ignoring case.
    pub words: Vec<String>,
}

/// A place between two entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// After the entry of this instant
    pub at: UtcDateTime,
    /// and this id.
    pub id: EntryId,
}

impl From<&Record> for Place {
    fn from(record: &Record) -> Self {
        Self {
            at: record.at,
            id: record.id,
        }
    }
}

/// The audit log. Nothing in it is ever changed, and nothing that is younger than
/// [`LEAST_RETENTION`](super::LEAST_RETENTION) is taken away: databases refuse both, also to whoever
/// comes by another door.
pub trait AuditRepo {
    /// By one statement, however many there are. Their ids grow in this order.
    fn insert(&mut self, entries: &[Entry]) -> Result<(), StoreError>;

    /// A page of the entries that pass, the newest first, then by id, the largest first; by at most
    /// two statements.
    fn list(&mut self, filter: &Filter, page: PageRequest) -> Result<Page<Record>, StoreError>;

    /// The first so many of those entries, in that order; with a place, of those after it. By one
    /// statement, whose cost does not grow with what was passed over.
    fn list_after(
        &mut self,
        filter: &Filter,
        place: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError>;

    /// Takes away the oldest of what was written before `before`, at most so many; how many there
    /// were. `before` lies [`LEAST_RETENTION`](super::LEAST_RETENTION) in the past, or longer.
    fn delete_before(&mut self, before: UtcDateTime, limit: u32) -> Result<u64, StoreError>;
}
