//! The store on PostgreSQL.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::RunQueryDsl;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::sql_types::{BigInt, Text};
use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};

use super::Conn;
use super::connection::{Link, Manager};
use super::dialect::is_open;
use super::queries::{Outcome, attempt, sql};
use crate::columns::{DbTime, Moment};
use crate::database::{Database, DatabaseFacts, PoolStatus, Settings, no_connection};
use crate::deadline::Deadline;
use crate::error::{Cure, Fault};
use crate::migrate;
use time::UtcDateTime;

/// At least this often a unit of work is tried before it is told to be in the way of others.
const TRIES: u32 = 10;

/// Each statement of a write sees what was committed before it began, so what a write reads
/// after `lock_people` is what the former holder of these people left.
pub(crate) struct PostgresStore {
    pool: Pool<Manager>,
    /// Somebody has waited for a first connection in vain.
    is_away: AtomicBool,
    deadline: Duration,
    /// For the question whether the database is there, which shall not wait for other work.
    prober: Manager,
    probe: Mutex<Option<Link>>,
}

impl PostgresStore {
    pub(crate) fn new(url: &str, settings: &Settings) -> Self {
        let pool = Pool::builder()
            .max_size(settings.connections)
            .min_idle(Some(1))
            .connection_timeout(settings.patience)
            .test_on_check_out(false)
            .build_unchecked(Manager::new(url));
        Self {
            pool,
            is_away: AtomicBool::new(false),
            deadline: settings.deadline,
            prober: Manager::new(url),
            probe: Mutex::default(),
        }
    }

    /// Waits for a connection, but not while it is known that none can be made: the pool goes on
    /// trying, and callers who wait would only take threads from one another.
    fn link(&self) -> Result<PooledConnection<Manager>, StoreError> {
        if self.is_away.load(Ordering::Relaxed) && self.pool.state().connections == 0 {
            return Err(StoreError::Unavailable(Arc::from(Box::from(
                "no connection can be made",
            ))));
        }
        let link = self
            .pool
            .get()
            .map_err(|error| no_connection(&self.pool, error));
        let is_away = matches!(link, Err(StoreError::Unavailable(_)));
        self.is_away.store(is_away, Ordering::Relaxed);
        link
    }

    fn probe<T>(
        &self,
        question: impl Fn(&mut Link) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut probe = self.probe.lock().unwrap_or_else(PoisonError::into_inner);
        // A kept connection may have been lost since; a new one says what is.
        if let Some(mut link) = probe.take()
            && let Ok(answer) = question(&mut link)
        {
            *probe = Some(link);
            return Ok(answer);
        }
        let link = self.prober.connect();
        let mut link = link.map_err(|error| StoreError::Unavailable(Arc::new(error)))?;
        let answer = question(&mut link)?;
        *probe = Some(link);
        Ok(answer)
    }
}

/// What is to be done after a try.
enum Next {
    Answer(Result<(), StoreError>),
    /// Another try; nothing was written.
    Again(StoreError),
}

impl Store for PostgresStore {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        let _deadline = (mode == Mode::Read).then(|| Deadline::after(self.deadline));
        // After a restart of the server every connection of the pool may be lost.
        let tries = TRIES.max(self.pool.max_size() + 1);
        let mut why = StoreError::Busy;
        for _ in 0..tries {
            let mut link = self.link()?;
            match once(&mut link, mode, work) {
                Next::Answer(answer) => return answer,
                Next::Again(error) => why = error,
            }
        }
        Err(why)
    }
}

fn once(link: &mut Link, mode: Mode, work: &mut dyn FnMut(&mut dyn Tx) -> Verdict) -> Next {
    match attempt(&mut link.conn, mode, work) {
        Outcome::Commit => match commit(&mut link.conn) {
            Ok(()) => Next::Answer(Ok(())),
            // Whether the commit was carried out is not known: it is not tried again.
            Err(fault) if fault.cure == Cure::Reconnect => {
                link.is_lost = true;
                Next::Answer(Err(fault.error))
            }
            Err(fault) => link.after(fault),
        },
        Outcome::Rollback => {
            link.roll_back();
            Next::Answer(Ok(()))
        }
        Outcome::Fault(fault) => {
            link.roll_back();
            link.after(fault)
        }
        Outcome::Panic(payload) => {
            link.roll_back();
            resume_unwind(payload)
        }
    }
}

fn commit(conn: &mut Conn) -> Result<(), Fault> {
    if is_open(conn) {
        AnsiTransactionManager::commit_transaction(conn)?;
    }
    Ok(())
}

impl Link {
    fn roll_back(&mut self) {
        if is_open(&mut self.conn)
            && AnsiTransactionManager::rollback_transaction(&mut self.conn).is_err()
        {
            self.is_lost = true;
        }
    }

    fn after(&mut self, fault: Fault) -> Next {
        match fault.cure {
            Cure::Tell => Next::Answer(Err(fault.error)),
            Cure::Retry => Next::Again(fault.error),
            Cure::Reconnect => {
                self.is_lost = true;
                Next::Again(fault.error)
            }
        }
    }
}

impl Database for PostgresStore {
    fn ping(&self) -> Result<(), StoreError> {
        self.probe(|link| {
            let answer = link.conn.batch_execute("select 1");
            answer.map_err(|error| Fault::from(error).error)
        })
    }

    fn is_migrated(&self) -> Result<bool, StoreError> {
        self.probe(|link| migrate::is_migrated(&mut link.conn, &migrate::POSTGRES))
    }

    fn now(&self) -> Result<Option<UtcDateTime>, StoreError> {
        self.probe(|link| {
            let now: Result<DbTime, _> =
                sql::<Moment>("select clock_timestamp()").get_result(&mut link.conn);
            now.map(|now| Some(now.0))
                .map_err(|error| Fault::from(error).error)
        })
    }

    fn pool_status(&self) -> PoolStatus {
        PoolStatus::of(&self.pool)
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        self.probe(|link| {
            let facts: Result<(String, i64), _> = sql::<(Text, BigInt)>(
                "select current_setting('server_version'), pg_database_size(current_database())",
            )
            .get_result(&mut link.conn);
            let (version, bytes) = facts.map_err(|error| Fault::from(error).error)?;
            Ok(DatabaseFacts {
                kind: "postgres",
                version,
                bytes,
            })
        })
    }
}
