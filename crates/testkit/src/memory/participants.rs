//! Who was invited to what.

use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::{LinkedUser, NewParticipant, Participant, ParticipantRepo};
use scheduler_domain::store::{Key, StoreError};
use scheduler_domain::text::Note;

use super::listing::cut;
use super::{MemoryTx, State};

impl State {
    pub(super) fn participant_rows(
        &self,
        meeting: MeetingId,
    ) -> impl Iterator<Item = &Participant> {
        let (first, last) = (ParticipantId(i64::MIN), ParticipantId(i64::MAX));
        self.participants
            .range((meeting, first)..=(meeting, last))
            .map(|(_, row)| row)
    }

    /// With their accounts.
    pub(super) fn participants_of(&self, meeting: MeetingId) -> impl Iterator<Item = Participant> {
        self.participant_rows(meeting).map(|row| Participant {
            user: self.user_with(&row.email).map(|user| LinkedUser {
                id: user.id,
                is_verified: user.email_verified_at.is_some(),
            }),
            is_opted_out: self.opt_outs.contains_key(&row.email),
            ..row.clone()
        })
    }
}

impl ParticipantRepo for MemoryTx {
    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Participant>, StoreError> {
        self.read(|tx| {
            let all: Vec<Participant> = tx.state.participants_of(meeting).collect();
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).cloned().collect(),
            })
        })
    }

    fn find(&mut self, id: ParticipantId) -> Result<Option<Participant>, StoreError> {
        self.read(|tx| {
            let row = tx.state.participants.values().find(|row| row.id == id);
            let meeting = row.map(|row| row.meeting_id);
            Ok(meeting
                .and_then(|meeting| tx.state.participants_of(meeting).find(|row| row.id == id)))
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        people: &[NewParticipant],
    ) -> Result<Vec<Participant>, StoreError> {
        self.write(|tx| {
            let first = tx.state.last_participant;
            for one in people {
                let is_there = tx
                    .state
                    .participant_rows(meeting)
                    .any(|row| row.email == one.email);
                if is_there {
                    return Err(StoreError::Duplicate(Key::Participant));
                }
                tx.state.last_participant += 1;
                let id = ParticipantId(tx.state.last_participant);
                let row = Participant {
                    id,
                    meeting_id: meeting,
                    email: one.email.clone(),
                    name: one.name.clone(),
                    user: None,
                    status: one.status,
                    invited_at: one.invited_at,
                    responded_at: one.responded_at,
                    note: Note::default(),
                    sequence: None,
                    link_number: 0,
                    is_co_organiser: false,
                    has_accepted: false,
                    is_opted_out: false,
                };
                tx.state.participants.insert((meeting, id), row);
            }
            let inserted = tx.state.participants_of(meeting);
            Ok(inserted.filter(|row| row.id.0 > first).collect())
        })
    }

    fn update(&mut self, participant: &Participant) -> Result<(), StoreError> {
        self.write(|tx| {
            let key = (participant.meeting_id, participant.id);
            let row = tx.state.participants.get_mut(&key);
            let row = row.ok_or(StoreError::Stale)?;
            row.name = participant.name.clone();
            row.status = participant.status;
            row.responded_at = participant.responded_at;
            row.note = participant.note.clone();
            row.sequence = participant.sequence;
            row.link_number = participant.link_number;
            row.is_co_organiser = participant.is_co_organiser;
            row.has_accepted = participant.has_accepted;
            Ok(())
        })
    }

    fn update_all(
        &mut self,
        meeting: MeetingId,
        participants: &[Participant],
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for one in participants {
                if let Some(row) = tx.state.participants.get_mut(&(meeting, one.id)) {
                    row.status = one.status;
                    row.responded_at = one.responded_at;
                    row.sequence = one.sequence;
                }
            }
            Ok(())
        })
    }

    fn dismiss_co_organisers(&mut self, meeting: MeetingId) -> Result<(), StoreError> {
        self.write(|tx| {
            for ((of, _), row) in tx.state.participants.iter_mut() {
                if *of == meeting {
                    row.is_co_organiser = false;
                }
            }
            Ok(())
        })
    }

    fn delete(&mut self, id: ParticipantId) -> Result<bool, StoreError> {
        self.write(|tx| {
            let key = tx
                .state
                .participants
                .keys()
                .find(|key| key.1 == id)
                .copied();
            Ok(key.is_some_and(|key| tx.state.participants.remove(&key).is_some()))
        })
    }
}
