//! The floor's statements on SQLite: one connection for each worker, read on its own thread.

use rusqlite::{Connection, OpenFlags, Row, params};
use scheduler_domain::time::{Zone, format_utc, parse_time};
use std::sync::Mutex;
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use crate::floor::{Check, Clash, Detail, Item, List, Participant};

pub(crate) struct Source {
    connection: Mutex<Connection>,
    owner: Uuid,
    email: String,
}

type Result<T> = rusqlite::Result<T>;

impl Source {
    pub(crate) fn open(path: &str, owner: Uuid, email: String) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Mutex::new(Connection::open_with_flags(path, flags)?);
        Ok(Self {
            connection,
            owner,
            email,
        })
    }

    pub(crate) fn detail(&self, id: Uuid) -> Result<Detail> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut statement = connection.prepare_cached(
            "select m.title, m.description, m.location, m.starts_at, m.ends_at, m.zone,
                    m.created_by, c.email, m.created_at, m.updated_at, m.sequence,
                    m.conflict_policy, p.id, p.email, p.name, p.status, p.invited_at,
                    p.responded_at, u.id
             from meetings m join users c on c.id = m.created_by
             left join participants p on p.meeting_id = m.id
             left join users u on u.email = p.email
             where m.id = ? order by p.id",
        )?;
        let mut rows = statement.query(params![id.as_bytes().as_slice()])?;
        let mut found: Option<Detail> = None;
        while let Some(row) = rows.next()? {
            if found.is_none() {
                found = Some(meeting(id, row)?);
            }
            if let (Some(detail), Some(pid)) = (found.as_mut(), row.get::<_, Option<i64>>(12)?) {
                detail.participants.push(Participant {
                    id: pid,
                    meeting: id,
                    user: uuid(row, 18)?,
                    email: row.get(13)?,
                    name: row.get(14)?,
                    status: row.get(15)?,
                    invited_at: time(row, 16)?,
                    responded_at: row.get::<_, Option<String>>(17)?.map(|text| rfc3339(&text)),
                });
            }
        }
        found.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    pub(crate) fn list(&self) -> Result<List> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mine = "from (select id from meetings where created_by = ?1
                          union select meeting_id from participants where email = ?2) mine
                    join meetings m on m.id = mine.id";
        let (owner, email) = (self.owner.as_bytes().as_slice(), &self.email);
        let count = connection
            .prepare_cached(&format!("select count(*) {mine}"))?
            .query_row(params![owner, email], |row| row.get(0))?;
        let mut statement = connection.prepare_cached(&format!(
            "select m.id, m.title, m.location, m.starts_at, m.ends_at, m.zone, c.email,
                    (select count(*) from participants p where p.meeting_id = m.id),
                    m.created_by,
                    (select status from participants p where p.meeting_id = m.id and p.email = ?2)
             {mine} join users c on c.id = m.created_by
             order by m.starts_at, m.id limit 100"
        ))?;
        let rows = statement.query_map(params![owner, email], |row| {
            Ok(Item {
                id: uuid(row, 0)?.unwrap_or_default(),
                title: row.get(1)?,
                location: row.get(2)?,
                start_time: time(row, 3)?,
                end_time: time(row, 4)?,
                time_zone: row.get(5)?,
                status: "scheduled",
                participant_count: row.get(7)?,
                created_by_email: row.get(6)?,
                duration_minutes: 30,
                is_organiser: uuid(row, 8)? == Some(self.owner),
                my_status: row.get(9)?,
            })
        })?;
        Ok(List {
            count,
            next: None,
            previous: None,
            results: rows.collect::<Result<_>>()?,
        })
    }

    pub(crate) fn check(&self, check: &Check) -> Result<Vec<Clash>> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let people = serde_json::to_string(&check.participant_emails).unwrap_or_default();
        let mut statement = connection.prepare_cached(
            "select b.person, m.id, m.title, b.starts_at, b.ends_at
             from json_each(?1) one cross join (
                  select 2 as reach, ?2 as after union all select 24, ?3 union all select 744, ?4
             ) r
             cross join busy b on b.person = one.value and b.reach = r.reach
                  and b.starts_at > r.after and b.starts_at < ?5 and b.ends_at > ?6
             cross join meetings m on m.id = b.meeting_id order by b.person, b.starts_at",
        )?;
        let binds = [
            earlier(&check.start_time, 2),
            earlier(&check.start_time, 24),
            earlier(&check.start_time, 744),
            earlier(&check.end_time, 0),
            earlier(&check.start_time, 0),
        ];
        let [hours, day, month, to, from] = &binds;
        let rows = statement.query_map(params![people, hours, day, month, to, from], |row| {
            Ok(Clash {
                person: row.get(0)?,
                id: uuid(row, 1)?.unwrap_or_default(),
                title: row.get(2)?,
                start_time: time(row, 3)?,
                end_time: time(row, 4)?,
            })
        })?;
        rows.collect()
    }
}

fn meeting(id: Uuid, row: &Row<'_>) -> Result<Detail> {
    Ok(Detail {
        id,
        title: row.get(0)?,
        description: row.get(1)?,
        location: row.get(2)?,
        start_time: time(row, 3)?,
        end_time: time(row, 4)?,
        time_zone: row.get(5)?,
        status: "scheduled",
        created_by: uuid(row, 6)?.unwrap_or_default(),
        created_by_email: row.get(7)?,
        participants: Vec::with_capacity(4),
        duration_minutes: 30,
        is_upcoming: true,
        created_at: time(row, 8)?,
        updated_at: time(row, 9)?,
        sequence: row.get(10)?,
        conflict_policy: row.get(11)?,
    })
}

fn uuid(row: &Row<'_>, column: usize) -> Result<Option<Uuid>> {
    let bytes: Option<Vec<u8>> = row.get(column)?;
    Ok(bytes.and_then(|bytes| Uuid::from_slice(&bytes).ok()))
}

fn time(row: &Row<'_>, column: usize) -> Result<String> {
    let text: String = row.get(column)?;
    Ok(rfc3339(&text))
}

/// `2026-12-03 09:00:00.000000` to `2026-12-03T09:00:00Z`.
fn rfc3339(text: &str) -> String {
    let (seconds, _zero) = text.split_at_checked(19).unwrap_or((text, ""));
    seconds.replacen(' ', "T", 1) + "Z"
}

/// As stored, so many hours before.
fn earlier(rfc3339: &str, hours: i64) -> String {
    let instant = parse_time(rfc3339, &Zone::utc()).unwrap_or(UtcDateTime::UNIX_EPOCH);
    let text = format_utc(instant - Duration::hours(hours));
    text.replacen('T', " ", 1).replacen('Z', ".000000", 1)
}
