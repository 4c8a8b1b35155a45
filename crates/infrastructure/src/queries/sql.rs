//! Statements in SQL, for what diesel's query builder cannot say on both databases, and for
//! updates that happen often: unlike its updates and `diesel::sql_query`, they are prepared once
//! and kept.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{Error, QueryResult};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use scheduler_domain::ids::{MeetingId, MessageId, RoleId, SessionId, UserId};
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::UtcDateTime;
use uuid::Uuid;

use super::{Conn, Db};
use crate::columns::{DbId, DbTime, Id, Moment};

/// A value for a placeholder.
#[derive(Debug)]
pub(in super::super) enum Bind<'a> {
    Id(Option<DbId>),
    Text(Option<Cow<'a, str>>),
    Time(Option<DbTime>),
    Bytes(Option<Cow<'a, [u8]>>),
    Number(i64),
    Flag(bool),
}

/// A statement with placeholders `$1`, `$2`, …, each of which may occur several times. Its rows
/// have the columns `Columns`. It is found among the prepared ones by `Name`.
pub(in super::super) struct Sql<'a, Columns, Name = ByText> {
    text: Cow<'static, str>,
    binds: Vec<Bind<'a>>,
    /// Inserts and updates that are carried out with it.
    earlier: Vec<Sql<'static, ()>>,
    /// Inserts, updates and deletes that belong to it, each with the name by which the others of
    /// these and it read what was returned. Only PostgreSQL carries them out in one statement.
    parts: Vec<(&'static str, Sql<'static, ()>)>,
    is_kept: bool,
    pub(super) is_repeatable: bool,
    columns: PhantomData<Columns>,
    name: PhantomData<Name>,
}

/// How a statement is found among the prepared ones.
pub(in super::super) trait Named: 'static {
    /// Whether the type alone tells which statement it is.
    const IS_UNIQUE: bool;
}

/// By its text, which is put together for each execution.
pub(in super::super) struct ByText;

impl Named for ByText {
    const IS_UNIQUE: bool = false;
}

/// Starts a statement.
pub(in super::super) fn sql<'a, Columns>(text: impl Into<Cow<'static, str>>) -> Sql<'a, Columns> {
    Sql::new(text.into())
}

/// An id in a JSON list, for `uuid!`.
pub(in super::super) fn hex(id: Uuid) -> Value {
    json!(id.simple().to_string())
}

/// Starts a statement that is asked for all the time: it has a type of its own, by which it is
/// found. Searching by a long text takes a twentieth of a small request.
macro_rules! hot_sql {
    ($columns:ty, $text:expr $(,)?) => {{
        const TEXT: &str = $text;
        struct OfItsOwn;
        impl super::sql::Named for OfItsOwn {
            const IS_UNIQUE: bool = true;
        }
        super::sql::Sql::<'_, $columns, OfItsOwn>::new(TEXT.into())
    }};
}
pub(super) use hot_sql;

impl<'a, Columns, Name> Sql<'a, Columns, Name> {
    pub(in super::super) fn new(text: Cow<'static, str>) -> Self {
        Self {
            text,
            binds: Vec::new(),
            earlier: Vec::new(),
            parts: Vec::new(),
            is_kept: true,
            is_repeatable: false,
            columns: PhantomData,
            name: PhantomData,
        }
    }

    /// The value of the next placeholder.
    pub(in super::super) fn bind(mut self, value: impl Into<Bind<'a>>) -> Self {
        self.binds.push(value.into());
        self
    }

    /// Carries out these too, in one statement, whose parts do not see what the others write. Only
    /// PostgreSQL can do so.
    pub(in super::super) fn after(mut self, earlier: Vec<Sql<'static, ()>>) -> Self {
        self.earlier = earlier;
        self
    }

    /// Carries out this too, before it.
    pub(super) fn with_part(mut self, name: &'static str, part: Sql<'a, ()>) -> Self {
        self.parts.push((name, part.into_owned()));
        self
    }

    /// What is carried out with it.
    pub(super) fn take_parts(&mut self) -> Vec<(&'static str, Sql<'static, ()>)> {
        std::mem::take(&mut self.parts)
    }

    /// Carried out twice, it does what it does when it is carried out once.
    pub(super) fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    /// Does not keep the prepared statement: there are too many of its kind.
    pub(in super::super) fn unkept_if(mut self, is_rare: bool) -> Self {
        self.is_kept = !is_rare;
        self
    }
}

impl<Columns> Sql<'_, Columns> {
    /// Whether both do the same, with other values.
    pub(super) fn is_like(&self, other: &Sql<'_, Columns>) -> bool {
        self.text == other.text
    }

    /// Outlives what it was made of.
    pub(super) fn into_owned(self) -> Sql<'static, Columns> {
        Sql {
            text: self.text,
            binds: self.binds.into_iter().map(Bind::into_owned).collect(),
            earlier: self.earlier,
            parts: self.parts,
            is_kept: self.is_kept,
            is_repeatable: self.is_repeatable,
            columns: PhantomData,
            name: PhantomData,
        }
    }
}

impl Bind<'_> {
    fn into_owned(self) -> Bind<'static> {
        match self {
            Self::Id(id) => Bind::Id(id),
            Self::Text(text) => Bind::Text(text.map(|text| text.into_owned().into())),
            Self::Time(time) => Bind::Time(time),
            Self::Bytes(bytes) => Bind::Bytes(bytes.map(|bytes| bytes.into_owned().into())),
            Self::Number(number) => Bind::Number(number),
            Self::Flag(flag) => Bind::Flag(flag),
        }
    }
}

