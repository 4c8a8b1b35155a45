//! The shortest way: SQLite on the worker's own thread, PostgreSQL through one connection of the
//! worker on which requests follow each other without waiting.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{Error, Result};

use rusqlite::types::{FromSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use time::{OffsetDateTime, UtcDateTime};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::moment::parse;
use super::rows::{Ask, Bind, Row, Statement};

pub(super) enum Source {
    Sqlite(Connection),
    Postgres {
        client: Client,
        prepared: RefCell<HashMap<TypeId, tokio_postgres::Statement>>,
    },
}

impl Source {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        if url.starts_with("postgres") {
            let connected = tokio_postgres::connect(url, NoTls).await;
            let (client, connection) = connected.map_err(Error::other)?;
            actix_web::rt::spawn(connection);
            let planner = client.batch_execute(super::pooled::PLANNER).await;
            planner.map_err(Error::other)?;
            let prepared = RefCell::default();
            Ok(Self::Postgres { client, prepared })
        } else {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let db = Connection::open_with_flags(url, flags).map_err(Error::other)?;
            db.pragma_update(None, "cache_size", -8192)
                .map_err(Error::other)?;
            Ok(Self::Sqlite(db))
        }
    }
}

impl Ask for Source {
    async fn each<S: Statement>(
        &self,
        binds: &[Bind],
        read: &mut dyn FnMut(&dyn Row),
    ) -> Result<()> {
        match self {
            Self::Sqlite(db) => sqlite::<S>(db, binds, read).map_err(Error::other),
            Self::Postgres { client, prepared } => postgres::<S>(client, prepared, binds, read)
                .await
                .map_err(Error::other),
        }
    }
}

fn sqlite<S: Statement>(
    db: &Connection,
    binds: &[Bind],
    read: &mut dyn FnMut(&dyn Row),
) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached(S::SQLITE)?;
    for place in 1..=statement.parameter_count() {
        // SQLite counts placeholders as they occur; `$5` may be the first.
        let name = statement.parameter_name(place).unwrap_or_default();
        let number = name.trim_start_matches('$').parse::<usize>().unwrap_or(0);
        let bind = binds.get(number.wrapping_sub(1)).map(Bind::for_sqlite);
        statement.raw_bind_parameter(place, bind)?;
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        read(&OfSqlite(row));
    }
    Ok(())
}

impl ToSql for Bind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(Some(text)) => ToSqlOutput::from(text.as_str()),
            Self::Bytes(Some(bytes)) => ToSqlOutput::from(bytes.as_slice()),
            Self::Number(number) => ToSqlOutput::from(*number),
            _none => ToSqlOutput::Owned(Value::Null),
        })
    }
}

struct OfSqlite<'r>(&'r rusqlite::Row<'r>);

impl OfSqlite<'_> {
    fn get<T: FromSql>(&self, column: usize) -> Option<T> {
        self.0.get(column).ok()
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        match self.0.get_ref(column) {
            Ok(ValueRef::Blob(bytes) | ValueRef::Text(bytes)) => Some(bytes),
            _other => None,
        }
    }
}

impl Row for OfSqlite<'_> {
    fn id(&self, column: usize) -> Option<Uuid> {
        Uuid::from_slice(self.bytes(column)?).ok()
    }

    fn text(&self, column: usize) -> Option<String> {
        self.get(column)
    }

    fn time(&self, column: usize) -> Option<UtcDateTime> {
        parse(std::str::from_utf8(self.bytes(column)?).ok()?)
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.get(column)
    }

    fn small(&self, column: usize) -> Option<i32> {
        self.get(column)
    }

    fn flag(&self, column: usize) -> bool {
        self.get(column).unwrap_or_default()
    }
}

async fn postgres<S: Statement>(
    client: &Client,
    prepared: &RefCell<HashMap<TypeId, tokio_postgres::Statement>>,
    binds: &[Bind],
    read: &mut dyn FnMut(&dyn Row),
) -> std::result::Result<(), tokio_postgres::Error> {
    let known = prepared.borrow().get(&TypeId::of::<S>()).cloned();
    let statement = if let Some(statement) = known {
        statement
    } else {
        let types: Vec<Type> = binds.iter().map(sql_type).collect();
        let statement = client.prepare_typed(S::POSTGRES, &types).await?;
        let mut prepared = prepared.borrow_mut();
        prepared.insert(TypeId::of::<S>(), statement.clone());
        statement
    };
    let values: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
        binds.iter().map(postgres_value).collect();
    for row in client.query(&statement, &values).await? {
        read(&OfPostgres(row));
    }
    Ok(())
}

fn sql_type(bind: &Bind) -> Type {
    match bind {
        Bind::Id(_) => Type::UUID,
        Bind::Text(_) => Type::TEXT,
        Bind::Time(_) => Type::TIMESTAMPTZ,
        Bind::Number(_) => Type::INT8,
        Bind::Bytes(_) => Type::BYTEA,
    }
}

fn postgres_value(bind: &Bind) -> &(dyn tokio_postgres::types::ToSql + Sync) {
    match bind {
        Bind::Id(id) => id,
        Bind::Text(text) => text,
        Bind::Time(time) => time,
        Bind::Number(number) => number,
        Bind::Bytes(bytes) => bytes,
    }
}

struct OfPostgres(tokio_postgres::Row);

impl Row for OfPostgres {
    fn id(&self, column: usize) -> Option<Uuid> {
        self.0.try_get(column).ok()
    }

    fn text(&self, column: usize) -> Option<String> {
        self.0.try_get(column).ok()
    }

    fn time(&self, column: usize) -> Option<UtcDateTime> {
        let at: OffsetDateTime = self.0.try_get(column).ok()?;
        Some(at.to_utc())
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.0.try_get(column).ok()
    }

    fn small(&self, column: usize) -> Option<i32> {
        self.0.try_get(column).ok()
    }

    fn flag(&self, column: usize) -> bool {
        self.0.try_get(column).unwrap_or_default()
    }
}
