//! The outbox. A claim is a next attempt that lies behind the end of the lease, so that one
//! index finds what is due and what was abandoned. The mark `is_claimed` stays until an attempt
//! has ended: a mail of which nobody knows whether it went out keeps it.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{
    Attempt, Due, Facts, HELD, Message, NoticeKind, Notification, NotificationState, Outbox,
    OutboxDepth, Queued, Release, Superseded, Unreadable,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use super::notification_rows::{
    MessageColumns, MessageRow, NoticeColumns, NoticeRow, NotificationColumns, NotificationRow,
    notification_columns,
};
use super::sql::hex;
use super::{Conn, DieselTx, dialect, facts, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;

/// Whether `d` may be taken at $1, as far as others have committed.
macro_rules! may_go {
    () => {
        "d.state = 'queued' and d.next_try_at <= $1 and not exists (
            select 1 from notifications w
            where w.state = 'queued' and w.meeting_id = d.meeting_id and w.email = d.email
                and w.next_try_at > $1
                and (w.is_claimed or (d.kind = 'reminder' and w.kind not in ('reply', 'transfer')))
        )"
    };
}

/// What is apart by its kind, and all that is not as one.
macro_rules! group {
    () => {
        "case when kind in ('reply', 'transfer') then kind else 'other' end"
    };
}

/// [`group!`] of a kind.
fn group(kind: NoticeKind) -> &'static str {
    if kind.is_apart() {
        columns::kind(kind)
    } else {
        "other"
    }
}

/// As the index of turns has it: not [`HELD`]. Both databases read this text as the same instant.
macro_rules! takes_turns {
    ($row:literal) => {
        concat!($row, ".next_try_at < '9999-01-01 00:00:00+00'")
    };
}

/// What may be taken next: mails about accounts, then one of each organiser, then a second one of each.
///
/// However much waits, few rows are looked at: the oldest ones, the oldest of each of some
/// organisers, found one after the other by an index, and the oldest mails about accounts. The
/// oldest of all is among the first of its organiser, so it never waits for what came later. The
/// last limit only keeps the order and the locks apart.
const FREE: &str = concat!(
    "with recursive organisers(id, place) as (
        select (
            select n.organiser_id from notifications n
            where n.state = 'queued' and n.organiser_id is not null and ",
    takes_turns!("n"),
    " order by n.organiser_id limit 1
        ), 1
        union all
        select (
            select n.organiser_id from notifications n
            where n.state = 'queued' and n.organiser_id > o.id and ",
    takes_turns!("n"),
    " order by n.organiser_id limit 1
        ), o.place + 1
        from organisers o where o.id is not null and o.place < 500
    ), oldest as (
        select d.id from notifications d where ",
    may_go!(),
    " order by d.next_try_at, d.id limit 100
    ), accounts as (
        select d.id from notifications d
        where d.state = 'queued' and d.organiser_id is null and d.next_try_at <= $1
            and d.meeting_id is null
        order by d.next_try_at, d.id limit $2
    ), candidates as materialized (
        select id from oldest
        union
        select id from accounts
        union
        select (
            select d.id from notifications d
            where d.state = 'queued' and d.organiser_id = o.id and d.next_try_at <= $1 and ",
    takes_turns!("d"),
    " order by d.next_try_at, d.id limit 1
        ) from organisers o where o.id is not null
    )
    select due.id from (
        select d.id, d.meeting_id, d.email
        from candidates c cross join notifications d
        where d.id = c.id and ",
    may_go!(),
    "
        order by d.meeting_id is not null, row_number() over (
            partition by d.organiser_id order by d.next_try_at, d.id
        ), d.next_try_at, d.id
        limit 1000000
    ) due where ",
    is_free!(),
    " limit $2"
);

/// Each step goes through one of the two small indexes of what is queued; only who is told of a
/// change or an end is searched for among all mails of that meeting.
const DUE: &str = concat!(
    "with due as materialized (
        select d.id, d.meeting_id, d.email from ",
    texts!("$2"),
    " join notifications d on d.id = cast(n.value as bigint) where ",
    may_go!(),
    "
    ), taken as materialized (
        select id from due
        union
        select q.id from due
        cross join notifications q
        where q.meeting_id = due.meeting_id and q.email = due.email and q.state = 'queued'
            and q.next_try_at < $3
    )
    select n.id, n.meeting_id, n.email, n.name, n.kind, n.created_at, n.attempts, n.message_id,
        n.is_claimed, n.replaced_kind,
        n.kind not in ('update', 'cancellation') or exists (
            select 1 from notifications h
            where h.meeting_id = n.meeting_id and h.email = n.email and h.kind <> 'transfer'
                and (h.attempts > 0 or h.is_claimed)
        ),
        n.next_try_at <= $1,
        m.ends_at
    from taken
    cross join notifications n
    left join meetings m on m.id = n.meeting_id
    where n.id = taken.id and n.state = 'queued' and not (n.is_claimed and n.next_try_at > $1)
    order by n.id",
    lock_rows!("n")
);

