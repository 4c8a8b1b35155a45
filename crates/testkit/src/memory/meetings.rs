//! Meetings, whole.

use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::{
    Beginnings, Filter, Meeting, MeetingRepo, MeetingSummary, Organiser, Role, Status, Summary,
    Viewer,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::{Participant, Rsvp};
use scheduler_domain::quotas::Usage;
use scheduler_domain::store::{Key, StoreError};
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::people::counted;
use super::{MemoryTx, State};

impl State {
    /// With everything that other tables know of it.
    fn whole(&self, row: &Meeting) -> Meeting {
        Meeting {
            organiser: self.organiser(row),
            participants: self.participants_of(row.id).collect(),
            ..row.clone()
        }
    }

    /// And with the open offer.
    fn with_offer(&self, row: &Meeting) -> Meeting {
        Meeting {
            transfer: self.open_offer(row.id).cloned().map(Box::new),
            ..self.whole(row)
        }
    }

    pub(super) fn organiser(&self, row: &Meeting) -> Organiser {
        match self.users.get(&row.organiser.user_id) {
            Some(user) => Organiser {
                user_id: user.id,
                email: user.email.clone(),
                name: user.display_name(),
                is_verified: user.email_verified_at.is_some(),
            },
            None => row.organiser.clone(),
        }
    }

    pub(super) fn own_invitation(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Option<&Participant> {
        let address = viewer.address.as_ref()?;
        self.participant_rows(meeting)
            .find(|one| one.email == *address)
    }

    pub(super) fn answer_of(&self, viewer: &Viewer, meeting: MeetingId) -> Option<Rsvp> {
        self.own_invitation(viewer, meeting).map(|one| one.status)
    }

    pub(super) fn is_visible(&self, viewer: &Viewer, row: &Meeting) -> bool {
        row.organiser.user_id == viewer.user_id || self.answer_of(viewer, row.id).is_some()
    }

    /// Whether the viewer, who sees the meeting, may know that this person takes part.
    pub(super) fn is_guest_shown(&self, viewer: &Viewer, row: &Meeting, guest: &Email) -> bool {
        !row.details.hides_guest_list
            || row.organiser.user_id == viewer.user_id
            || viewer.address.as_ref() == Some(guest)
            || self.organiser(row).email == *guest
            || self
                .own_invitation(viewer, row.id)
                .is_some_and(|own| own.is_co_organiser)
    }

    pub(super) fn visible_to<'a>(
        &'a self,
        viewer: &'a Viewer,
    ) -> impl Iterator<Item = &'a Meeting> {
        self.meetings
            .values()
            .filter(|row| self.is_visible(viewer, row))
    }
}

impl MeetingRepo for MemoryTx {
    fn find(&mut self, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
        self.read(|tx| {
            let row = tx.state.meetings.get(&id);
            Ok(row.map(|row| tx.state.with_offer(row)))
        })
    }

    fn find_all(&mut self, ids: &[MeetingId]) -> Result<Vec<Meeting>, StoreError> {
        self.read(|tx| {
            let rows = ids.iter().filter_map(|id| tx.state.meetings.get(id));
            Ok(rows.map(|row| tx.state.with_offer(row)).collect())
        })
    }

