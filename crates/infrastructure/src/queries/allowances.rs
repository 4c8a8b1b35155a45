//! What is used of the mail limits. A row is one number that says until when its allowance is used up.
//! The index holds only what is nearly used up, so that it is seldom written.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use scheduler_domain::mail_limits::{AllowanceRepo, Subject, Take, Taken};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::{Duration, UtcDateTime};

use super::{DieselTx, sql};
use crate::error::Fault;

/// At $2. Of the installation also what is used of its other parts than $3.
const TAKE: &str = concat!(
    "insert into mail_allowances (kind, subject, span, used_until, is_near)
    select n.value->>'kind', n.value->>'subject', cast(n.value->>'span' as bigint),
        $2 + cast(n.value->>'cost' as bigint),
        5 * cast(n.value->>'cost' as bigint) >= 4 * cast(n.value->>'span' as bigint)
    from ",
    objects!("$1"),
    " where true
    on conflict (kind, subject) do update set
        span = excluded.span,
        used_until = excluded.used_until + case
            when mail_allowances.used_until > $2 then mail_allowances.used_until - $2 else 0 end,
        is_near = 5 * (excluded.used_until - $2 + case
            when mail_allowances.used_until > $2 then mail_allowances.used_until - $2 else 0 end)
            >= 4 * excluded.span
    returning kind, subject, span, used_until - $2 + case when kind = 'server' then (
        select cast(coalesce(sum(o.used_until - $2), 0) as bigint) from mail_allowances o
        where o.kind = 'server' and o.subject <> $3 and o.used_until > $2
    ) else 0 end"
);

/// The installation as a whole, then what is nearly used up at $1.
const NEAR: &str = "
    select kind, subject, span, used from (
        select 'server' as kind, '0' as subject, max(span) as span,
            cast(sum(used_until - $1) as bigint) as used
        from mail_allowances where kind = 'server' and used_until > $1
        union all
        select kind, subject, span, used_until - $1 from mail_allowances
        where is_near and kind <> 'server' and used_until > $1
    ) a
    where used is not null
    order by kind <> 'server', cast(used as double precision) / span desc, kind, subject
    limit $2";

type Columns = (Text, Text, BigInt, BigInt);
type Row = (String, String, i64, i64);

impl AllowanceRepo for DieselTx<'_> {
    fn take(&mut self, takes: &[Take], now: UtcDateTime) -> Result<Vec<Taken>, StoreError> {
        if takes.is_empty() {
            return Ok(Vec::new());
        }
        let part = takes.iter().find_map(|take| match take.subject {
            Subject::Server(part) => Some(part.to_string()),
            Subject::Account(_) | Subject::Pair(_, _) | Subject::Stranger(_) => None,
        });
        self.write(|conn| {
            let rows: Vec<Row> = sql::<Columns>(TAKE)
                .bind(takes.iter().map(row).collect::<Value>())
                .bind(micros(now))
                .bind(part.as_deref().unwrap_or_default())
                .load(conn)?;
            rows.into_iter().map(taken).collect()
        })
    }

    fn list_near(&mut self, now: UtcDateTime, limit: u32) -> Result<Vec<Taken>, StoreError> {
        self.read(|conn| {
            let rows: Vec<Row> = sql::<Columns>(NEAR)
                .bind(micros(now))
                .bind(i64::from(limit))
                .load(conn)?;
            rows.into_iter().map(taken).collect()
        })
    }

    fn delete_full(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>("delete from mail_allowances where used_until <= $1")
                .bind(micros(now))
                .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}

fn micros(at: UtcDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

fn whole(span: Duration) -> i64 {
    i64::try_from(span.whole_microseconds()).unwrap_or(i64::MAX)
}

fn row(take: &Take) -> Value {
    let (kind, subject) = match &take.subject {
        Subject::Account(email) => ("account", email.to_string()),
        Subject::Pair(from, to) => ("pair", format!("{from} {to}")),
        Subject::Server(part) => ("server", part.to_string()),
        Subject::Stranger(email) => ("stranger", email.to_string()),
    };
    json!({
        "kind": kind,
        "subject": subject,
        "cost": whole(take.cost),
        "span": whole(take.window),
    })
}

fn taken((kind, subject, span, used): Row) -> Result<Taken, Fault> {
    Ok(Taken {
        subject: parse(&kind, &subject)?,
        used: Duration::microseconds(used),
        window: Duration::microseconds(span),
    })
}

fn parse(kind: &str, subject: &str) -> Result<Subject, Fault> {
    let email = |text: &str| Email::from_stored(text.to_owned());
    let parsed = match kind {
        "account" => Some(Subject::Account(email(subject))),
        "pair" => subject
            .split_once(' ')
            .map(|(from, to)| Subject::Pair(email(from), email(to))),
        "server" => subject.parse().ok().map(Subject::Server),
        "stranger" => Some(Subject::Stranger(email(subject))),
        _ => None,
    };
    let unknown = || StoreError::Corrupt(format!("an allowance of {kind} {subject}"));
    parsed.ok_or_else(|| unknown().into())
}