const MESSAGES: &str = concat!(
    "select m.id, m.kind, m.sequence, m.subject, m.words, m.facts from ",
    texts!("$1"),
    " join messages m on m.id = ",
    uuid!("n.value")
);

/// What is held, of one organiser or of all.
macro_rules! is_held {
    () => {
        "state = 'queued' and next_try_at = $2 and ($3 is null or organiser_id = $3)"
    };
}

const SUPERSEDE_HELD: &str = concat!(
    "update notifications set state = 'failed', is_superseded = true, last_error = $4 where ",
    is_held!(),
    " and not exists (
        select 1 from meetings m where m.id = notifications.meeting_id and m.ends_at > $1
    )"
);

const RELEASE_HELD: &str = concat!(
    "update notifications set next_try_at = $1 where ",
    is_held!(),
    " and organiser_id in (
        select id from users where is_active and (email_verified_at is not null or not $4)
    )"
);

type QueuedColumns = (
    NoticeColumns,
    Id,
    Bool,
    Nullable<Text>,
    Bool,
    Bool,
    Nullable<Moment>,
);

#[derive(Queryable)]
struct QueuedRow {
    notice: NoticeRow,
    message_id: DbId,
    is_claimed: bool,
    replaced_kind: Option<String>,
    has_heard: bool,
    is_due: bool,
    meeting_ends_at: Option<DbTime>,
}

