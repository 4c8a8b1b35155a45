//! Column types and values that both databases share.

use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::SqlType;
use diesel::sqlite::{Sqlite, SqliteValue};
use scheduler_domain::admin::Registration;
use scheduler_domain::conflicts::BusyKind;
use scheduler_domain::meetings::ConflictPolicy;
use scheduler_domain::notifications::{NoticeKind, NotificationState};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::time::{push_digits, push_parts};
use time::macros::utc_datetime;
use time::{Date, Duration, Month, Time, UtcDateTime};
use uuid::Uuid;

use crate::error::Fault;

/// A UUID; 16 bytes on SQLite.
#[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
#[diesel(
    postgres_type(oid = 2950, array_oid = 2951),
    sqlite_type(name = "Binary")
)]
pub struct Id;

/// An instant in microseconds; text of fixed width in UTC on SQLite.
#[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
#[diesel(
    postgres_type(oid = 1184, array_oid = 1185),
    sqlite_type(name = "Text")
)]
pub struct Moment;

#[derive(AsExpression, Clone, Copy, Debug, FromSqlRow, PartialEq, Eq, Hash)]
#[diesel(sql_type = Id)]
pub(crate) struct DbId(pub(crate) Uuid);

#[derive(AsExpression, Clone, Copy, Debug, FromSqlRow)]
#[diesel(sql_type = Moment)]
pub(crate) struct DbTime(pub(crate) UtcDateTime);

const PG_EPOCH: UtcDateTime = utc_datetime!(2000-01-01 00:00);

impl DbTime {
    /// Reads what [`text`](Self::text) wrote. By hand, since a list of 100 meetings reads 200
    /// of them, and a general parser takes ten times as long.
    pub(crate) fn of_text(text: &[u8]) -> Option<Self> {
        let marks = [
            (4, b'-'),
            (7, b'-'),
            (10, b' '),
            (13, b':'),
            (16, b':'),
            (19, b'.'),
        ];
        let is_marked = marks.iter().all(|(at, mark)| text.get(*at) == Some(mark));
        let number = |digits: std::ops::Range<usize>| {
            text.get(digits)?.iter().try_fold(0_u32, |number, byte| {
                byte.is_ascii_digit()
                    .then(|| number * 10 + u32::from(byte - b'0'))
            })
        };
        let small = |digits| u8::try_from(number(digits)?).ok();
        let year = i32::try_from(number(0..4)?).ok()?;
        let month = Month::try_from(small(5..7)?).ok()?;
        let date = Date::from_calendar_date(year, month, small(8..10)?).ok()?;
        let (hour, minute, second) = (small(11..13)?, small(14..16)?, small(17..19)?);
        let time = Time::from_hms_micro(hour, minute, second, number(20..26)?).ok()?;
        (is_marked && text.len() == 26).then(|| Self(UtcDateTime::new(date, time)))
    }

    /// `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC.
    pub(crate) fn text(self) -> String {
        let mut out = String::with_capacity(26);
        push_parts(&mut out, self.0, ["-", "-", " ", ":", ":"]);
        out.push('.');
        push_digits(&mut out, self.0.microsecond(), 6);
        out
    }
}

impl FromSql<Id, Pg> for DbId {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.as_bytes())?))
    }
}

impl ToSql<Id, Pg> for DbId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Id, Sqlite> for DbId {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.read_blob())?))
    }
}

impl ToSql<Id, Sqlite> for DbId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<Moment, Pg> for DbTime {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let micros = i64::from_be_bytes(value.as_bytes().try_into()?);
        let at = PG_EPOCH.checked_add(Duration::microseconds(micros));
        at.map(Self)
            .ok_or_else(|| "an instant is out of range".into())
    }
}

impl ToSql<Moment, Pg> for DbTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = i64::try_from((self.0 - PG_EPOCH).whole_microseconds())?;
        out.write_all(&micros.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Moment, Sqlite> for DbTime {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        Self::of_text(text.as_bytes()).ok_or_else(|| format!("no instant: {text:?}").into())
    }
}

impl ToSql<Moment, Sqlite> for DbTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.text());
        Ok(IsNull::No)
    }
}

/// Gives the values of an enumeration their words; the compiler checks that none is missing.
macro_rules! words {
    ($($name:ident, $parse:ident: $type:ident { $($variant:ident => $word:literal,)* })*) => { $(
        pub(crate) fn $name(value: $type) -> &'static str {
            match value {
                $($type::$variant => $word,)*
            }
        }

        pub(crate) fn $parse(word: &str) -> Result<$type, Fault> {
            match word {
                $($word => Ok($type::$variant),)*
                _unknown => Err(Fault::corrupt(format!("unknown word {word:?}"))),
            }
        }
    )* };
}

words! {
    rsvp, parse_rsvp: Rsvp {
        Pending => "pending",
        Accepted => "accepted",
        Declined => "declined",
        Tentative => "tentative",
    }
    policy, parse_policy: ConflictPolicy {
        Warn => "warn",
        Forbid => "forbid",
    }
    busy_kind, parse_busy_kind: BusyKind {
        Busy => "busy",
        Tentative => "tentative",
    }
    registration, parse_registration: Registration {
        Open => "open",
        Invitation => "invitation",
    }
    kind, parse_kind: NoticeKind {
        Invitation => "invitation",
        Update => "update",
        Cancellation => "cancellation",
        Reminder => "reminder",
        Reply => "reply",
        Transfer => "transfer",
        EmailVerification => "email_verification",
        PasswordReset => "password_reset",
        EmailChange => "email_change",
        EmailChanged => "email_changed",
    }
    state, parse_state: NotificationState {
        Queued => "queued",
        Sent => "sent",
        Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<UtcDateTime> {
        DbTime::of_text(text.as_bytes()).map(|at| at.0)
    }

    #[test]
    fn an_instant_is_read_as_it_was_written() {
        for at in [
            utc_datetime!(1970-01-01 00:00),
            utc_datetime!(2024-02-29 23:59:59.000_001),
            utc_datetime!(2026-12-03 09:00:00.100_000),
            utc_datetime!(9998-12-31 23:59:59.999_999),
        ] {
            assert_eq!(read(&DbTime(at).text()), Some(at));
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "2026-02-29 09:00:00.000000",
            "2026-13-01 09:00:00.000000",
            "2026-12-03T09:00:00.000000",
            "2026-12-03 24:00:00.000000",
            "2026-12-03 09:00:00.00000x",
            "2026-12-03 09:00:00.+00000",
            "2026-12-03 09:00:00",
            "2026-12-03 09:00:00.0000000",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
