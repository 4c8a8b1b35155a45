//! What the server asks of a database besides the domain's [`Store`].

use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::{ManageConnection, Pool, PoolError};
use scheduler_domain::store::{Store, StoreError};
use time::UtcDateTime;

use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;

/// Where the data is, and how it is reached. It cannot be printed: the URL may hold a password.
#[derive(Clone)]
pub struct Settings {
    /// `postgres://…`, or the path of an SQLite file, with or without `sqlite:` before it.
    pub url: String,
    /// On PostgreSQL the connections, on SQLite those that read; one more writes.
    pub connections: u32,
    /// How long somebody waits for a connection before [`StoreError::Busy`].
    pub patience: Duration,
    /// How long a unit of work that reads may take before [`StoreError::DeadlineExceeded`].
    pub deadline: Duration,
}

impl Settings {
    /// Eight connections on PostgreSQL (four for each of two cores), four readers on SQLite;
    /// three seconds of patience, and five for a read.
    pub fn new(url: impl Into<String>) -> Self {
        let url = url.into();
        let connections = match Target::of(&url) {
            Target::Postgres(_) => 8,
            Target::Sqlite(_) => 4,
        };
        Self {
            url,
            connections,
            patience: Duration::from_secs(3),
            deadline: Duration::from_secs(5),
        }
    }
}

/// A store, and what operators want to know of it.
pub trait Database: Store {
    /// Whether the database answers; [`StoreError::Busy`] or [`StoreError::Unavailable`] if not.
    fn ping(&self) -> Result<(), StoreError>;

    /// Whether every migration of this binary was applied.
    fn is_migrated(&self) -> Result<bool, StoreError>;

    /// What the database's own clock says, if it has one.
    fn now(&self) -> Result<Option<UtcDateTime>, StoreError>;

    /// The use of the connections at this moment.
    fn pool_status(&self) -> PoolStatus;

    /// Which database this is, by one statement.
    fn facts(&self) -> Result<DatabaseFacts, StoreError>;
}

/// Which database this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// `sqlite` or `postgres`.
    pub kind: &'static str,
    /// Of the database software, as it says itself.
    pub version: String,
    /// What it takes of the disk, without logs that are not written back yet.
    pub bytes: i64,
}

/// The use of a pool of connections; on SQLite of those that read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolStatus {
    /// The most there may be.
    pub size: u32,
    /// Open.
    pub open: u32,
    /// Open and not in use.
    pub idle: u32,
}

impl PoolStatus {
    pub(crate) fn of<M: ManageConnection>(pool: &Pool<M>) -> Self {
        let state = pool.state();
        Self {
            size: pool.max_size(),
            open: state.connections,
            idle: state.idle_connections,
        }
    }
}

/// Opens a database, which [`migrate`](crate::migrate()) has prepared. Answers before the
/// first connection is there: a database that is away makes the use cases fail, and comes back by
/// itself.
pub fn open(settings: &Settings) -> Arc<dyn Database> {
    match Target::of(&settings.url) {
        Target::Postgres(url) => Arc::new(PostgresStore::new(url, settings)),
        Target::Sqlite(path) => Arc::new(SqliteStore::new(path, settings)),
    }
}

/// What a URL points at.
pub(crate) enum Target<'a> {
    Postgres(&'a str),
    Sqlite(&'a str),
}

impl<'a> Target<'a> {
    pub(crate) fn of(url: &'a str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::Postgres(url);
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        Self::Sqlite(path.strip_prefix("//").unwrap_or(path))
    }
}

/// All connections are in use, or none can be made.
pub(crate) fn no_connection<M: ManageConnection>(pool: &Pool<M>, error: PoolError) -> StoreError {
    if pool.state().connections > 0 {
        StoreError::Busy
    } else {
        StoreError::Unavailable(Arc::new(error))
    }
}
