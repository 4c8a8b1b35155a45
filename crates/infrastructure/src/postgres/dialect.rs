//! What only PostgreSQL says like this.

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::sql_types::{Bool, Integer};
use diesel::{QueryResult, RunQueryDsl};
use scheduler_domain::idempotency::RequestKey;
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::store::{Mode, StoreError};
use scheduler_domain::text::Email;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Conn;
use super::queries::{both_cases, sql};
use crate::deadline;
use crate::error::Fault;

/// The rows of a JSON list, each as `n.value`. As `json`, a row would be read once more for each field.
macro_rules! objects {
    ($list:literal) => {
        concat!(
            "jsonb_array_elements(cast(",
            $list,
            " as jsonb)) as n(value)"
        )
    };
}

/// The texts of a JSON list, each as `n.value`.
macro_rules! texts {
    ($list:literal) => {
        concat!(
            "json_array_elements_text(cast(",
            $list,
            " as json)) as n(value)"
        )
    };
}

/// A field of `n.value` that is an instant. Diesel sets the time zone of each session to UTC.
macro_rules! time {
    ($field:literal) => {
        concat!("cast(n.value->>'", $field, "' as timestamptz)")
    };
}

/// A text that is a UUID in 32 hexadecimal digits.
macro_rules! uuid {
    ($text:literal) => {
        concat!("cast(", $text, " as uuid)")
    };
}

/// The server itself ends a statement at the deadline: see [`begin`].
macro_rules! before_deadline {
    () => {
        "true"
    };
}

/// Whether `text` has the form of a [`pattern`].
macro_rules! matches_pattern {
    ($text:literal, $pattern:literal) => {
        concat!($text, " ~ (", $pattern, ")")
    };
}

/// What follows the second line break.
macro_rules! last_line {
    ($text:literal) => {
        concat!("split_part(", $text, ", chr(10), 3)")
    };
}

/// Where `needle` begins in `text`, or 0.
macro_rules! position {
    ($text:expr, $needle:literal) => {
        concat!("strpos(", $text, ", ", $needle, ")")
    };
}

/// Keeps the rows of a query as they are until the end of the transaction. All that lock several
/// notifications do so in the order of their ids, so that they never wait for each other.
macro_rules! lock_rows {
    ($row:literal) => {
        concat!(" for no key update of ", $row)
    };
}

/// Whether a message of `heads` takes the place of what waits for the recipient `n`, by the same statement.
macro_rules! is_replaced {
    () => {
        "exists (select 1 from replaced x where x.message_id = heads.id and x.email = n.value->>1)"
    };
}

/// Whether the message `n` is told by what is repointed to it, by the same statement.
macro_rules! is_repointed {
    () => {
        "exists (select 1 from repointed)"
    };
}

/// What is locked while somebody decides what a person is told of a meeting.
macro_rules! notice_key {
    ($row:literal) => {
        concat!(
            "hashtextextended(coalesce(",
            $row,
            ".meeting_id || ' ' || ",
            $row,
            ".email, cast(",
            $row,
            ".id as text)), 0)"
        )
    };
}

/// Whether nobody else is about to tell this person of this meeting; nobody else is until the end
/// of the transaction.
macro_rules! is_free {
    () => {
        concat!("pg_try_advisory_xact_lock(", notice_key!("due"), ")")
    };
}

/// The first row of a query; in a write nobody else can change it.
macro_rules! first {
    ($is_write:expr, $query:expr, $conn:expr) => {
        if $is_write {
            $query.for_no_key_update().first($conn).optional()
        } else {
            $query.first($conn).optional()
        }
    };
}

/// Each statement is a journey of its own.
pub(super) const IS_FAR: bool = true;

/// Before each statement; the first one begins the transaction.
pub(super) fn begin(conn: &mut Conn, mode: Mode) -> Result<(), Fault> {
    match mode {
        Mode::Glance => Ok(()),
        Mode::Read => begin_read(conn),
        Mode::Write if is_open(conn) => Ok(()),
        Mode::Write => {
            let begin = "BEGIN ISOLATION LEVEL READ COMMITTED";
            Ok(AnsiTransactionManager::begin_transaction_sql(conn, begin)?)
        }
    }
}

/// A later statement of a transaction that has used up less than this keeps the time of the first one:
/// to say how much is left is a journey.
const SOON: Duration = Duration::from_millis(500);

/// All statements of a read together end at its deadline.
fn begin_read(conn: &mut Conn) -> Result<(), Fault> {
    let left = deadline::left();
    if left.is_some_and(|left| left.is_zero()) {
        return Err(StoreError::DeadlineExceeded.into());
    }
    let timeout =
        left.map(|left| format!("SET LOCAL statement_timeout = {}", left.as_millis().max(1)));
    if is_open(conn) {
        let is_late = deadline::spent().is_some_and(|spent| spent > SOON);
        if let Some(timeout) = timeout.filter(|_| is_late) {
            conn.batch_execute(&timeout)?;
        }
        return Ok(());
    }
    let begin = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}",
        timeout.unwrap_or_default()
    );
    Ok(AnsiTransactionManager::begin_transaction_sql(conn, &begin)?)
}

