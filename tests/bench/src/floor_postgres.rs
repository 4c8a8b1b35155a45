//! The floor's statements on PostgreSQL: one pipelined connection for each worker.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use tokio_postgres::{Client, Error, NoTls, Row, Statement};
use uuid::Uuid;

use crate::floor::{Check, Clash, Detail, Item, List, Participant};

pub(crate) struct Source {
    client: Client,
    detail: Statement,
    count: Statement,
    list: Statement,
    check: Statement,
    owner: Uuid,
    email: String,
}

const MINE: &str = "from (select id from meetings where created_by = $1
                          union select meeting_id from participants where email = $2) mine
                    join meetings m on m.id = mine.id";

impl Source {
    pub(crate) async fn connect(url: &str, owner: Uuid, email: String) -> std::io::Result<Self> {
        Self::prepare(url, owner, email)
            .await
            .map_err(std::io::Error::other)
    }

    async fn prepare(url: &str, owner: Uuid, email: String) -> Result<Self, Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        actix_web::rt::spawn(connection);
        let detail = client
            .prepare(
                "select m.title, m.description, m.location, m.starts_at, m.ends_at, m.zone,
                        m.created_by, c.email, m.created_at, m.updated_at, m.sequence,
                        m.conflict_policy, p.id, p.email, p.name, p.status, p.invited_at,
                        p.responded_at, u.id
                 from meetings m join users c on c.id = m.created_by
                 left join participants p on p.meeting_id = m.id
                 left join users u on u.email = p.email
                 where m.id = $1 order by p.id",
            )
            .await?;
        let count = client.prepare(&format!("select count(*) {MINE}")).await?;
        let list = client
            .prepare(&format!(
                "select m.id, m.title, m.location, m.starts_at, m.ends_at, m.zone, c.email,
                        (select count(*) from participants p where p.meeting_id = m.id),
                        m.created_by,
                        (select status from participants p
                         where p.meeting_id = m.id and p.email = $2)
                 {MINE} join users c on c.id = m.created_by
                 order by m.starts_at, m.id limit 100"
            ))
            .await?;
        let check = client
            .prepare(
                "select one, c.id, c.title, c.starts_at, c.ends_at
                 from unnest($1::text[]) one cross join lateral (
                     select m.id, m.title, b.starts_at, b.ends_at
                     from (values (2, $2::timestamptz), (24, $3), (744, $4)) r(reach, after)
                     cross join lateral (
                         select meeting_id, starts_at, ends_at from busy
                         where person = one and reach = r.reach
                             and starts_at > r.after and starts_at < $5 and ends_at > $6
                         order by starts_at limit 21
                     ) b
                     join meetings m on m.id = b.meeting_id
                     order by b.starts_at limit 20
                 ) c",
            )
            .await?;
        Ok(Self {
            client,
            detail,
            count,
            list,
            check,
            owner,
            email,
        })
    }

    pub(crate) async fn detail(&self, id: Uuid) -> Result<Detail, Error> {
        let rows = self.client.query(&self.detail, &[&id]).await?;
        let mut found: Option<Detail> = None;
        for row in &rows {
            let detail = found.get_or_insert_with(|| meeting(id, row));
            if let Some(pid) = row.get::<_, Option<i64>>(12) {
                detail.participants.push(Participant {
                    id: pid,
                    meeting: id,
                    user: row.get(18),
                    email: row.get(13),
                    name: row.get(14),
                    status: row.get(15),
                    invited_at: time(row, 16),
                    responded_at: row.get::<_, Option<OffsetDateTime>>(17).map(rfc3339),
                });
            }
        }
        Ok(found.unwrap_or_else(|| panic!("no meeting {id}")))
    }

    pub(crate) async fn list(&self) -> Result<List, Error> {
        let count = self
            .client
            .query_one(&self.count, &[&self.owner, &self.email])
            .await?
            .get(0);
        let rows = self
            .client
            .query(&self.list, &[&self.owner, &self.email])
            .await?;
        let results = rows
            .iter()
            .map(|row| Item {
                id: row.get(0),
                title: row.get(1),
                location: row.get(2),
                start_time: time(row, 3),
                end_time: time(row, 4),
                time_zone: row.get(5),
                status: "scheduled",
                participant_count: row.get(7),
                created_by_email: row.get(6),
                duration_minutes: 30,
                is_organiser: row.get::<_, Uuid>(8) == self.owner,
                my_status: row.get(9),
            })
            .collect();
        Ok(List {
            count,
            next: None,
            previous: None,
            results,
        })
    }

    pub(crate) async fn check(&self, check: &Check) -> Result<Vec<Clash>, Error> {
        let instant = |text: &str| {
            OffsetDateTime::parse(text, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH)
        };
        let (from, to) = (instant(&check.start_time), instant(&check.end_time));
        let before = |hours| from - Duration::hours(hours);
        let (hours, day, month) = (before(2), before(24), before(744));
        let rows = self
            .client
            .query(
                &self.check,
                &[&check.participant_emails, &hours, &day, &month, &to, &from],
            )
            .await?;
        let clash = |row: &Row| Clash {
            person: row.get(0),
            id: row.get(1),
            title: row.get(2),
            start_time: time(row, 3),
            end_time: time(row, 4),
        };
        Ok(rows.iter().map(clash).collect())
    }
}

fn meeting(id: Uuid, row: &Row) -> Detail {
    Detail {
        id,
        title: row.get(0),
        description: row.get(1),
        location: row.get(2),
        start_time: time(row, 3),
        end_time: time(row, 4),
        time_zone: row.get(5),
        status: "scheduled",
        created_by: row.get(6),
        created_by_email: row.get(7),
        participants: Vec::with_capacity(4),
        duration_minutes: 30,
        is_upcoming: true,
        created_at: time(row, 8),
        updated_at: time(row, 9),
        sequence: row.get(10),
        conflict_policy: row.get(11),
    }
}

fn time(row: &Row, column: usize) -> String {
    rfc3339(row.get(column))
}

fn rfc3339(instant: OffsetDateTime) -> String {
    scheduler_domain::time::format_utc(instant.to_utc())
}
