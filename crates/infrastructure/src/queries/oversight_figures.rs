//! How many there are of everything, each figure by an index of its own.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use scheduler_domain::admin::oversight::{
    MailError, MailHealth, MeetingFigures, QueueDepth, UserFigures,
};
use serde_json::{Value, json};
use time::UtcDateTime;

use super::{Conn, sql};
use crate::columns::{self, DbTime, Moment};
use crate::error::Fault;

pub(super) fn users(conn: &mut Conn, since: UtcDateTime) -> Result<UserFigures, Fault> {
    let (all, inactive, staff, new): (i64, i64, i64, i64) =
        sql::<(BigInt, BigInt, BigInt, BigInt)>(
            "select
                (select count(*) from users),
                (select count(*) from users where not is_active),
                (select count(*) from users where is_staff or is_superuser),
                (select count(*) from users where date_joined >= $1)",
        )
        .bind(since)
        .get_result(conn)?;
    Ok(UserFigures {
        all,
        active: all - inactive,
        staff,
        new,
    })
}

pub(super) fn meetings(
    conn: &mut Conn,
    now: UtcDateTime,
    bounds: &[UtcDateTime],
) -> Result<MeetingFigures, Fault> {
    let (all, upcoming) = sql::<(BigInt, BigInt)>(
        "select
            (select count(*) from meetings),
            (select count(*) from meetings where not is_cancelled and starts_at > $1)",
    )
    .bind(now)
    .get_result(conn)?;
    let spans = bounds.iter().zip(bounds.iter().skip(1)).enumerate();
    let spans = spans.map(|(place, (from, until))| {
        json!({
            "place": place,
            "from": DbTime(*from).text(),
            "until": DbTime(*until).text(),
        })
    });
    let per_span = sql::<BigInt>(concat!(
        "select (
            select count(*) from meetings m
            where not m.is_cancelled and m.starts_at >= ",
        time!("from"),
        " and m.starts_at < ",
        time!("until"),
        ") from ",
        objects!("$1"),
        " order by cast(n.value->>'place' as integer)"
    ))
    .bind(spans.collect::<Value>())
    .load(conn)?;
    Ok(MeetingFigures {
        all,
        upcoming,
        per_span,
    })
}

pub(super) fn mail(conn: &mut Conn, since: UtcDateTime) -> Result<MailHealth, Fault> {
    let queue: Vec<(String, String, i64, DbTime)> = sql::<(Text, Text, BigInt, Moment)>(
        "select state, kind, count(*), min(created_at) from notifications
            where state = 'queued' group by state, kind
        union all
        select state, kind, count(*), min(created_at) from notifications
            where state = 'failed' and not is_superseded group by state, kind",
    )
    .load(conn)?;
    let queue = queue.into_iter().map(|(state, kind, count, oldest)| {
        Ok::<_, Fault>(QueueDepth {
            state: columns::parse_state(&state)?,
            kind: columns::parse_kind(&kind)?,
            count,
            oldest: oldest.0,
        })
    });
    let mut queue = queue.collect::<Result<Vec<_>, _>>()?;
    queue.sort_by_key(|depth| (columns::state(depth.state), columns::kind(depth.kind)));
    let (sent, failed) = sql::<(BigInt, BigInt)>(
        "select
            (select count(*) from notifications where state = 'sent' and sent_at >= $1),
            (select count(*) from notifications
                where state = 'failed' and not is_superseded and tried_at >= $1)",
    )
    .bind(since)
    .get_result(conn)?;
    let last: Option<(DbTime, String, String)> = sql::<(Moment, Text, Text)>(
        "select tried_at, kind, last_error from (
            select tried_at, kind, last_error, id from notifications
            where state = 'queued' and tried_at is not null and last_error is not null
            union all
            select * from (
                select tried_at, kind, last_error, id from notifications
                where state = 'failed' and not is_superseded and tried_at is not null
                    and last_error is not null
                order by tried_at desc, id desc limit 1
            ) given_up
        ) failed order by tried_at desc, id desc limit 1",
    )
    .get_result(conn)
    .optional()?;
    let last_error = last.map(|(at, kind, error)| {
        Ok::<_, Fault>(MailError {
            at: at.0,
            kind: columns::parse_kind(&kind)?,
            error,
        })
    });
    Ok(MailHealth {
        queue,
        sent,
        failed,
        last_error: last_error.transpose()?,
    })
}
