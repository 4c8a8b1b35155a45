//! PostgreSQL: READ COMMITTED and a lock for each person.

#[macro_use]
mod dialect;
mod connection;
#[path = "../queries/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the repositories are compiled once for each database"
)]
mod queries;
mod store;

pub(crate) use connection::{plain, with_defaults};
pub(crate) use store::PostgresStore;

type Conn = diesel::PgConnection;
type Db = diesel::pg::Pg;
