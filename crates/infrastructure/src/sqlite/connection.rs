//! Opens connections.

use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool};
use diesel::{Connection, QueryResult, SqliteConnection, declare_sql_function};
use scheduler_domain::store::StoreError;

use crate::deadline;
use crate::error::Fault;

/// 8 MiB for each connection, filled as needed. With the default of 2 MiB the pages behind a list
/// of 100 meetings out of a million fall out of the cache before they are wanted again.
const CACHE: i32 = -8192;

/// A connection that writes, durably at each commit, and waits so long for other processes.
///
/// What a savepoint of a batch needs to be undone stays in memory: in a temporary file, which
/// `temp_store` would otherwise make of it at 64 KiB, it was 40 % of all writes of a create.
pub(crate) fn writer(path: &str, patience: Duration) -> Result<SqliteConnection, Fault> {
    let mut conn = SqliteConnection::establish(path)?;
    set_patience(&mut conn, patience)?;
    before_deadline_utils::register_nondeterministic_impl(&conn, || 1_i64)?;
    begin_wal(&mut conn, patience)?;
    conn.batch_execute(&format!(
        "pragma synchronous = full;
        pragma foreign_keys = on;
        pragma temp_store = memory;
        pragma wal_autocheckpoint = 8000;
        pragma cache_size = {CACHE};"
    ))?;
    Ok(conn)
}

/// The first change of a new file to WAL wants it alone, and SQLite does not wait by itself then: of
/// several processes that start at once, one would fail.
fn begin_wal(conn: &mut SqliteConnection, patience: Duration) -> Result<(), Fault> {
    const PAUSE: Duration = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    loop {
        let begun = conn.batch_execute("pragma journal_mode = wal");
        match begun.map_err(Fault::from) {
            Err(fault) if matches!(fault.error, StoreError::Busy) && waited < patience => {
                thread::sleep(PAUSE);
                waited += PAUSE;
            }
            done => return done,
        }
    }
}

#[declare_sql_function]
extern "SQL" {
    /// 1, or after the deadline a number that has no absolute value: `abs` then ends the statement. Diesel
    /// knows neither a progress handler nor functions that fail.
    fn before_deadline() -> BigInt;
}

/// A connection that reads, and stops at the deadline.
pub(super) fn prepare_reader(conn: &mut SqliteConnection) -> QueryResult<()> {
    before_deadline_utils::register_nondeterministic_impl(conn, || {
        if deadline::has_passed() { i64::MIN } else { 1 }
    })?;
    conn.batch_execute(&format!(
        "pragma busy_timeout = 500; pragma query_only = on; pragma cache_size = {CACHE};"
    ))
}

/// How long the connection waits for other processes.
pub(super) fn set_patience(conn: &mut SqliteConnection, patience: Duration) -> QueryResult<()> {
    conn.batch_execute(&format!("pragma busy_timeout = {}", patience.as_millis()))
}

/// A connection beside all others, by which is seen whether the database is there.
pub(super) fn prober(path: &str) -> Result<SqliteConnection, Fault> {
    let mut conn = SqliteConnection::establish(path)?;
    prepare_reader(&mut conn)?;
    Ok(conn)
}

/// Connections that read, opened when they are wanted.
pub(super) fn readers(path: &str, size: u32, patience: Duration) -> Pool<Manager> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(patience)
        .test_on_check_out(false)
        .connection_customizer(Box::new(Reader))
        .build_unchecked(Manager::new(path))
}

pub(super) type Manager = ConnectionManager<SqliteConnection>;

#[derive(Debug)]
struct Reader;

impl CustomizeConnection<SqliteConnection, PoolError> for Reader {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), PoolError> {
        prepare_reader(conn).map_err(PoolError::QueryError)
    }
}
