//! Who is busy when.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use scheduler_domain::conflicts::{BusyKind, BusyRepo, Clash, MOST_CLASHES, OverlapQuery};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;
use time::Duration;

use super::sql::hot_sql;
use super::{DieselTx, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::schema::busy;

type ClashColumns = (Text, Id, Text, Moment, Moment, Bool);
type ClashRow = (String, DbId, String, DbTime, DbTime, bool);

/// Lengths in hours that a row of `busy` is filed under; the last is that of the longest meeting.
const SHORT: i64 = 2;
const DAY: i64 = 24;
const LONGEST: i64 = 744;

/// The least of them that is not shorter.
fn reach(times: TimeRange) -> i64 {
    let length = times.end() - times.start();
    [SHORT, DAY]
        .into_iter()
        .find(|hours| length <= Duration::hours(*hours))
        .unwrap_or(LONGEST)
}

impl BusyRepo for DieselTx<'_> {
    fn overlapping(&mut self, query: &OverlapQuery<'_>) -> Result<Vec<Clash>, StoreError> {
        let (from, to) = (query.times.start(), query.times.end());
        self.read(|conn| {
            if query.people.is_empty() {
                return Ok(Vec::new());
            }
            let rows: Vec<ClashRow> = hot_sql!(ClashColumns, super::dialect::OVERLAPPING)
                .bind(query.people)
                .bind(from - Duration::hours(SHORT))
                .bind(from - Duration::hours(DAY))
                .bind(from - Duration::hours(LONGEST))
                .bind(query.viewer.user_id)
                .bind(query.viewer.address.as_ref())
                .bind(query.exclude)
                .bind(to)
                .bind(from.max(query.now))
                .bind(i64::from(MOST_CLASHES))
                .load(conn)?;
            Ok(rows.into_iter().map(clash).collect())
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        times: TimeRange,
        people: &[Email],
        kind: BusyKind,
    ) -> Result<(), StoreError> {
        self.check_locked(people)?;
        if people.is_empty() {
            return Ok(());
        }
        // Texts that differ, so that both kinds leave with one statement.
        let text = match kind {
            BusyKind::Busy => concat!(
                "insert into busy (person, reach, starts_at, meeting_id, ends_at)
                select n.value, cast($5 as integer), $2, $3, $4 from ",
                texts!("$1")
            ),
            BusyKind::Tentative => concat!(
                "insert into busy (person, reach, starts_at, meeting_id, ends_at, kind)
                select n.value, cast($5 as integer), $2, $3, $4, 'tentative' from ",
                texts!("$1")
            ),
        };
        self.write_later(
            sql::<()>(text)
                .bind(people)
                .bind(times.start())
                .bind(meeting)
                .bind(times.end())
                .bind(reach(times)),
        )
    }

    fn find(&mut self, meeting: MeetingId, person: &Email) -> Result<Option<BusyKind>, StoreError> {
        self.read(|conn| {
            let kind: Option<String> =
                sql::<Text>("select kind from busy where meeting_id = $1 and person = $2")
                    .bind(meeting)
                    .bind(person.as_str())
                    .get_result(conn)
                    .optional()?;
            kind.map(|kind| columns::parse_busy_kind(&kind)).transpose()
        })
    }

    fn update(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        kind: BusyKind,
    ) -> Result<(), StoreError> {
        self.check_locked(std::slice::from_ref(person))?;
        self.write(|conn| {
            sql::<()>("update busy set kind = $3 where meeting_id = $1 and person = $2")
                .bind(meeting)
                .bind(person.as_str())
                .bind(columns::busy_kind(kind))
                .execute(conn)?;
            Ok(())
        })
    }

    fn update_organised(&mut self, organiser: UserId, person: &Email) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "update busy set kind = 'busy' where person = $2 and kind = 'tentative'
                    and meeting_id in (select m.id from meetings m where m.created_by = $1)",
            )
            .bind(organiser)
            .bind(person.as_str())
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete(&mut self, meeting: MeetingId) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(busy::table)
                .filter(busy::meeting_id.eq(DbId(meeting.0)))
                .execute(conn)?;
            Ok(())
        })
    }

    fn rename_organiser(
        &mut self,
        organiser: UserId,
        from: &Email,
        to: &Email,
    ) -> Result<(), StoreError> {
        self.check_locked(std::slice::from_ref(to))?;
        self.write(|conn| {
            sql::<()>(
                "update busy set person = $3 where person = $2
                    and meeting_id in (select id from meetings where created_by = $1)",
            )
            .bind(organiser)
            .bind(from)
            .bind(to)
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete_person(&mut self, meeting: MeetingId, person: &Email) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(busy::table)
                .filter(busy::meeting_id.eq(DbId(meeting.0)))
                .filter(busy::person.eq(person.as_str()))
                .execute(conn)?;
            Ok(())
        })
    }
}

impl DieselTx<'_> {
    fn check_locked(&mut self, people: &[Email]) -> Result<(), StoreError> {
        let are_locked = people.iter().all(|person| {
            self.locked
                .as_ref()
                .is_some_and(|locked| locked.contains(person))
        });
        if are_locked {
            return Ok(());
        }
        let unlocked = StoreError::Misuse("taking the time of people who are not locked");
        self.write(|_| Err(unlocked.into()))
    }
}

fn clash((person, meeting_id, title, starts_at, ends_at, is_visible): ClashRow) -> Clash {
    Clash {
        person: Email::from_stored(person),
        meeting_id: MeetingId(meeting_id.0),
        title,
        times: TimeRange::from_stored(starts_at.0, ends_at.0),
        is_visible,
    }
}
