//! Brings a database to the schema of this binary.

use std::time::Duration;

use diesel::backend::Backend;
use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::dsl::Select;
use diesel::migration::MigrationSource;
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{Connection, QueryDsl, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use scheduler_domain::store::StoreError;

use crate::database::Target;
use crate::error::Fault;
use crate::{postgres, sqlite};

pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Names the lock that one process holds while it migrates; any number would do.
pub(crate) const LOCK: i64 = 0x6d65_6574_696e_6773;

/// How long an SQLite database may be in use by another process that migrates it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Applies every migration that is missing, and tells how many there were. Several processes may
/// do so at once: one works, the others wait for it. A migration is applied as a whole or not at
/// all, even if the process is killed. A file that does not exist is made.
pub fn migrate(url: &str) -> Result<usize, StoreError> {
    match Target::of(url) {
        Target::Postgres(url) => migrate_postgres(url),
        Target::Sqlite(path) => migrate_sqlite(path),
    }
}

fn migrate_postgres(url: &str) -> Result<usize, StoreError> {
    let mut conn = postgres::plain(url).map_err(|fault| fault.error)?;
    // Ends with the connection.
    execute(&mut conn, &format!("select pg_advisory_lock({LOCK})"))?;
    run(&mut conn, POSTGRES)
}

/// The whole of it is one transaction, which keeps other processes out.
fn migrate_sqlite(path: &str) -> Result<usize, StoreError> {
    let mut conn = sqlite::writer(path, PATIENCE).map_err(|fault| fault.error)?;
    let mut result = Ok(0);
    conn.immediate_transaction(|conn| {
        result = run(conn, SQLITE);
        match &result {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::RollbackTransaction),
        }
    })
    .or_else(|error| match error {
        Error::RollbackTransaction => Ok(()),
        other => Err(Fault::from(other).error),
    })?;
    result
}

pub(crate) fn run<C, DB>(conn: &mut C, migrations: EmbeddedMigrations) -> Result<usize, StoreError>
where
    DB: Backend,
    C: MigrationHarness<DB>,
{
    conn.run_pending_migrations(migrations)
        .map(|applied| applied.len())
        .map_err(|error| StoreError::Unavailable(error.into()))
}

/// The versions of all migrations, which have the same names on both databases.
pub(crate) fn known() -> Result<Vec<String>, StoreError> {
    let migrations = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE);
    let migrations = migrations.map_err(|error| StoreError::Unavailable(error.into()))?;
    let versions = migrations.iter();
    Ok(versions
        .map(|one| one.name().version().to_string())
        .collect())
}

fn execute(conn: &mut impl SimpleConnection, sql: &str) -> Result<(), StoreError> {
    conn.batch_execute(sql)
        .map_err(|error| Fault::from(error).error)
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Whether every migration of this binary was applied. A database without a table of migrations
/// has none; nothing is written.
pub(crate) fn is_migrated<C, DB>(
    conn: &mut C,
    migrations: &EmbeddedMigrations,
) -> Result<bool, StoreError>
where
    DB: Backend,
    C: Connection<Backend = DB> + LoadConnection,
    EmbeddedMigrations: MigrationSource<DB>,
    Select<__diesel_schema_migrations::table, __diesel_schema_migrations::version>:
        LoadQuery<'static, C, String>,
{
    let applied: Vec<String> = match __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .load(conn)
    {
        Ok(applied) => applied,
        Err(Error::DatabaseError(DatabaseErrorKind::Unknown, _)) => return Ok(false),
        Err(error) => return Err(Fault::from(error).error),
    };
    let known = migrations
        .migrations()
        .map_err(|error| StoreError::Unavailable(error.into()))?;
    Ok(known
        .iter()
        .all(|one| applied.contains(&one.name().version().to_string())))
}