impl<Columns, Name> QueryFragment<Db> for Sql<'_, Columns, Name> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let is_kept = self.earlier.iter().all(|earlier| earlier.is_kept);
        if !self.is_kept || !is_kept {
            out.unsafe_to_cache_prepared();
        }
        let mut link = "with ";
        for (number, earlier) in self.earlier.iter().enumerate() {
            earlier.walk_parts(&mut link, out.reborrow())?;
            out.push_sql(&format!("{link}w{number} as ("));
            earlier.walk_text(out.reborrow())?;
            out.push_sql(")");
            link = ", ";
        }
        self.walk_parts(&mut link, out.reborrow())?;
        if link == ", " {
            out.push_sql(" ");
        }
        self.walk_text(out)
    }
}

impl<Columns, Name> Sql<'_, Columns, Name> {
    fn walk_parts<'b>(
        &'b self,
        link: &mut &'static str,
        mut out: AstPass<'_, 'b, Db>,
    ) -> QueryResult<()> {
        for (name, part) in &self.parts {
            out.push_sql(&format!("{link}{name} as ("));
            part.walk_text(out.reborrow())?;
            out.push_sql(")");
            *link = ", ";
        }
        Ok(())
    }

    fn walk_text<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let mut pieces = self.text.split('$');
        out.push_sql(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            let bind = number
                .parse::<usize>()
                .ok()
                .and_then(|number| self.binds.get(number.checked_sub(1)?))
                .ok_or_else(|| Error::QueryBuilderError("a placeholder has no value".into()))?;
            match bind {
                Bind::Id(id) => out.push_bind_param::<Nullable<Id>, _>(id)?,
                Bind::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Bind::Time(time) => out.push_bind_param::<Nullable<Moment>, _>(time)?,
                Bind::Bytes(bytes) => out.push_bind_param::<Nullable<Binary>, _>(bytes)?,
                Bind::Flag(flag) => out.push_bind_param::<Bool, _>(flag)?,
                Bind::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
            }
            out.push_sql(rest);
        }
        Ok(())
    }
}

impl<Columns, Name: Named> QueryId for Sql<'_, Columns, Name> {
    type QueryId = Name;
    const HAS_STATIC_QUERY_ID: bool = Name::IS_UNIQUE;
}

impl<Columns, Name> Query for Sql<'_, Columns, Name> {
    type SqlType = Columns;
}

impl<Columns, Name> RunQueryDsl<Conn> for Sql<'_, Columns, Name> {}

impl From<MeetingId> for Bind<'_> {
    fn from(id: MeetingId) -> Self {
        Self::Id(Some(DbId(id.0)))
    }
}

impl From<MessageId> for Bind<'_> {
    fn from(id: MessageId) -> Self {
        Self::Id(Some(DbId(id.0)))
    }
}

impl From<Option<MessageId>> for Bind<'_> {
    fn from(id: Option<MessageId>) -> Self {
        Self::Id(id.map(|id| DbId(id.0)))
    }
}

impl From<Option<MeetingId>> for Bind<'_> {
    fn from(id: Option<MeetingId>) -> Self {
        Self::Id(id.map(|id| DbId(id.0)))
    }
}

impl From<SessionId> for Bind<'_> {
    fn from(id: SessionId) -> Self {
        Self::Id(Some(DbId(id.0)))
    }
}

impl From<Option<RoleId>> for Bind<'_> {
    fn from(id: Option<RoleId>) -> Self {
        Self::Id(id.map(|id| DbId(id.0)))
    }
}

impl From<RoleId> for Bind<'_> {
    fn from(id: RoleId) -> Self {
        Self::Id(Some(DbId(id.0)))
    }
}

impl From<UserId> for Bind<'_> {
    fn from(id: UserId) -> Self {
        Some(id).into()
    }
}

impl From<Option<UserId>> for Bind<'_> {
    fn from(id: Option<UserId>) -> Self {
        Self::Id(id.map(|id| DbId(id.0)))
    }
}

impl<'a> From<&'a Email> for Bind<'a> {
    fn from(email: &'a Email) -> Self {
        email.as_str().into()
    }
}

impl<'a> From<Option<&'a Email>> for Bind<'a> {
    fn from(email: Option<&'a Email>) -> Self {
        email.map(Email::as_str).into()
    }
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(text: &'a str) -> Self {
        Some(text).into()
    }
}

impl<'a> From<Option<&'a str>> for Bind<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Bind<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

/// JSON, as a list of texts.
impl From<&[Email]> for Bind<'_> {
    fn from(people: &[Email]) -> Self {
        let people: Vec<&str> = people.iter().map(Email::as_str).collect();
        // Strings can always be written.
        Self::Text(serde_json::to_string(&people).ok().map(Cow::Owned))
    }
}

/// JSON, as a list of rows or of texts.
impl From<Value> for Bind<'_> {
    fn from(value: Value) -> Self {
        Self::Text(Some(value.to_string().into()))
    }
}

impl From<UtcDateTime> for Bind<'_> {
    fn from(time: UtcDateTime) -> Self {
        Some(time).into()
    }
}

impl From<Option<UtcDateTime>> for Bind<'_> {
    fn from(time: Option<UtcDateTime>) -> Self {
        Self::Time(time.map(DbTime))
    }
}

impl<'a> From<&'a [u8; 32]> for Bind<'a> {
    fn from(hash: &'a [u8; 32]) -> Self {
        Some(hash).into()
    }
}

impl<'a> From<Option<&'a [u8; 32]>> for Bind<'a> {
    fn from(hash: Option<&'a [u8; 32]>) -> Self {
        Self::Bytes(hash.map(|hash| hash.as_slice().into()))
    }
}

impl From<bool> for Bind<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i32> for Bind<'_> {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Bind<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
