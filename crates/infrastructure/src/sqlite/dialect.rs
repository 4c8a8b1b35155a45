//! What only SQLite says like this.

use diesel::QueryResult;
use scheduler_domain::idempotency::RequestKey;
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::store::Mode;
use scheduler_domain::text::Email;

use super::Conn;
use super::queries::both_cases;
use crate::error::Fault;

/// The rows of a JSON list, each as `n.value`.
macro_rules! objects {
    ($list:literal) => {
        concat!("json_each(", $list, ") as n")
    };
}

/// The texts of a JSON list, each as `n.value`.
macro_rules! texts {
    ($list:literal) => {
        concat!("json_each(", $list, ") as n")
    };
}

/// A field of `n.value` that is an instant.
macro_rules! time {
    ($field:literal) => {
        concat!("n.value->>'", $field, "'")
    };
}

/// A text that is a UUID in 32 hexadecimal digits.
macro_rules! uuid {
    ($text:literal) => {
        concat!("unhex(", $text, ")")
    };
}

/// True until the deadline, which ends the statement. The first condition of each statement that can
/// read many rows.
macro_rules! before_deadline {
    () => {
        "abs(before_deadline()) = 1"
    };
}

/// Whether `text` has the form of a [`pattern`].
macro_rules! matches_pattern {
    ($text:literal, $pattern:literal) => {
        concat!($text, " glob (", $pattern, ")")
    };
}

/// What follows the second line break.
macro_rules! last_line {
    ($text:literal) => {
        concat!(
            "(select substr(lines.rest, instr(lines.rest, char(10)) + 1) from (
                select substr(",
            $text,
            ", instr(",
            $text,
            ", char(10)) + 1) as rest) lines)"
        )
    };
}

/// Where `needle` begins in `text`, or 0.
macro_rules! position {
    ($text:expr, $needle:literal) => {
        concat!("instr(", $text, ", ", $needle, ")")
    };
}

/// Keeps the rows of a query as they are until the end of the transaction. Here a write is alone anyway.
macro_rules! lock_rows {
    ($row:literal) => {
        ""
    };
}

/// Whether a message of `heads` has taken the place of what waited for the recipient `n`: it was carried out
/// before.
macro_rules! is_replaced {
    () => {
        "exists (
            select 1 from notifications q
            where q.meeting_id = heads.meeting_id and q.email = n.value->>1 and q.state = 'queued'
                and q.message_id = heads.id
        )"
    };
}

/// Whether the message `n` is told by what was repointed to it, before.
macro_rules! is_repointed {
    () => {
        concat!(
            "exists (
                select 1 from notifications q
                where q.meeting_id = ",
            uuid!("n.value->>'meeting_id'"),
            " and q.state = 'queued' and q.message_id = ",
            uuid!("n.value->>'id'"),
            ")"
        )
    };
}

/// Whether nobody else is about to tell this person of this meeting. Here a write is alone anyway.
macro_rules! is_free {
    () => {
        "true"
    };
}

/// The first row of a query; in a write nobody else can change it. Here a write is alone anyway.
macro_rules! first {
    ($is_write:expr, $query:expr, $conn:expr) => {{
        let _alone = $is_write;
        $query.first($conn).optional()
    }};
}

/// Statements run where they are asked.
pub(super) const IS_FAR: bool = false;

/// Nothing to do: the desk has begun.
#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL can fail here")]
pub(super) fn begin(_conn: &mut Conn, _mode: Mode) -> Result<(), Fault> {
    Ok(())
}

/// Nothing to say: a write is alone.
pub(super) const HOLD: &str = "";

/// Nothing to say: a write is alone.
pub(super) const HOLD_UNHELD: &str = "";

/// SQLite has no lateral joins, so the conflicts of each person are numbered. The order of the joins is
/// fixed: the keys of a person's first rows are found by the primary key of `busy`, in its order, and
/// the limit ends that search. With 20,000 overlapping rows of one person 0.13 ms instead of 52 ms; for
/// three free people 3 µs more. It is one more than wanted, since one may be left out.
pub(super) const OVERLAPPING: &str = "
    select person, meeting_id, title, starts_at, ends_at, is_visible from (
        select b.person, b.meeting_id, m.title, b.starts_at, b.ends_at,
            (m.created_by = $5 or v.id is not null and (
                not m.hides_guest_list or v.is_co_organiser or b.person = $6
                or exists (select 1 from users o where o.id = m.created_by and o.email = b.person)
            )) as is_visible,
            row_number() over (
                partition by b.person order by b.starts_at, b.meeting_id
            ) as place
        from json_each($1) as n
        cross join (
            select 2 as reach, $2 as starts_after union all select 24, $3 union all select 744, $4
        ) r
        cross join busy b on b.person = n.value and b.reach = r.reach
            and (b.starts_at, b.meeting_id) in (
                select i.starts_at, i.meeting_id from busy i
                where i.person = n.value and i.reach = r.reach
                    and i.starts_at > r.starts_after and i.starts_at < $8 and i.ends_at > $9
                    and i.kind = 'busy'
                order by i.starts_at, i.meeting_id
                limit $10 + 1
            )
        cross join meetings m on m.id = b.meeting_id
        left join participants v on v.meeting_id = b.meeting_id and v.email = $6
        where b.meeting_id is distinct from $7 or not (m.created_by = $5 or v.id is not null and (
                not m.hides_guest_list or v.is_co_organiser or b.person = $6
                or exists (select 1 from users o where o.id = m.created_by and o.email = b.person)
            ))
    )
    where place <= $10
    order by person, place";

/// Nothing to do: there is one writer at a time.
#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL can fail here")]
pub(super) fn lock_people(_conn: &mut Conn, _people: &[Email]) -> QueryResult<()> {
    Ok(())
}

/// Nothing to do: there is one writer at a time.
#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL can fail here")]
pub(super) fn lock_meeting(_conn: &mut Conn, _id: MeetingId) -> QueryResult<()> {
    Ok(())
}

/// Always ours: there is one writer at a time.
#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL can fail here")]
pub(super) fn try_lock_request(_conn: &mut Conn, _key: &RequestKey) -> QueryResult<bool> {
    Ok(true)
}

/// Nothing to do: there is one writer at a time.
#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL can fail here")]
pub(super) fn lock_notice(_conn: &mut Conn, _id: NotificationId) -> QueryResult<()> {
    Ok(())
}

/// A condition that few notifications `w` meet, for which there is an index. SQLite would rather
/// walk through all rows in the order that is wanted.
pub(super) fn few(condition: &str) -> String {
    format!("w.id in (select w.id from notifications w where {condition})")
}

/// The name of the function that tells where a text begins in another one.
pub(super) const POSITION: &str = "instr";

/// The operator that compares a text with a [`pattern`].
pub(super) const MATCHES: &str = "glob";

/// Of all texts that contain this word, ignoring case; the database knows the letters of ASCII only.
pub(super) fn pattern(word: &str) -> String {
    let mut pattern = String::from("*");
    for letter in word.chars() {
        match (both_cases(letter), letter) {
            (Some([lower, upper]), _) => pattern.extend(['[', lower, upper, ']']),
            (None, '*' | '?' | '[') => pattern.extend(['[', letter, ']']),
            (None, _) => pattern.push(letter),
        }
    }
    pattern.push('*');
    pattern
}