/// Whether a transaction has begun and not ended; one that is broken has not ended.
pub(super) fn is_open(conn: &mut Conn) -> bool {
    let status = AnsiTransactionManager::transaction_manager_status_mut(conn);
    !matches!(status.transaction_depth(), Ok(None))
}

/// Nobody else can change the rows of a statement that ends like this.
pub(super) const HOLD: &str = " for no key update";

/// The same for rows that are to be deleted; rows that another transaction holds are left out.
pub(super) const HOLD_UNHELD: &str = " for update skip locked";

/// Three searches by the primary key of `busy` for each person, in its order: the inner limit ends each
/// of them. It is one more than wanted, since one may be left out.
pub(super) const OVERLAPPING: &str = "
    select n.value, c.meeting_id, c.title, c.starts_at, c.ends_at, c.is_visible
    from json_array_elements_text(cast($1 as json)) as n(value)
    cross join lateral (
        select b.meeting_id, m.title, b.starts_at, b.ends_at,
            (m.created_by = $5 or v.id is not null and (
                not m.hides_guest_list or v.is_co_organiser or n.value = $6
                or exists (select 1 from users o where o.id = m.created_by and o.email = n.value)
            )) as is_visible
        from (values (2, $2), (24, $3), (744, $4)) as r(reach, starts_after)
        cross join lateral (
            select meeting_id, starts_at, ends_at from busy
            where person = n.value and reach = r.reach
                and starts_at > r.starts_after and starts_at < $8 and ends_at > $9
                and kind = 'busy'
            order by starts_at, meeting_id
            limit $10 + 1
        ) b
        join meetings m on m.id = b.meeting_id
        left join participants v on v.meeting_id = b.meeting_id and v.email = $6
        where b.meeting_id is distinct from $7 or not (m.created_by = $5 or v.id is not null and (
                not m.hides_guest_list or v.is_co_organiser or n.value = $6
                or exists (select 1 from users o where o.id = m.created_by and o.email = n.value)
            ))
        order by b.starts_at, b.meeting_id
        limit $10
    ) c";

/// In the order of the keys, so that two transactions never wait for each other.
pub(super) fn lock_people(conn: &mut Conn, people: &[Email]) -> QueryResult<()> {
    let mut keys: Vec<i64> = people
        .iter()
        .map(|person| lock_key(&[person.as_str()]))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(());
    }
    sql::<()>(concat!(
        "select pg_advisory_xact_lock(cast(n.value as bigint)) from ",
        texts!("$1")
    ))
    .bind(json!(keys))
    .execute(conn)
    .map(|_locked| ())
}

/// Holds the meeting's row only: what is read afterwards is as new as the row.
pub(super) fn lock_meeting(conn: &mut Conn, id: MeetingId) -> QueryResult<()> {
    sql::<Integer>("select 1 from meetings where id = $1 for no key update")
        .bind(id)
        .execute(conn)
        .map(|_locked| ())
}

/// Nobody else decides what becomes of this notice until the end of the transaction.
pub(super) fn lock_notice(conn: &mut Conn, id: NotificationId) -> QueryResult<()> {
    sql::<()>(concat!(
        "select pg_advisory_xact_lock(",
        notice_key!("o"),
        ") from notifications o where o.id = $1"
    ))
    .bind(id.0)
    .execute(conn)
    .map(|_locked| ())
}

/// A condition that few notifications `w` meet, for which there is an index. Statistics tell the
/// planner whether to use it.
pub(super) fn few(condition: &str) -> String {
    condition.to_owned()
}

/// The name of the function that tells where a text begins in another one.
pub(super) const POSITION: &str = "strpos";

/// The operator that compares a text with a [`pattern`].
pub(super) const MATCHES: &str = "~";

/// Of all texts that contain this word, ignoring case; whatever the database takes for a letter.
pub(super) fn pattern(word: &str) -> String {
    let mut pattern = String::new();
    for letter in word.chars() {
        match both_cases(letter) {
            Some([lower, upper]) => pattern.extend(['[', lower, upper, ']']),
            None if letter.is_ascii_punctuation() => pattern.extend(['\\', letter]),
            None => pattern.push(letter),
        }
    }
    pattern
}

/// Does not wait.
pub(super) fn try_lock_request(conn: &mut Conn, key: &RequestKey) -> QueryResult<bool> {
    let lock = lock_key(&["request", &key.scope, &key.key]);
    sql::<Bool>("select pg_try_advisory_xact_lock($1)")
        .bind(lock)
        .get_result(conn)
}

/// Two names with one key only wait for each other without need.
fn lock_key(name: &[&str]) -> i64 {
    let digest = Sha256::digest(name.join("\0"));
    let mut head = [0; 8];
    head.iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    i64::from_be_bytes(head)
}
