//! The store on SQLite.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::RunQueryDsl;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::Pool;
use diesel::sql_types::{BigInt, Text};
use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};

use super::Conn;
use super::connection::{Manager, prober, readers};
use super::desk::{Desk, guard};
use super::queries::{Outcome, attempt, sql};
use crate::database::{Database, DatabaseFacts, PoolStatus, Settings, no_connection};
use crate::deadline::Deadline;
use crate::error::Fault;
use crate::migrate;
use time::UtcDateTime;

/// Writes go through the [`Desk`], one after the other on their callers' threads; a group of
/// them shares a commit. Reads have connections of their own.
pub(crate) struct SqliteStore {
    path: String,
    waiting: AtomicUsize,
    desk: Mutex<Desk>,
    readers: Pool<Manager>,
    deadline: Duration,
    /// For the question whether the database is there, which shall not wait for other readers.
    probe: Mutex<Option<Conn>>,
}

impl SqliteStore {
    pub(crate) fn new(path: &str, settings: &Settings) -> Self {
        Self {
            path: path.to_owned(),
            waiting: AtomicUsize::new(0),
            desk: Mutex::default(),
            readers: readers(path, settings.connections, settings.patience),
            deadline: settings.deadline,
            probe: Mutex::default(),
        }
    }

    fn probe<T>(
        &self,
        question: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut probe = guard(&self.probe);
        let mut conn = match probe.take() {
            Some(conn) => conn,
            None => prober(&self.path).map_err(|fault| fault.error)?,
        };
        let answer = question(&mut conn)?;
        *probe = Some(conn);
        Ok(answer)
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Verdict) -> Result<(), StoreError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut desk = guard(&self.desk);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let batch = desk.join(&self.path).map_err(|fault| fault.error)?;
        let ran = desk.member(work);
        let told = match ran.lost {
            Some(why) => {
                desk.give_up();
                Some(Err(why))
            }
            None if self.waiting.load(Ordering::SeqCst) == 0 || desk.is_full_or_old() => {
                Some(desk.commit())
            }
            // The next in the queue inherits the batch.
            None => None,
        };
        // Before waking the others, so that the next batch begins at once.
        drop(desk);
        if let Some(result) = told {
            batch.tell(result);
        }
        // A refused member waits too: its reason may rest on a mate that fails to commit.
        let result = batch.wait();
        match ran.outcome {
            Outcome::Panic(payload) => resume_unwind(payload),
            Outcome::Fault(fault) => result.and(Err(fault.error)),
            Outcome::Commit | Outcome::Rollback => result,
        }
    }

    fn read(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        let _deadline = Deadline::after(self.deadline);
        let mut conn = self
            .readers
            .get()
            .map_err(|error| no_connection(&self.readers, error))?;
        let outcome = if mode == Mode::Read {
            snapshot(&mut conn, work).map_err(|fault| fault.error)?
        } else {
            attempt(&mut conn, mode, work)
        };
        match outcome {
            Outcome::Panic(payload) => {
                drop(conn);
                resume_unwind(payload)
            }
            Outcome::Fault(fault) => Err(fault.error),
            Outcome::Commit | Outcome::Rollback => Ok(()),
        }
    }
}

fn snapshot(
    conn: &mut Conn,
    work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
) -> Result<Outcome, Fault> {
    AnsiTransactionManager::begin_transaction(conn)?;
    let outcome = attempt(conn, Mode::Read, work);
    AnsiTransactionManager::rollback_transaction(conn)?;
    Ok(outcome)
}

impl Store for SqliteStore {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        match mode {
            Mode::Write => self.write(work),
            Mode::Read | Mode::Glance => self.read(mode, work),
        }
    }

    /// Readers wait neither for the writer nor for each other. A glance takes 10 to 50 µs while
    /// the file is in the machine's memory.
    fn is_near(&self) -> bool {
        true
    }
}

impl Database for SqliteStore {
    fn ping(&self) -> Result<(), StoreError> {
        self.probe(|conn| {
            conn.batch_execute("select 1 from sqlite_schema limit 1")
                .map_err(|error| Fault::from(error).error)
        })
    }

    fn is_migrated(&self) -> Result<bool, StoreError> {
        self.probe(|conn| migrate::is_migrated(conn, &migrate::SQLITE))
    }

    fn now(&self) -> Result<Option<UtcDateTime>, StoreError> {
        Ok(None)
    }

    fn pool_status(&self) -> PoolStatus {
        PoolStatus::of(&self.readers)
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        let mut conn = self
            .readers
            .get()
            .map_err(|error| no_connection(&self.readers, error))?;
        let facts: Result<(String, i64), _> = sql::<(Text, BigInt)>(
            "select sqlite_version(), page_count * page_size
            from pragma_page_count(), pragma_page_size()",
        )
        .get_result(&mut *conn);
        let (version, bytes) = facts.map_err(|error| Fault::from(error).error)?;
        Ok(DatabaseFacts {
            kind: "sqlite",
            version,
            bytes,
        })
    }
}
