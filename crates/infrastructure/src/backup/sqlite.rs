//! Copies of an SQLite file.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use time::UtcDateTime;

use super::contents::{Contents, MIGRATIONS, Unsound};
use super::draft::{Draft, DraftFault};
use super::{BackupError, Figures, RestoreError, check_head, quiet};
use crate::error::Fault;
use crate::migrate;

/// The first bytes of each.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// What SQLite keeps beside a file that is in use, or was when its process died.
const COMPANIONS: [&str; 3] = ["-wal", "-journal", "-shm"];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    t: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// As of one instant, and without being in the way of whoever writes (`VACUUM INTO`).
pub(super) fn back_up(path: &str, file: &Path, may_replace: bool) -> Result<Figures, BackupError> {
    if !Path::new(path).exists() {
        return Err(BackupError::Absent(PathBuf::from(path)));
    }
    let is_part = |name: &String| is_same(Path::new(name), file);
    if with_companions(path).iter().any(is_part) {
        return Err(BackupError::IsDatabase(file.to_owned()));
    }
    let draft = begin(file)?;
    let to = text_of(draft.path())?;
    {
        let mut conn = SqliteConnection::establish(path).map_err(Fault::from)?;
        conn.batch_execute("pragma busy_timeout = 5000")
            .map_err(Fault::from)?;
        sql_query("vacuum into ?")
            .bind::<Text, _>(to)
            .execute(&mut conn)
            .map_err(|error| BackupError::Copy(error.to_string()))?;
    }
    let contents = examine(to)?;
    contents.judge(&migrate::known()?)?;
    let bytes = draft.publish(may_replace)?;
    Ok(Figures::of(bytes, &contents))
}

/// Copied, checked, brought up to date and made quiet, and only then given its name.
pub(super) fn restore(path: &str, file: &Path, now: UtcDateTime) -> Result<Figures, RestoreError> {
    let target = std::path::absolute(path).map_err(DraftFault::io("finding", Path::new(path)))?;
    let target_name = text_of(&target)?;
    for name in with_companions(target_name) {
        if Path::new(&name).symlink_metadata().is_ok() {
            return Err(RestoreError::NotEmpty(format!("{name} exists")));
        }
    }
    check_source(file)?;
    let draft = begin(&target)?;
    let source = File::open(file).map_err(DraftFault::io("reading", file))?;
    let copied = io::copy(&mut &source, &mut draft.file());
    copied.map_err(DraftFault::io("writing", draft.path()))?;
    let copy = text_of(draft.path())?;
    let contents = examine(copy)?;
    contents.judge(&migrate::known()?)?;
    settle(copy, now, file)?;
    let bytes = draft.publish(false)?;
    Ok(Figures::of(bytes, &contents))
}

/// Without what a killed process has left beside it: SQLite would take that for a part of it.
fn begin(target: &Path) -> Result<Draft, DraftFault> {
    let draft = Draft::begin(target)?;
    for name in with_companions(text_of(draft.path())?).iter().skip(1) {
        match std::fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(DraftFault::io("removing", Path::new(name))(error));
            }
            _gone => {}
        }
    }
    Ok(draft)
}

/// Whether a file is such a backup, and all of it.
fn check_source(file: &Path) -> Result<(), RestoreError> {
    check_head(file, MAGIC, "it is no SQLite database")?;
    let name = text_of(file)?;
    for part in ["-wal", "-journal"] {
        let beside = PathBuf::from(format!("{name}{part}"));
        if beside.metadata().is_ok_and(|beside| beside.len() > 0) {
            return Err(RestoreError::InUse(beside));
        }
    }
    Ok(())
}

/// Nobody knows of the file yet, and it is durable before somebody does: no journal beside it.
fn settle(path: &str, now: UtcDateTime, file: &Path) -> Result<(), RestoreError> {
    let mut conn = SqliteConnection::establish(path).map_err(Fault::from)?;
    conn.batch_execute(
        "pragma journal_mode = memory; pragma synchronous = off; pragma foreign_keys = on",
    )
    .map_err(Fault::from)?;
    let quieting = quiet(now, "", file);
    let mut migrated = Ok(0);
    conn.immediate_transaction(|conn| {
        conn.batch_execute(&quieting)?;
        migrated = migrate::run(conn, migrate::SQLITE);
        match &migrated {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::RollbackTransaction),
        }
    })
    .or_else(|error| match error {
        Error::RollbackTransaction => Ok(()),
        other => Err(Fault::from(other)),
    })?;
    migrated?;
    Ok(())
}

/// Reads all of it.
fn examine(path: &str) -> Result<Contents, Unsound> {
    let damaged = |error: Error| Unsound::Damaged(error.to_string());
    let mut conn =
        SqliteConnection::establish(path).map_err(|error| Unsound::Damaged(error.to_string()))?;
    let check = "select integrity_check as t from pragma_integrity_check limit 5";
    let found: Vec<Line> = sql_query(check).load(&mut conn).map_err(damaged)?;
    let found: Vec<String> = found.into_iter().map(|line| line.t).collect();
    if found != ["ok"] {
        return Err(Unsound::Damaged(found.join("; ")));
    }
    let orphans = "select count(*) as n from pragma_foreign_key_check";
    let orphans: Count = sql_query(orphans).get_result(&mut conn).map_err(damaged)?;
    if orphans.n > 0 {
        let what = format!("{} rows belong to rows that are not there", orphans.n);
        return Err(Unsound::Damaged(what));
    }
    let tables =
        "select name as t from sqlite_schema where type = 'table' and name not like 'sqlite_%'";
    let tables: Vec<Line> = sql_query(tables).load(&mut conn).map_err(damaged)?;
    let mut contents = Contents::default();
    for Line { t: table } in tables {
        let name = table.replace('"', "\"\"");
        let count: Count = sql_query(format!("select count(*) as n from \"{name}\""))
            .get_result(&mut conn)
            .map_err(damaged)?;
        let count = u64::try_from(count.n).unwrap_or_default();
        contents.rows.insert(table, count);
    }
    if contents.rows.contains_key(MIGRATIONS) {
        let versions: Vec<Line> = sql_query(format!("select version as t from {MIGRATIONS}"))
            .load(&mut conn)
            .map_err(damaged)?;
        contents.versions = versions.into_iter().map(|line| line.t).collect();
    }
    Ok(contents)
}

/// Diesel knows paths as text.
fn text_of(path: &Path) -> Result<&str, DraftFault> {
    path.to_str().ok_or_else(|| {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "its name is not UTF-8");
        DraftFault::io("naming", path)(error)
    })
}

fn with_companions(path: &str) -> Vec<String> {
    let companions = COMPANIONS.iter().map(|end| format!("{path}{end}"));
    std::iter::once(path.to_owned()).chain(companions).collect()
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.metadata(), other.metadata()) {
        (Ok(one), Ok(other)) => one.dev() == other.dev() && one.ino() == other.ino(),
        _ => false,
    }
}
