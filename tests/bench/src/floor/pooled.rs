//! As the server reaches its database: diesel's connections in a pool, on threads that may block.

use std::io::{Error, Result};
use std::marker::PhantomData;

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::deserialize::FromSql;
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::result::QueryResult;
use diesel::row::RowIndex;
use diesel::sql_types::{
    BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Untyped, Uuid as PgId,
};
use diesel::sqlite::{Sqlite, SqliteConnection};
use time::{OffsetDateTime, UtcDateTime};
use uuid::Uuid;

use super::moment::parse;
use super::rows::{Ask, Bind, Row, Statement, pieces};

/// As many connections as the server has by default.
const READERS: u32 = 4;
const CONNECTIONS: u32 = 8;

#[derive(Clone)]
pub(super) enum Source {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

impl Source {
    pub(super) fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres") {
            let manager = ConnectionManager::new(url);
            let pool = Pool::builder()
                .max_size(CONNECTIONS)
                .test_on_check_out(false)
                .connection_customizer(Box::new(Planner));
            let pool = pool.build(manager).map_err(Error::other)?;
            Ok(Self::Postgres(pool))
        } else {
            let manager = ConnectionManager::new(url);
            let pool = Pool::builder().max_size(READERS).test_on_check_out(false);
            let pool = pool.connection_customizer(Box::new(Reader));
            Ok(Self::Sqlite(pool.build(manager).map_err(Error::other)?))
        }
    }
}

/// The server's own choice of plans.
pub(super) const PLANNER: &str =
    "set jit = off; set max_parallel_workers_per_gather = 0; set random_page_cost = 1.1";

#[derive(Debug)]
struct Planner;

impl diesel::r2d2::CustomizeConnection<PgConnection, diesel::r2d2::Error> for Planner {
    fn on_acquire(
        &self,
        connection: &mut PgConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection
            .batch_execute(PLANNER)
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

#[derive(Debug)]
struct Reader;

impl diesel::r2d2::CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Reader {
    fn on_acquire(
        &self,
        connection: &mut SqliteConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection
            .batch_execute("pragma query_only = on; pragma cache_size = -8192")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Ask for Source {
    async fn each<S: Statement>(
        &self,
        binds: &[Bind],
        read: &mut dyn FnMut(&dyn Row),
    ) -> Result<()> {
        match self {
            Self::Sqlite(pool) => {
                let binds: Vec<Bind> = binds.iter().map(Bind::for_sqlite).collect();
                let mut connection = pool.get().map_err(Error::other)?;
                let rows = LoadConnection::load(&mut *connection, Prepared::<S>::new(&binds));
                for row in rows.map_err(Error::other)? {
                    read(&OfSqlite(&row.map_err(Error::other)?));
                }
            }
            Self::Postgres(pool) => {
                let mut connection = pool.get().map_err(Error::other)?;
                let rows = LoadConnection::<diesel::connection::DefaultLoadingMode>::load(
                    &mut *connection,
                    Prepared::<S>::new(binds),
                );
                for row in rows.map_err(Error::other)? {
                    read(&OfPostgres(&row.map_err(Error::other)?));
                }
            }
        }
        Ok(())
    }
}

/// A statement that diesel keeps prepared, by its type.
struct Prepared<'a, S> {
    binds: &'a [Bind],
    statement: PhantomData<S>,
}

impl<'a, S> Prepared<'a, S> {
    fn new(binds: &'a [Bind]) -> Self {
        Self {
            binds,
            statement: PhantomData,
        }
    }
}

impl<S: 'static> QueryId for Prepared<'_, S> {
    type QueryId = S;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<S> Query for Prepared<'_, S> {
    type SqlType = Untyped;
}

impl<S: Statement> QueryFragment<Sqlite> for Prepared<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        for (piece, bind) in pieces(S::SQLITE, self.binds) {
            out.push_sql(piece);
            match bind {
                Some(Bind::Bytes(bytes)) => out.push_bind_param::<Nullable<Binary>, _>(bytes)?,
                Some(Bind::Text(text)) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Some(Bind::Number(number)) => out.push_bind_param::<BigInt, _>(number)?,
                Some(Bind::Id(_) | Bind::Time(_)) | None => {}
            }
        }
        Ok(())
    }
}

impl<S: Statement> QueryFragment<Pg> for Prepared<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (piece, bind) in pieces(S::POSTGRES, self.binds) {
            out.push_sql(piece);
            match bind {
                Some(Bind::Id(id)) => out.push_bind_param::<Nullable<PgId>, _>(id)?,
                Some(Bind::Time(time)) => out.push_bind_param::<Nullable<Timestamptz>, _>(time)?,
                Some(Bind::Text(text)) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Some(Bind::Number(number)) => out.push_bind_param::<BigInt, _>(number)?,
                Some(Bind::Bytes(_)) | None => {}
            }
        }
        Ok(())
    }
}

struct OfSqlite<'r, R>(&'r R);

impl<'a, R: diesel::row::Row<'a, Sqlite> + RowIndex<usize>> OfSqlite<'_, R> {
    fn get<T: FromSql<ST, Sqlite>, ST>(&self, column: usize) -> Option<T> {
        self.0.get_value::<ST, T, _>(column).ok()
    }
}

impl<'a, R: diesel::row::Row<'a, Sqlite> + RowIndex<usize>> Row for OfSqlite<'_, R> {
    fn id(&self, column: usize) -> Option<Uuid> {
        let bytes: Vec<u8> = self.get::<_, Binary>(column)?;
        Uuid::from_slice(&bytes).ok()
    }

    fn text(&self, column: usize) -> Option<String> {
        self.get::<_, Text>(column)
    }

    fn time(&self, column: usize) -> Option<UtcDateTime> {
        parse(&self.text(column)?)
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.get::<_, BigInt>(column)
    }

    fn small(&self, column: usize) -> Option<i32> {
        self.get::<_, Integer>(column)
    }

    fn flag(&self, column: usize) -> bool {
        self.get::<_, Bool>(column).unwrap_or_default()
    }
}

struct OfPostgres<'r, R>(&'r R);

impl<'a, R: diesel::row::Row<'a, Pg> + RowIndex<usize>> OfPostgres<'_, R> {
    fn get<T: FromSql<ST, Pg>, ST>(&self, column: usize) -> Option<T> {
        self.0.get_value::<ST, T, _>(column).ok()
    }
}

impl<'a, R: diesel::row::Row<'a, Pg> + RowIndex<usize>> Row for OfPostgres<'_, R> {
    fn id(&self, column: usize) -> Option<Uuid> {
        self.get::<_, PgId>(column)
    }

    fn text(&self, column: usize) -> Option<String> {
        self.get::<_, Text>(column)
    }

    fn time(&self, column: usize) -> Option<UtcDateTime> {
        let at: OffsetDateTime = self.get::<_, Timestamptz>(column)?;
        Some(at.to_utc())
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.get::<_, BigInt>(column)
    }

    fn small(&self, column: usize) -> Option<i32> {
        self.get::<_, Integer>(column)
    }

    fn flag(&self, column: usize) -> bool {
        self.get::<_, Bool>(column).unwrap_or_default()
    }
}
