//! SQLite: one writer that commits in groups, and a few readers.

#[macro_use]
mod dialect;
mod connection;
mod desk;
#[path = "../queries/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the repositories are compiled once for each database"
)]
mod queries;
mod store;

pub(crate) use connection::writer;
pub(crate) use store::SqliteStore;

type Conn = diesel::SqliteConnection;
type Db = diesel::sqlite::Sqlite;
