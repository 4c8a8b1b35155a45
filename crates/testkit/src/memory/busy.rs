//! Who is busy when.

use scheduler_domain::conflicts::{BusyKind, BusyRepo, Clash, MOST_CLASHES, OverlapQuery, overlap};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::store::{Key, StoreError};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;

use super::{MemoryTx, State};

impl State {
    fn clashes_of<'a>(
        &'a self,
        person: &'a Email,
        query: &'a OverlapQuery<'_>,
    ) -> impl Iterator<Item = Clash> + 'a {
        let mut rows: Vec<_> = self
            .busy
            .iter()
            .filter(|((busy, times, _), kind)| {
                busy == person
                    && **kind == BusyKind::Busy
                    && overlap(*times, query.times)
                    && times.end() > query.now
            })
            .map(|(row, _)| row)
            .collect();
        rows.sort_by_key(|(_, times, id)| (times.start(), *id));
        rows.into_iter()
            .filter_map(move |(_, times, id)| {
                let meeting = self.meetings.get(id)?;
                let is_visible = self.is_visible(query.viewer, meeting)
                    && self.is_guest_shown(query.viewer, meeting, person);
                let is_excluded = is_visible && query.exclude == Some(*id);
                (!is_excluded).then(|| Clash {
                    person: person.clone(),
                    meeting_id: *id,
                    title: meeting.details.title.to_string(),
                    times: *times,
                    is_visible,
                })
            })
            .take(usize::try_from(MOST_CLASHES).unwrap_or(usize::MAX))
    }
}

impl BusyRepo for MemoryTx {
    fn overlapping(&mut self, query: &OverlapQuery<'_>) -> Result<Vec<Clash>, StoreError> {
        self.read(|tx| {
            let people = query.people.iter();
            Ok(people
                .flat_map(|person| tx.state.clashes_of(person, query))
                .collect())
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        times: TimeRange,
        people: &[Email],
        kind: BusyKind,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for person in people {
                tx.check_locked(person)?;
                let row = (person.clone(), times, meeting);
                if tx.state.busy.insert(row, kind).is_some() {
                    return Err(StoreError::Duplicate(Key::Other));
                }
            }
            Ok(())
        })
    }

    fn find(&mut self, meeting: MeetingId, person: &Email) -> Result<Option<BusyKind>, StoreError> {
        self.read(|tx| {
            let mut rows = tx.state.busy.iter();
            let row = rows.find(|((busy, _, id), _)| *id == meeting && busy == person);
            Ok(row.map(|(_, kind)| *kind))
        })
    }

    fn update(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        kind: BusyKind,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.check_locked(person)?;
            let mut rows = tx.state.busy.keys();
            let row = rows.find(|(busy, _, id)| *id == meeting && busy == person);
            if let Some(row) = row.cloned() {
                tx.state.busy.insert(row, kind);
            }
            Ok(())
        })
    }

    fn update_organised(&mut self, organiser: UserId, person: &Email) -> Result<(), StoreError> {
        self.write(|tx| {
            let rows = tx.state.busy.keys().filter(|(busy, _, id)| {
                let meeting = tx.state.meetings.get(id);
                busy == person && meeting.is_some_and(|one| one.organiser.user_id == organiser)
            });
            for row in rows.cloned().collect::<Vec<_>>() {
                tx.state.busy.insert(row, BusyKind::Busy);
            }
            Ok(())
        })
    }

    fn delete(&mut self, meeting: MeetingId) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state.busy.retain(|(_, _, id), _| *id != meeting);
            Ok(())
        })
    }

    fn rename_organiser(
        &mut self,
        organiser: UserId,
        from: &Email,
        to: &Email,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.check_locked(to)?;
            let meetings = &tx.state.meetings;
            let is_own = |id: &MeetingId| {
                let meeting = meetings.get(id);
                meeting.is_some_and(|meeting| meeting.organiser.user_id == organiser)
            };
            let busy = tx.state.busy.keys();
            let rows = busy.filter(|(person, _, id)| person == from && is_own(id));
            let rows: Vec<_> = rows.cloned().collect();
            for row in rows {
                let Some(kind) = tx.state.busy.remove(&row) else {
                    continue;
                };
                let (_, times, id) = row;
                let renamed = (to.clone(), times, id);
                if tx.state.busy.insert(renamed, kind).is_some() {
                    return Err(StoreError::Duplicate(Key::Other));
                }
            }
            Ok(())
        })
    }

    fn delete_person(&mut self, meeting: MeetingId, person: &Email) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state
                .busy
                .retain(|(busy, _, id), _| *id != meeting || busy != person);
            Ok(())
        })
    }
}
