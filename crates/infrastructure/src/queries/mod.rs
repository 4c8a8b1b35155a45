//! The repositories. This folder is compiled once for each database; all that differs is in the
//! `dialect` beside it.

/// Whether `column`, which is in lower case, contains each text of a JSON list.
macro_rules! contains_all {
    ($column:literal, $list:literal) => {
        concat!(
            before_deadline!(),
            " and not exists (select 1 from ",
            texts!($list),
            " where ",
            position!($column, "n.value"),
            " = 0)"
        )
    };
}

mod account_deletions;
mod address_changes;
mod allowances;
mod answers;
mod audit;
mod busy;
mod circle;
mod deliveries;
mod facts;
mod former_replies;
mod marks;
mod meeting_list;
mod meetings;
mod narrow;
mod notification_rows;
mod notifications;
mod opt_outs;
mod oversight;
mod oversight_figures;
mod participants;
mod people;
mod roles;
mod secrets;
mod sessions;
mod settings;
mod sql;
mod transfers;
mod users;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::RunQueryDsl;
use scheduler_domain::admin::oversight::OversightRepo;
use scheduler_domain::admin::{PeopleRepo, RoleRepo, SettingsRepo};
use scheduler_domain::audit::AuditRepo;
use scheduler_domain::auth::{
    AccountDeletionRepo, AddressChangeRepo, SecretRepo, SessionRepo, UserRepo,
};
use scheduler_domain::conflicts::{BusyRepo, CircleRepo};
use scheduler_domain::idempotency::AnswerRepo;
use scheduler_domain::mail_limits::AllowanceRepo;
use scheduler_domain::meetings::{FormerReplyRepo, MeetingRepo, TransferRepo};
use scheduler_domain::notifications::{MarkRepo, Outbox};
use scheduler_domain::opt_out::OptOutRepo;
use scheduler_domain::participants::ParticipantRepo;
use scheduler_domain::store::{Mode, StoreError, Tx, Verdict};
use scheduler_domain::text::Email;

use super::{Conn, Db, dialect};
use crate::error::{Cure, Fault};
pub(super) use narrow::both_cases;
pub(super) use sql::{Sql, sql};

/// How one run of a unit of work came out, before its transaction is ended.
pub(super) enum Outcome {
    Commit,
    Rollback,
    Fault(Fault),
    Panic(Box<dyn Any + Send>),
}

/// Runs `work` on a connection on which the transaction has begun.
pub(super) fn attempt(
    conn: &mut Conn,
    mode: Mode,
    work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
) -> Outcome {
    let mut tx = DieselTx {
        conn,
        mode,
        locked: None,
        later: Vec::new(),
        fault: None,
    };
    let worked = catch_unwind(AssertUnwindSafe(|| {
        let verdict = work(&mut tx);
        if verdict == Verdict::Commit {
            tx.send_rest();
        }
        verdict
    }));
    match worked {
        Err(payload) => Outcome::Panic(payload),
        Ok(verdict) => match (tx.fault, verdict) {
            // Whoever asks for a rollback has made an error of its own of the fault.
            (Some(fault), Verdict::Rollback) if fault.cure == Cure::Tell => Outcome::Rollback,
            (Some(fault), _) => Outcome::Fault(fault),
            (None, Verdict::Commit) => Outcome::Commit,
            (None, Verdict::Rollback) => Outcome::Rollback,
        },
    }
}

/// One transaction. It remembers its first fault, so that a caller who swallows one commits
/// on neither database.
struct DieselTx<'c> {
    conn: &'c mut Conn,
    mode: Mode,
    locked: Option<Vec<Email>>,
    /// Writes that leave with the next statement, or else at the end.
    later: Vec<Sql<'static, ()>>,
    fault: Option<Fault>,
}

