//! Stores the data: foreign keys unchecked, rows in the order of their tables, other indexes
//! afterwards.

use std::io::{Error, Result};

use actix_web::web::{Bytes, BytesMut};
use futures_util::SinkExt;
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, ToSql, params_from_iter};
use time::UtcDateTime;
use tokio_postgres::Client;

use crate::data::{Cell, Data, Table};
use crate::database::{Database, with_postgres};
use crate::progress::Progress;

/// Into a database that the server has migrated and that nobody uses now.
pub(crate) fn fill(database: &Database, data: &Data, progress: &Progress) -> Result<()> {
    let say = |table: &Table<'_>, rows: usize| {
        progress.live(&format!("filling {}: {} {rows}", database.name, table.name));
    };
    if database.is_postgres() {
        with_postgres(&database.url, |client| async move {
            postgres(&client, data, &say).await
        })
    } else {
        sqlite(&database.url, data, &say).map_err(Error::other)
    }
}

const SAY_EVERY: usize = 20_000;

fn sqlite(
    path: &str,
    data: &Data,
    say: &impl Fn(&Table<'_>, usize),
) -> std::result::Result<(), rusqlite::Error> {
    let mut db = Connection::open(path)?;
    db.execute_batch(
        "pragma locking_mode = exclusive; pragma journal_mode = off; pragma synchronous = off;
        pragma cache_size = -262144; pragma foreign_keys = off",
    )?;
    let indexes: Vec<(String, String)> = db
        .prepare("select name, sql from sqlite_schema where type = 'index' and sql is not null")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    for (name, _) in &indexes {
        db.execute_batch(&format!("drop index {name}"))?;
    }
    let tx = db.transaction()?;
    for mut table in data.tables() {
        let places = vec!["?"; table.columns.len()].join(", ");
        let columns = table.columns.join(", ");
        let text = format!("insert into {} ({columns}) values ({places})", table.name);
        let mut statement = tx.prepare(&text)?;
        for (number, row) in
            std::mem::replace(&mut table.rows, Box::new([].into_iter())).enumerate()
        {
            statement.execute(params_from_iter(row))?;
            if number % SAY_EVERY == 0 {
                say(&table, number);
            }
        }
    }
    tx.commit()?;
    for (_, index) in &indexes {
        db.execute_batch(index)?;
    }
    db.execute_batch("pragma journal_mode = wal")
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Id(id) => ToSqlOutput::from(id.as_bytes().as_slice()),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
            Self::Time(time) => ToSqlOutput::Owned(Value::Text(stored(*time))),
            Self::Number(number) => ToSqlOutput::from(*number),
            Self::Flag(flag) => ToSqlOutput::from(*flag),
            Self::Null => ToSqlOutput::Owned(Value::Null),
        })
    }
}

/// An instant in whole seconds as SQLite has it; PostgreSQL reads it, too.
pub(crate) fn stored(time: UtcDateTime) -> String {
    let (date, (hour, minute, second)) = (time.date(), time.time().as_hms());
    format!("{date} {hour:02}:{minute:02}:{second:02}.000000")
}

async fn postgres(
    client: &Client,
    data: &Data,
    say: &impl Fn(&Table<'_>, usize),
) -> std::result::Result<(), tokio_postgres::Error> {
    client
        .batch_execute(
            "set session_replication_role = replica; set synchronous_commit = off;
            set maintenance_work_mem = '256MB'; set time zone 'UTC'",
        )
        .await?;
    let indexes = client
        .query(
            "select indexname::text, indexdef from pg_indexes
            where schemaname = 'public' and not exists (
                select 1 from pg_constraint where conname = indexname)",
            &[],
        )
        .await?;
    for index in &indexes {
        let name: String = index.get(0);
        client.batch_execute(&format!("drop index {name}")).await?;
    }
    for mut table in data.tables() {
        let columns = table.columns.join(", ");
        let text = format!("copy {} ({columns}) from stdin", table.name);
        let mut sink = std::pin::pin!(client.copy_in::<_, Bytes>(&text).await?);
        let mut lines = BytesMut::new();
        for (number, row) in
            std::mem::replace(&mut table.rows, Box::new([].into_iter())).enumerate()
        {
            line(&mut lines, row);
            if lines.len() > 1 << 16 {
                sink.feed(lines.split().freeze()).await?;
            }
            if number % SAY_EVERY == 0 {
                say(&table, number);
            }
        }
        sink.feed(lines.freeze()).await?;
        sink.finish().await?;
    }
    for index in &indexes {
        client.batch_execute(index.get(1)).await?;
    }
    client.batch_execute("vacuum analyze").await?;
    client.batch_execute("checkpoint").await
}

/// The text format of COPY.
fn line(out: &mut BytesMut, row: Vec<Cell>) {
    for (place, cell) in row.into_iter().enumerate() {
        if place > 0 {
            out.extend_from_slice(b"\t");
        }
        let text = match cell {
            Cell::Id(id) => id.to_string(),
            Cell::Text(text) => text.replace('\n', "\\n"),
            Cell::Time(time) => stored(time),
            Cell::Number(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Null => "\\N".to_owned(),
        };
        out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(b"\n");
}