    fn list_beginning(
        &mut self,
        beginnings: &Beginnings,
    ) -> Result<Vec<(UtcDateTime, MeetingId)>, StoreError> {
        self.read(|tx| {
            let rows = tx.state.meetings.values().filter(|row| !row.is_cancelled);
            let mut found: Vec<_> = rows
                .map(|row| (row.details.times.start(), row.id))
                .filter(|one| *one > (beginnings.after, beginnings.passed))
                .filter(|(start, _)| *start <= beginnings.until)
                .collect();
            found.sort_unstable();
            found.truncate(usize::try_from(beginnings.limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    }

    fn insert(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.meetings.contains_key(&meeting.id) {
                return Err(StoreError::Duplicate(Key::Other));
            }
            let organiser = tx.state.users.get(&meeting.organiser.user_id);
            if organiser.is_none_or(|user| user.email != meeting.organiser.email) {
                return Err(StoreError::Stale);
            }
            let row = Meeting {
                participants: Vec::new(),
                transfer: None,
                ..meeting.clone()
            };
            tx.state.meetings.insert(row.id, row);
            Ok(())
        })
    }

    fn update(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        self.write(|tx| {
            if !tx.state.users.contains_key(&meeting.organiser.user_id) {
                return Err(StoreError::Stale);
            }
            let row = tx.state.meetings.get_mut(&meeting.id);
            let row = row
                .filter(|row| row.version == meeting.version)
                .ok_or(StoreError::Stale)?;
            row.organiser.clone_from(&meeting.organiser);
            row.details.clone_from(&meeting.details);
            row.is_cancelled = meeting.is_cancelled;
            row.sequence = meeting.sequence;
            row.times_sequence = meeting.times_sequence;
            row.updated_at = meeting.updated_at;
            row.version += 1;
            Ok(())
        })
    }

    fn delete(&mut self, id: MeetingId) -> Result<bool, StoreError> {
        self.write(|tx| {
            tx.state
                .participants
                .retain(|(meeting, _), _| *meeting != id);
            tx.state.busy.retain(|(_, _, meeting), _| *meeting != id);
            tx.state.former_replies.remove(&id);
            tx.state.transfers.retain(|(meeting, _), _| *meeting != id);
            Ok(tx.state.meetings.remove(&id).is_some())
        })
    }

    fn delete_all(&mut self, organiser: UserId) -> Result<u64, StoreError> {
        let rows = self.state.meetings.values();
        let own = rows.filter(|row| row.organiser.user_id == organiser);
        let ids: Vec<MeetingId> = own.map(|row| row.id).collect();
        for id in &ids {
            MeetingRepo::delete(self, *id)?;
        }
        self.write(|_| Ok(counted(ids.len())))
    }

    fn has_accepted_guest(&mut self, organiser: UserId) -> Result<bool, StoreError> {
        self.read(|tx| {
            let state = &tx.state;
            let mut own = state.meetings.values();
            Ok(own.any(|row| {
                let by = state.organiser(row);
                by.user_id == organiser
                    && state
                        .participant_rows(row.id)
                        .any(|one| one.status == Rsvp::Accepted && one.email != by.email)
            }))
        })
    }

    fn list(
        &mut self,
        viewer: &Viewer,
        filter: &Filter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<MeetingSummary>, StoreError> {
        self.read(|tx| Ok(tx.state.page_of(viewer, filter, now, page)))
    }

    fn list_ids(
        &mut self,
        viewer: &Viewer,
        role: Role,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<MeetingId>, StoreError> {
        self.read(|tx| {
            let is_organiser = role == Role::Organiser;
            let meetings = tx.state.visible_to(viewer);
            let mut ids: Vec<_> = meetings
                .filter(|row| (row.organiser.user_id == viewer.user_id) == is_organiser)
                .map(|row| row.id)
                .filter(|id| after.is_none_or(|after| *id > after))
                .collect();
            ids.sort_unstable();
            ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(ids)
        })
    }

    fn list_upcoming(
        &mut self,
        viewer: &Viewer,
        now: UtcDateTime,
    ) -> Result<Vec<Meeting>, StoreError> {
        self.read(|tx| {
            let mut upcoming: Vec<Meeting> = tx
                .state
                .visible_to(viewer)
                .filter(|row| row.status(now) == Status::Scheduled)
                .map(|row| tx.state.whole(row))
                .collect();
            upcoming.sort_by_key(|meeting| (meeting.details.times.start(), meeting.id));
            Ok(upcoming)
        })
    }

    fn usage(&mut self, organiser: UserId, now: UtcDateTime) -> Result<Usage, StoreError> {
        self.read(|tx| {
            let own = tx.state.meetings.values();
            let own = own.filter(|meeting| meeting.organiser.user_id == organiser);
            Ok(own.fold(Usage::default(), |sum, meeting| {
                let usage = Usage::of(meeting, now);
                Usage {
                    meetings_to_come: sum.meetings_to_come + usage.meetings_to_come,
                    stored_bytes: sum.stored_bytes + usage.stored_bytes,
                }
            }))
        })
    }

    fn count(&mut self, viewer: &Viewer, now: UtcDateTime) -> Result<Summary, StoreError> {
        self.read(|tx| {
            let mut sum = Summary::default();
            for row in tx.state.visible_to(viewer) {
                sum.total += 1;
                match row.status(now) {
                    Status::Cancelled => sum.cancelled += 1,
                    Status::Completed => sum.completed += 1,
                    Status::Scheduled => {
                        sum.upcoming += 1;
                        if tx.state.answer_of(viewer, row.id) == Some(Rsvp::Pending) {
                            sum.awaiting_my_answer += 1;
                        }
                    }
                }
            }
            Ok(sum)
        })
    }
}
