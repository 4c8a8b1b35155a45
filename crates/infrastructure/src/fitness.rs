//! Whether a PostgreSQL database is one that this server can work with.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Integer, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query};
use scheduler_domain::store::StoreError;
use thiserror::Error;

use crate::database::Target;
use crate::error::Fault;
use crate::postgres;

/// Why a database does not fit, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// It cannot hold every character.
    #[error(
        "the database is encoded in {0}, which cannot hold every character\n\
         Make one in UTF-8 and move the data there: \
         create database NAME encoding 'UTF8' template template0"
    )]
    Encoding(String),
    /// Each transaction may run in another session, so that settings, locks and prepared statements
    /// of one are lost or met by another.
    #[error(
        "each transaction gets another connection to the database, as with PgBouncer and \
         pool_mode = transaction\n\
         Set pool_mode = session for this database, or name PostgreSQL itself"
    )]
    TransactionPooling,
}

#[derive(QueryableByName)]
struct Encoding {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Pid {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// Why the database at `url` does not fit, if it does not. An SQLite file always does.
pub fn unfit(url: &str) -> Result<Option<Unfit>, StoreError> {
    match Target::of(url) {
        Target::Sqlite(_) => Ok(None),
        Target::Postgres(url) => unfit_postgres(url).map_err(|fault| fault.error),
    }
}

fn unfit_postgres(url: &str) -> Result<Option<Unfit>, Fault> {
    let mut conn = postgres::plain(url)?;
    let encoding: Encoding =
        sql_query("select current_setting('server_encoding') as name").get_result(&mut conn)?;
    if encoding.name != "UTF8" {
        return Ok(Some(Unfit::Encoding(encoding.name)));
    }
    let is_pooled = loses_its_session(&mut conn, url)?;
    Ok(is_pooled.then_some(Unfit::TransactionPooling))
}

/// A session keeps its process whatever others do. A pooler gives the process that was used last to
/// the next transaction, and another one to this connection then. In a pool of one connection the
/// other transaction would be waited for, so it ends by itself.
fn loses_its_session(conn: &mut PgConnection, url: &str) -> Result<bool, Fault> {
    let before = pid(conn)?;
    let mut other = postgres::plain(url)?;
    other.batch_execute("begin; set local idle_in_transaction_session_timeout = '2s'")?;
    pid(&mut other)?;
    Ok(pid(conn)? != before)
}

fn pid(conn: &mut PgConnection) -> Result<i32, Fault> {
    let pid: Pid = sql_query("select pg_backend_pid() as pid").get_result(conn)?;
    Ok(pid.pid)
}
