//! What participants need of storage.

use super::{NewParticipant, Participant};
use crate::ids::{MeetingId, ParticipantId};
use crate::page::{Page, PageRequest};
use crate::store::StoreError;

/// Participants of meetings. Who changes them has found their meeting first, in the same write.
pub trait ParticipantRepo {
    /// A page of a meeting's participants in the order of their ids.
    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Participant>, StoreError>;

    /// By id alone, for a link that names no meeting. In a write, find the meeting afterwards.
    fn find(&mut self, id: ParticipantId) -> Result<Option<Participant>, StoreError>;

    /// Answers them as stored, in the order of `people`, with ids that grow in that order.
    /// `Duplicate(Participant)` if one of them was invited to this meeting before.
    fn insert(
        &mut self,
        meeting: MeetingId,
        people: &[NewParticipant],
    ) -> Result<Vec<Participant>, StoreError>;

    /// Writes name, status, `responded_at`, note, revision, link number and `is_co_organiser`.
    /// `Stale` if there is no such participant.
    fn update(&mut self, participant: &Participant) -> Result<(), StoreError>;

    /// Writes status, `responded_at` and revision of these participants of one meeting, by a number
    /// of statements that does not grow with them.
    fn update_all(
        &mut self,
        meeting: MeetingId,
        participants: &[Participant],
    ) -> Result<(), StoreError>;

    /// Makes all co-organisers of this meeting guests, by one statement.
    fn dismiss_co_organisers(&mut self, meeting: MeetingId) -> Result<(), StoreError>;

    /// Whether there was one.
    fn delete(&mut self, id: ParticipantId) -> Result<bool, StoreError>;
}
