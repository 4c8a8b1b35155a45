//! The outbox. A claim is a next attempt that lies behind the end of the lease, so that one
//! index finds what is due and what was abandoned.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{
    Attempt, Claimed, Notice, Notification, NotificationState, Outbox, OutboxDepth,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::UtcDateTime;

use super::{DieselTx, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;
use crate::schema::notifications;

type ClaimColumns = (
    BigInt,
    Nullable<Id>,
    Text,
    Text,
    Text,
    Text,
    Text,
    Integer,
    Moment,
    Integer,
);

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct ClaimRow {
    id: i64,
    meeting_id: Option<DbId>,
    email: String,
    name: String,
    kind: String,
    subject: String,
    message: String,
    sequence: i32,
    created_at: DbTime,
    attempts: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct NotificationRow {
    #[diesel(embed)]
    claim: ClaimRow,
    state: String,
    last_error: Option<String>,
    sent_at: Option<DbTime>,
}

impl TryFrom<ClaimRow> for Claimed {
    type Error = Fault;

    fn try_from(row: ClaimRow) -> Result<Self, Fault> {
        Ok(Self {
            id: NotificationId(row.id),
            notice: Notice {
                meeting_id: row.meeting_id.map(|id| MeetingId(id.0)),
                email: Email::from_stored(row.email),
                name: row.name,
                kind: columns::parse_kind(&row.kind)?,
                subject: row.subject,
                message: row.message,
                sequence: row.sequence,
                created_at: row.created_at.0,
            },
            attempts: row.attempts,
        })
    }
}

impl TryFrom<NotificationRow> for Notification {
    type Error = Fault;

    fn try_from(row: NotificationRow) -> Result<Self, Fault> {
        let claimed = Claimed::try_from(row.claim)?;
        Ok(Self {
            id: claimed.id,
            notice: claimed.notice,
            state: columns::parse_state(&row.state)?,
            attempts: claimed.attempts,
            last_error: row.last_error,
            sent_at: row.sent_at.map(|at| at.0),
        })
    }
}

impl Outbox for DieselTx<'_> {
    fn insert(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        self.write(|conn| {
            if notices.is_empty() {
                return Ok(());
            }
            sql::<()>(concat!(
                "insert into notifications (meeting_id, email, name, kind, subject, message,
                    sequence, state, attempts, next_try_at, created_at)
                select ",
                uuid!("n.value->>'meeting_id'"),
                ", n.value->>'email', n.value->>'name', n.value->>'kind', n.value->>'subject',
                    n.value->>'message', cast(n.value->>'sequence' as integer), 'queued', 0, ",
                time!("created_at"),
                ", ",
                time!("created_at"),
                " from ",
                objects!("$1")
            ))
            .bind(notices.iter().map(new_row).collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        self.read(|conn| {
            let told = notifications::meeting_id.eq(DbId(meeting.0));
            let rows: Vec<NotificationRow> = notifications::table
                .filter(told)
                .order(notifications::id.desc())
                .limit(page.size().into())
                .offset(page.offset())
                .select(NotificationRow::as_select())
                .load(conn)?;
            let count = notifications::table.filter(told).count().get_result(conn)?;
            let items = rows.into_iter().map(Notification::try_from);
            Ok(Page {
                count,
                request: page,
                items: items.collect::<Result<_, _>>()?,
            })
        })
    }

    fn claim(
        &mut self,
        now: UtcDateTime,
        until: UtcDateTime,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.write(|conn| {
            let rows: Vec<ClaimRow> = sql::<ClaimColumns>(concat!(
                "with due as materialized (
                    select id from notifications where state = 'queued' and next_try_at <= $1
                    order by next_try_at, id limit $3",
                skip_locked!(),
                ")
                update notifications set next_try_at = $2 from due where notifications.id = due.id
                returning notifications.id, meeting_id, email, name, kind, subject, message,
                    sequence, created_at, attempts"
            ))
            .bind(now)
            .bind(until)
            .bind(i64::from(limit))
            .load(conn)?;
            let claimed = rows.into_iter().map(Claimed::try_from);
            let mut claimed = claimed.collect::<Result<Vec<_>, _>>()?;
            claimed.sort_by_key(|claim| claim.id);
            Ok(claimed)
        })
    }

    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let is_sent = attempt.state == NotificationState::Sent;
        self.write_one(|conn| {
            sql::<()>(
                "update notifications set state = $2, attempts = attempts + 1, last_error = $3,
                    next_try_at = $4, sent_at = $5
                where id = $1",
            )
            .bind(attempt.id.0)
            .bind(columns::state(attempt.state))
            .bind(attempt.error.as_deref())
            .bind(attempt.next_try_at)
            .bind(is_sent.then_some(attempt.ended_at))
            .execute(conn)
        })
    }

    fn count(&mut self) -> Result<OutboxDepth, StoreError> {
        self.read(|conn| {
            let (queued, failed, oldest): (i64, i64, Option<DbTime>) =
                sql::<(BigInt, BigInt, Nullable<Moment>)>(
                    "select count(*),
                        (select count(*) from notifications where state = 'failed'),
                        min(created_at)
                    from notifications where state = 'queued'",
                )
                .get_result(conn)?;
            Ok(OutboxDepth {
                queued,
                failed,
                oldest: oldest.map(|at| at.0),
            })
        })
    }
}

fn new_row(notice: &Notice) -> Value {
    json!({
        "meeting_id": notice.meeting_id.map(|id| id.0.simple().to_string()),
        "email": notice.email.as_str(),
        "name": notice.name,
        "kind": columns::kind(notice.kind),
        "subject": notice.subject,
        "message": notice.message,
        "sequence": notice.sequence,
        "created_at": DbTime(notice.created_at).text(),
    })
}