impl DieselTx<'_> {
    fn read<T>(
        &mut self,
        query: impl FnOnce(&mut Conn) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        if let Some(fault) = &self.fault {
            return Err(fault.error.clone());
        }
        let later = std::mem::take(&mut self.later);
        dialect::begin(self.conn, self.mode)
            .and_then(|()| together(self.conn, later))
            .and_then(|()| query(self.conn))
            .map_err(|fault| self.fault.insert(fault).error.clone())
    }

    fn write<T>(
        &mut self,
        query: impl FnOnce(&mut Conn) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let may_write = self.is_write();
        self.read(|conn| {
            if may_write {
                query(conn)
            } else {
                Err(StoreError::Misuse("writing in a read").into())
            }
        })
    }

    /// An insert or update that answers nothing. Where a statement is a journey it waits for the next
    /// one, and so does its fault.
    fn write_later(&mut self, mut statement: Sql<'_, ()>) -> Result<(), StoreError> {
        if dialect::IS_FAR && self.is_write() && self.fault.is_none() {
            // Parts of one statement are carried out in any order, but ids tell what came first: what waits
            // leaves now.
            if self.later.iter().any(|other| other.is_like(&statement)) {
                self.write(|_conn| Ok(()))?;
            }
            self.later.push(statement.into_owned());
            return Ok(());
        }
        let parts = statement.take_parts();
        self.write(|conn| {
            for (_name, part) in parts {
                part.execute(conn)?;
            }
            statement.execute(conn)?;
            Ok(())
        })
    }

    /// Sends what still waits. One that may be repeated is a transaction by itself, if nothing else was
    /// asked: whoever does not learn how it ended sends it again.
    fn send_rest(&mut self) {
        let later = std::mem::take(&mut self.later);
        if later.is_empty() || self.fault.is_some() {
            return;
        }
        let is_enough = matches!(&*later, [alone] if alone.is_repeatable);
        let begun = if is_enough {
            Ok(())
        } else {
            dialect::begin(self.conn, self.mode)
        };
        self.fault = begun.and_then(|()| together(self.conn, later)).err();
    }

    /// A write that must find its row.
    fn write_one<E: Into<Fault>>(
        &mut self,
        query: impl FnOnce(&mut Conn) -> Result<usize, E>,
    ) -> Result<(), StoreError> {
        self.write(|conn| match query(conn).map_err(Into::into)? {
            0 => Err(StoreError::Stale.into()),
            _some => Ok(()),
        })
    }

    fn is_write(&self) -> bool {
        self.mode == Mode::Write
    }
}

fn together(conn: &mut Conn, mut statements: Vec<Sql<'static, ()>>) -> Result<(), Fault> {
    if let Some(last) = statements.pop() {
        last.after(statements).execute(conn)?;
    }
    Ok(())
}

impl Tx for DieselTx<'_> {
    fn lock_people(&mut self, people: &[Email]) -> Result<(), StoreError> {
        let is_second = self.locked.is_some();
        self.write(|conn| {
            if is_second {
                return Err(StoreError::Misuse("locking people twice").into());
            }
            Ok(dialect::lock_people(conn, people)?)
        })?;
        self.locked = Some(people.to_vec());
        Ok(())
    }

    fn users(&mut self) -> &mut dyn UserRepo {
        self
    }

    fn people(&mut self) -> &mut dyn PeopleRepo {
        self
    }

    fn roles(&mut self) -> &mut dyn RoleRepo {
        self
    }

    fn settings(&mut self) -> &mut dyn SettingsRepo {
        self
    }

    fn account_deletions(&mut self) -> &mut dyn AccountDeletionRepo {
        self
    }

    fn address_changes(&mut self) -> &mut dyn AddressChangeRepo {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepo {
        self
    }

    fn secrets(&mut self) -> &mut dyn SecretRepo {
        self
    }

    fn meetings(&mut self) -> &mut dyn MeetingRepo {
        self
    }

    fn participants(&mut self) -> &mut dyn ParticipantRepo {
        self
    }

    fn busy(&mut self) -> &mut dyn BusyRepo {
        self
    }

    fn former_replies(&mut self) -> &mut dyn FormerReplyRepo {
        self
    }

    fn transfers(&mut self) -> &mut dyn TransferRepo {
        self
    }

    fn circle(&mut self) -> &mut dyn CircleRepo {
        self
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self
    }

    fn allowances(&mut self) -> &mut dyn AllowanceRepo {
        self
    }

    fn opt_outs(&mut self) -> &mut dyn OptOutRepo {
        self
    }

    fn marks(&mut self) -> &mut dyn MarkRepo {
        self
    }

    fn answers(&mut self) -> &mut dyn AnswerRepo {
        self
    }

    fn oversight(&mut self) -> &mut dyn OversightRepo {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditRepo {
        self
    }
}
