//! The desk at which writers queue. Whoever is served joins the open batch, runs in a savepoint
//! of its own, and either leaves the batch to the next in the queue or commits it.
//!
//! Nobody is forgotten: who is counted as waiting will be served and decides again, and the last
//! one sees that nobody waits. There is no timer and no thread of its own.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use scheduler_domain::store::{Mode, StoreError, Tx, Verdict};

use super::Conn;
use super::connection::{set_patience, writer};
use super::queries::{Outcome, attempt};
use crate::error::Fault;

/// More members gain nothing.
const MOST_MEMBERS: u32 = 64;
/// A member takes about 0.2 ms; on a slow disk 2 ms would cut batches at a quarter of their
/// size, and 10 ms gain nothing.
const OLDEST: Duration = Duration::from_millis(5);
/// Who waits for another process makes all others wait.
const PATIENCE: Duration = Duration::from_millis(500);

type Manager = AnsiTransactionManager;

/// The one connection that writes, and the batch that is open on it.
#[derive(Default)]
pub(super) struct Desk {
    conn: Option<Conn>,
    open: Option<Open>,
    /// Somebody has waited in vain for another process that writes.
    is_locked: bool,
}

struct Open {
    batch: Arc<Batch>,
    since: Instant,
    members: u32,
}

/// Transactions that share a commit, and so its result.
#[derive(Default)]
pub(super) struct Batch {
    result: Mutex<Option<Result<(), StoreError>>>,
    told: Condvar,
}

/// A member of a batch that has run.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    /// The whole batch is lost, and why.
    pub(super) lost: Option<StoreError>,
}

impl Desk {
    /// The open batch, or a new one.
    pub(super) fn join(&mut self, path: &str) -> Result<Arc<Batch>, Fault> {
        if let Some(open) = &self.open {
            return Ok(Arc::clone(&open.batch));
        }
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => writer(path, PATIENCE)?,
        };
        if self.is_locked {
            // One has waited for all: readers need the threads.
            set_patience(&mut conn, Duration::ZERO)?;
        }
        // Through the manager, so that it counts the depth of savepoints.
        if let Err(error) = Manager::begin_transaction_sql(&mut conn, "BEGIN IMMEDIATE") {
            let fault = Fault::from(error);
            self.is_locked = matches!(fault.error, StoreError::Busy);
            return Err(fault);
        }
        if self.is_locked {
            set_patience(&mut conn, PATIENCE)?;
            self.is_locked = false;
        }
        self.conn = Some(conn);
        let batch = Arc::<Batch>::default();
        self.open = Some(Open {
            batch: Arc::clone(&batch),
            since: Instant::now(),
            members: 0,
        });
        Ok(batch)
    }

    /// Runs a member. A statement can end the whole transaction (a full disk, an I/O error);
    /// then the end of the savepoint fails too, and with it every member.
    pub(super) fn member(&mut self, work: &mut dyn FnMut(&mut dyn Tx) -> Verdict) -> Ran {
        let Some((conn, open)) = self.conn.as_mut().zip(self.open.as_mut()) else {
            return Ran::failed(StoreError::Misuse("no batch is open").into());
        };
        open.members += 1;
        if let Err(error) = Manager::begin_transaction(conn) {
            return Ran::failed(error.into());
        }
        let outcome = attempt(conn, Mode::Write, work);
        let ended = match &outcome {
            Outcome::Commit => Manager::commit_transaction(conn),
            Outcome::Rollback | Outcome::Fault(_) | Outcome::Panic(_) => {
                Manager::rollback_transaction(conn)
            }
        };
        let lost = ended.err().map(|error| Fault::from(error).error);
        Ran { outcome, lost }
    }

    /// Whether the batch must not grow.
    pub(super) fn is_full_or_old(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.members >= MOST_MEMBERS || open.since.elapsed() >= OLDEST)
    }

    /// Makes the batch durable. After a failure the connection is given up, which undoes it.
    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        self.open = None;
        let mut conn = self
            .conn
            .take()
            .ok_or(StoreError::Misuse("no batch is open"))?;
        Manager::commit_transaction(&mut conn).map_err(|error| Fault::from(error).error)?;
        self.conn = Some(conn);
        Ok(())
    }

    /// Gives up the connection and the batch.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }
}

impl Ran {
    fn failed(fault: Fault) -> Self {
        let lost = Some(fault.error.clone());
        let outcome = Outcome::Fault(fault);
        Self { outcome, lost }
    }
}

impl Batch {
    /// Wakes every member.
    pub(super) fn tell(&self, result: Result<(), StoreError>) {
        *guard(&self.result) = Some(result);
        self.told.notify_all();
    }

    /// Until it is known whether the batch is durable.
    pub(super) fn wait(&self) -> Result<(), StoreError> {
        let mut result = guard(&self.result);
        loop {
            match &*result {
                Some(known) => return known.clone(),
                None => {
                    result = self
                        .told
                        .wait(result)
                        .unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}

/// What a panic left behind is as good as before: panics in `work` are caught inside the lock.
pub(super) fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
