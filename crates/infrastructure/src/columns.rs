//! Column types and values that both databases share.

use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Binary, SqlType, Text};
use diesel::sqlite::{Sqlite, SqliteValue};
use scheduler_domain::meetings::ConflictPolicy;
use scheduler_domain::notifications::{NoticeKind, NotificationState};
use scheduler_domain::participants::Rsvp;
use time::format_description::BorrowedFormatItem;
use time::macros::{format_description, utc_datetime};
use time::{Duration, PrimitiveDateTime, UtcDateTime};
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

const TEXT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]");
const PG_EPOCH: UtcDateTime = utc_datetime!(2000-01-01 00:00);

impl DbTime {
    /// `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC.
    pub(crate) fn text(self) -> String {
        let at = self.0;
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.microsecond()
        )
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
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes: Vec<u8> = FromSql::<Binary, Sqlite>::from_sql(value)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
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
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text: String = FromSql::<Text, Sqlite>::from_sql(value)?;
        Ok(Self(PrimitiveDateTime::parse(&text, TEXT)?.as_utc()))
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
    kind, parse_kind: NoticeKind {
        Invitation => "invitation",
        Update => "update",
        Cancellation => "cancellation",
        Reminder => "reminder",
        EmailVerification => "email_verification",
    }
    state, parse_state: NotificationState {
        Queued => "queued",
        Sent => "sent",
        Failed => "failed",
    }
}