impl Outbox for DieselTx<'_> {
    fn insert_held(&mut self, messages: &[Message], hold: Duration) -> Result<(), StoreError> {
        self.insert_deliveries(messages, hold)
    }

    fn refresh(&mut self, message: &Message) -> Result<(), StoreError> {
        self.refresh_deliveries(message)
    }

    fn release_held(&mut self, of: Release, now: UtcDateTime) -> Result<u64, StoreError> {
        let organiser = match of {
            Release::Organiser(id) => Some(id),
            Release::Verified | Release::All => None,
        };
        let bound = |text| sql::<()>(text).bind(now).bind(HELD).bind(organiser);
        self.write(|conn| {
            bound(SUPERSEDE_HELD)
                .bind(Superseded::MeetingOver.reason())
                .execute(conn)?;
            let released = bound(RELEASE_HELD)
                .bind(of == Release::Verified)
                .execute(conn)?;
            Ok(u64::try_from(released).unwrap_or(u64::MAX))
        })
    }

    fn insert_once(&mut self, message: &Message) -> Result<(), StoreError> {
        let Some(to) = message.recipients.first() else {
            return Ok(());
        };
        let renewed = self.write(|conn| {
            Ok(sql::<()>(
                "update notifications set created_at = $3,
                    next_try_at = case when is_claimed then next_try_at else $3 end
                where state = 'queued' and meeting_id is null and email = $1 and kind = $2",
            )
            .bind(&to.email)
            .bind(columns::kind(message.kind))
            .bind(message.created_at)
            .execute(conn)?)
        })?;
        match renewed {
            0 => self.insert(std::slice::from_ref(message)),
            _waits => Ok(()),
        }
    }

    fn list_waiting(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
    ) -> Result<Vec<(Email, UtcDateTime)>, StoreError> {
        self.read(|conn| {
            let rows: Vec<(String, DbTime)> = sql::<(Text, Moment)>(concat!(
                "select email, min(next_try_at) from notifications
                where meeting_id = $1 and state = 'queued' and not is_claimed and attempts = 0
                    and kind <> 'reminder' and ",
                group!(),
                " = $2
                group by email"
            ))
            .bind(meeting)
            .bind(group(kind))
            .load(conn)?;
            let rows = rows.into_iter();
            Ok(rows
                .map(|(email, due_at)| (Email::from_stored(email), due_at.0))
                .collect())
        })
    }

    fn hold(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
        recipients: &[(Email, UtcDateTime)],
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            if recipients.is_empty() {
                return Ok(());
            }
            let until = recipients.iter().map(
                |(email, until)| json!({ "email": email.as_str(), "until": DbTime(*until).text() }),
            );
            sql::<()>(concat!(
                "update notifications set next_try_at = ",
                time!("until"),
                " from ",
                objects!("$3"),
                " where notifications.meeting_id = $1 and notifications.email = n.value->>'email'
                    and state = 'queued' and not is_claimed and attempts = 0
                    and kind <> 'reminder' and ",
                group!(),
                " = $2 and next_try_at < ",
                time!("until")
            ))
            .bind(meeting)
            .bind(group(kind))
            .bind(until.collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn list(
        &mut self,
        meeting: MeetingId,
        without: Option<NoticeKind>,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        // No kind is empty.
        let without = without.map_or("", columns::kind);
        self.read(|conn| {
            let rows: Vec<NotificationRow> = sql::<NotificationColumns>(concat!(
                "select ",
                notification_columns!(),
                " where n.meeting_id = $1 and n.kind <> $4 order by n.id desc limit $2 offset $3",
            ))
            .bind(meeting)
            .bind(i64::from(page.size()))
            .bind(page.offset())
            .bind(without)
            .load(conn)?;
            let count = sql::<BigInt>(
                "select count(*) from notifications where meeting_id = $1 and kind <> $2",
            )
            .bind(meeting)
            .bind(without)
            .get_result(conn)?;
            let items = rows.into_iter().map(Notification::try_from);
            Ok(Page {
                count,
                request: page,
                items: items.collect::<Result<_, _>>()?,
            })
        })
    }

    fn list_all(&mut self, meetings: &[MeetingId]) -> Result<Vec<Notification>, StoreError> {
        self.read(|conn| {
            let rows: Vec<NotificationRow> = sql::<NotificationColumns>(concat!(
                "select ",
                notification_columns!(),
                " where n.meeting_id in (select ",
                uuid!("n.value"),
                " from ",
                texts!("$1"),
                ") order by n.id"
            ))
            .bind(meetings.iter().map(|id| hex(id.0)).collect::<Value>())
            .load(conn)?;
            rows.into_iter().map(Notification::try_from).collect()
        })
    }

    fn find(&mut self, id: NotificationId) -> Result<Option<Notification>, StoreError> {
        self.read(|conn| {
            let row: Option<NotificationRow> = sql::<NotificationColumns>(concat!(
                "select ",
                notification_columns!(),
                " where n.id = $1"
            ))
            .bind(id.0)
            .get_result(conn)
            .optional()?;
            row.map(Notification::try_from).transpose()
        })
    }

    fn requeue(&mut self, id: NotificationId, now: UtcDateTime) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "update notifications set state = 'queued', attempts = 0, last_error = null,
                    sent_at = null, response = null, tried_at = null, created_at = $2, next_try_at = $2,
                    is_claimed = is_claimed or attempts > 0
                where id = $1 and not is_superseded
                    and not (state = 'queued' and is_claimed and next_try_at > $2)",
            )
            .bind(id.0)
            .bind(now)
            .execute(conn)?;
            Ok(())
        })
    }

    fn due(&mut self, now: UtcDateTime, limit: u32) -> Result<Due, StoreError> {
        self.write(|conn| {
            let free: Vec<i64> = sql::<BigInt>(FREE)
                .bind(now)
                .bind(i64::from(limit))
                .load(conn)?;
            // Whoever had them before has committed: only now is seen what became of them.
            let rows: Vec<QueuedRow> = sql::<QueuedColumns>(DUE)
                .bind(now)
                .bind(json!(free))
                .bind(HELD)
                .load(conn)?;
            // And whoever changes what they say has committed, or waits.
            let ids: BTreeSet<String> = rows
                .iter()
                .map(|row| row.message_id.0.simple().to_string())
                .collect();
            let messages: Vec<(DbId, MessageRow)> = sql::<(Id, MessageColumns)>(MESSAGES)
                .bind(json!(ids))
                .load(conn)?;
            let messages: HashMap<Uuid, MessageRow> =
                messages.into_iter().map(|(id, row)| (id.0, row)).collect();
            let mut due = Due::default();
            for row in rows {
                let id = NotificationId(row.notice.id);
                match queued(row, &messages) {
                    Ok(queued) => due.queued.push(queued),
                    Err(fault) => due.unreadable.push(Unreadable {
                        id,
                        fault: fault.error.to_string(),
                    }),
                }
            }
            Ok(due)
        })
    }

    fn abandon(&mut self, unreadable: &[Unreadable]) -> Result<(), StoreError> {
        if unreadable.is_empty() {
            return Ok(());
        }
        let faults = unreadable
            .iter()
            .map(|one| json!({"id": one.id.0, "fault": one.fault}));
        self.write(|conn| {
            sql::<()>(concat!(
                "update notifications set state = 'failed', last_error = n.value->>'fault' from ",
                objects!("$1"),
                " where notifications.id = cast(n.value->>'id' as bigint)"
            ))
            .bind(faults.collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn claim(&mut self, notices: &[Queued], until: UtcDateTime) -> Result<(), StoreError> {
        self.write(|conn| {
            if notices.is_empty() {
                return Ok(());
            }
            sql::<()>(concat!(
                "update notifications set next_try_at = $1, is_claimed = true,
                    kind = n.value->>'kind'
                from ",
                objects!("$2"),
                " where notifications.id = cast(n.value->>'id' as bigint)"
            ))
            .bind(until)
            .bind(notices.iter().map(claimed_row).collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn release(
        &mut self,
        claims: &[Queued],
        error: &str,
        now: UtcDateTime,
    ) -> Result<(), StoreError> {
        if claims.is_empty() {
            return Ok(());
        }
        let claims = claims
            .iter()
            .map(|one| json!({"id": one.id.0, "is_claimed": u8::from(one.is_claimed)}));
        self.write(|conn| {
            sql::<()>(concat!(
                "update notifications set next_try_at = $2, tried_at = $2, last_error = $3,
                    is_claimed = cast(n.value->>'is_claimed' as integer) = 1
                from ",
                objects!("$1"),
                " where notifications.id = cast(n.value->>'id' as bigint) and state = 'queued'"
            ))
            .bind(claims.collect::<Value>())
            .bind(now)
            .bind(error)
            .execute(conn)?;
            Ok(())
        })
    }

    fn supersede(&mut self, notices: &[(NotificationId, Superseded)]) -> Result<(), StoreError> {
        self.write(|conn| {
            if notices.is_empty() {
                return Ok(());
            }
            let reasons = notices
                .iter()
                .map(|(id, why)| json!({"id": id.0, "reason": why.reason()}));
            sql::<()>(concat!(
                "update notifications set state = 'failed', is_superseded = true,
                    last_error = n.value->>'reason'
                from ",
                objects!("$1"),
                " where notifications.id = cast(n.value->>'id' as bigint)"
            ))
            .bind(reasons.collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn withdraw(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        why: Superseded,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "update notifications set state = 'failed', is_superseded = true, last_error = $3
                where meeting_id = $1 and email = $2 and state = 'queued' and not is_claimed
                    and kind not in ('reply', 'transfer')",
            )
            .bind(meeting)
            .bind(email.as_str())
            .bind(why.reason())
            .execute(conn)?;
            Ok(())
        })
    }

    fn give_up(
        &mut self,
        id: NotificationId,
        reason: &str,
        now: UtcDateTime,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            // Whoever is about to claim it has committed afterwards, and what it wrote is seen.
            dialect::lock_notice(conn, id)?;
            let given_up = sql::<()>(
                "update notifications set state = 'failed',
                    last_error = $2 || coalesce(' ' || last_error, '')
                where id = $1 and state = 'queued' and not (is_claimed and next_try_at > $3)",
            )
            .bind(id.0)
            .bind(reason)
            .bind(now)
            .execute(conn)?;
            Ok(given_up > 0)
        })
    }

    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let is_sent = attempt.state == NotificationState::Sent;
        self.write_later(
            sql::<()>(
                "update notifications set state = $2, attempts = attempts + 1, last_error = $3,
                    next_try_at = $4, sent_at = $5, is_claimed = false, is_superseded = false,
                    response = $7, tried_at = $8
                where id = $1 and (state = 'queued' or $6)
                    and (state <> $2 or tried_at is distinct from $8)",
            )
            .bind(attempt.id.0)
            .bind(columns::state(attempt.state))
            .bind(attempt.error.as_deref())
            .bind(attempt.next_try_at)
            .bind(is_sent.then_some(attempt.ended_at))
            .bind(is_sent)
            .bind(attempt.response.as_deref())
            .bind(attempt.ended_at)
            .repeatable(),
        )
    }

    fn last_told(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        before: NotificationId,
    ) -> Result<Option<(NoticeKind, Facts)>, StoreError> {
        self.read(|conn| {
            let told = sql::<(Text, Nullable<Text>)>(
                "select n.kind, m.facts from notifications n left join messages m on m.id = n.message_id
                where n.meeting_id = $1 and n.email = $2 and n.id < $3
                    and n.kind <> 'transfer' and (n.attempts > 0 or n.is_claimed)
                order by n.id desc limit 1",
            )
            .bind(meeting)
            .bind(email.as_str())
            .bind(before.0)
            .get_result::<(String, Option<String>)>(conn)
            .optional()?;
            let told = told.and_then(|(kind, facts)| Some((kind, facts?)));
            told.map(|(kind, facts)| Ok((columns::parse_kind(&kind)?, facts::read(&facts)?)))
                .transpose()
        })
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let messages: Vec<DbId> = sql::<Id>(
                "delete from notifications
                where meeting_id is null and state <> 'queued' and created_at < $1
                returning message_id",
            )
            .bind(before)
            .load(conn)?;
            forget(conn, &messages)?;
            Ok(u64::try_from(messages.len()).unwrap_or(u64::MAX))
        })
    }

    fn list_over(
        &mut self,
        before: UtcDateTime,
        after: NotificationId,
        limit: u32,
    ) -> Result<Vec<NotificationId>, StoreError> {
        self.read(|conn| {
            let found: Vec<i64> = sql::<BigInt>(
                "select n.id from notifications n
                where n.id > $2 and n.meeting_id is not null and n.state <> 'queued'
                    and n.created_at < $1 and not exists (
                        select 1 from meetings m where m.id = n.meeting_id and m.ends_at >= $1
                    )
                order by n.id limit $3",
            )
            .bind(before)
            .bind(after.0)
            .bind(i64::from(limit))
            .load(conn)?;
            Ok(found.into_iter().map(NotificationId).collect())
        })
    }

    fn delete_all(&mut self, ids: &[NotificationId]) -> Result<u64, StoreError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.write(|conn| {
            let messages: Vec<DbId> = sql::<Id>(concat!(
                "delete from notifications where state <> 'queued' and id in
                    (select cast(n.value as bigint) from ",
                texts!("$1"),
                ") returning message_id"
            ))
            .bind(json!(ids))
            .load(conn)?;
            forget(conn, &messages)?;
            Ok(u64::try_from(messages.len()).unwrap_or(u64::MAX))
        })
    }

    fn count(&mut self) -> Result<OutboxDepth, StoreError> {
        self.read(|conn| {
            let (queued, failed, oldest): (i64, i64, Option<DbTime>) =
                sql::<(BigInt, BigInt, Nullable<Moment>)>(
                    "select count(*),
                        (select count(*) from notifications
                            where state = 'failed' and not is_superseded),
                        min(created_at)
                    from notifications where state = 'queued' and next_try_at < $1",
                )
                .bind(HELD)
                .get_result(conn)?;
            Ok(OutboxDepth {
                queued,
                failed,
                oldest: oldest.map(|at| at.0),
            })
        })
    }
}

fn queued(row: QueuedRow, messages: &HashMap<Uuid, MessageRow>) -> Result<Queued, Fault> {
    let message = messages.get(&row.message_id.0).ok_or_else(|| {
        let id = row.notice.id;
        Fault::corrupt(format!("notification {id} without a message"))
    })?;
    let replaced = row.replaced_kind.as_deref().map(columns::parse_kind);
    Ok(Queued {
        id: NotificationId(row.notice.id),
        attempts: row.notice.attempts,
        notice: row.notice.saying(message)?,
        has_heard: row.has_heard,
        is_claimed: row.is_claimed,
        replaced: replaced.transpose()?,
        merged: Vec::new(),
        is_due: row.is_due,
        meeting_ends_at: row.meeting_ends_at.map(|at| at.0),
    })
}

/// Deletes those of these messages of which no delivery is left. Each of an account has one.
fn forget(conn: &mut Conn, messages: &[DbId]) -> Result<(), Fault> {
    let ids: BTreeSet<String> = messages
        .iter()
        .map(|id| id.0.simple().to_string())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    sql::<()>(concat!(
        "delete from messages where id in (select ",
        uuid!("n.value"),
        " from ",
        texts!("$1"),
        ") and not exists (
            select 1 from notifications o
            where o.meeting_id = messages.meeting_id and o.message_id = messages.id
        )"
    ))
    .bind(json!(ids))
    .execute(conn)?;
    Ok(())
}

fn claimed_row(claimed: &Queued) -> Value {
    json!({
        "id": claimed.id.0,
        "kind": columns::kind(claimed.notice.kind),
    })
}
