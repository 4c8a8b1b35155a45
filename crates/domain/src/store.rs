//! The unit of work. A use case opens one transaction through [`Store`] and reaches every
//! repository through the [`Tx`] it is handed.
//!
//! To write another backend, implement [`Store`], [`Tx`] and the repository traits, and let
//! `scheduler_testkit::conformance!` judge it.

use std::error::Error;
use std::sync::Arc;

use thiserror::Error;

use crate::admin::oversight::OversightRepo;
use crate::admin::{PeopleRepo, RoleRepo, SettingsRepo};
use crate::audit::AuditRepo;
use crate::auth::{AccountDeletionRepo, AddressChangeRepo, SecretRepo, SessionRepo, UserRepo};
use crate::conflicts::{BusyRepo, CircleRepo};
use crate::idempotency::AnswerRepo;
use crate::mail_limits::AllowanceRepo;
use crate::meetings::{FormerReplyRepo, MeetingRepo, TransferRepo};
use crate::notifications::{MarkRepo, Outbox};
use crate::opt_out::OptOutRepo;
use crate::participants::ParticipantRepo;
use crate::text::Email;

/// How a transaction begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Several statements that see one snapshot. Writing is an error.
    Read,
    /// One statement; no transaction is opened. Writing is an error.
    Glance,
    /// All or nothing; durable once `run` has answered.
    Write,
}

/// What becomes of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep what was written.
    Commit,
    /// Undo it.
    Rollback,
}

/// What a uniqueness rule protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A user's e-mail address.
    UserEmail,
    /// A user's name, ignoring case.
    Username,
    /// A role's name, ignoring case.
    RoleName,
    /// An e-mail address among the participants of one meeting.
    Participant,
    /// The name of a secret.
    Secret,
    /// Any other key; two ids met, for instance.
    Other,
}

/// Why the store did not do it. Nothing was written, except where [`Store::run`] says otherwise.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// Others were in the way for too long; trying again later helps.
    #[error("the store is busy")]
    Busy,
    /// The work took longer than a request may, and was stopped; trying the same again does not help.
    #[error("the deadline has passed")]
    DeadlineExceeded,
    /// The row is no longer at the version that the caller read.
    #[error("the row has changed in the meantime")]
    Stale,
    /// Another row has this key already.
    #[error("there is another row with this key: {0:?}")]
    Duplicate(Key),
    /// The database cannot be reached or failed; trying again later may help.
    #[error("the store is not available")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// What is stored makes no sense.
    #[error("stored data makes no sense: {0}")]
    Corrupt(String),
    /// The calling code broke a promise of the port, such as writing in a read, or putting
    /// somebody into a time who is not locked.
    #[error("misuse of the store: {0}")]
    Misuse(&'static str),
}

/// The repositories of one open transaction. This list is the map of what is stored.
///
/// The first [`StoreError`] of a transaction is remembered: every later call fails with it, and
/// the transaction is rolled back even when the caller swallows it and asks for a commit.
/// [`StoreError::Duplicate`] and [`StoreError::Stale`] count too.
pub trait Tx {
    /// Until the end of this transaction nobody else can lock these people, and so nobody else
    /// can put them into a time. Called at most once in a transaction, after the one meeting it
    /// may change has been found and before anything is read that the decision rests on.
    /// Order and doubles in `people` do not matter.
    fn lock_people(&mut self, people: &[Email]) -> Result<(), StoreError>;

    /// Accounts.
    fn users(&mut self) -> &mut dyn UserRepo;
    /// Accounts, as administration sees them.
    fn people(&mut self) -> &mut dyn PeopleRepo;
    /// Roles, and who has which.
    fn roles(&mut self) -> &mut dyn RoleRepo;
    /// What staff has decided about the instance.
    fn settings(&mut self) -> &mut dyn SettingsRepo;
    /// Accounts that go away piece by piece.
    fn account_deletions(&mut self) -> &mut dyn AccountDeletionRepo;
    /// Changes of addresses.
    fn address_changes(&mut self) -> &mut dyn AddressChangeRepo;
    /// Log-ins.
    fn sessions(&mut self) -> &mut dyn SessionRepo;
    /// Keys that the server made for itself.
    fn secrets(&mut self) -> &mut dyn SecretRepo;
    /// Meetings.
    fn meetings(&mut self) -> &mut dyn MeetingRepo;
    /// Who was invited to a meeting, and the answers.
    fn participants(&mut self) -> &mut dyn ParticipantRepo;
    /// Who is busy when.
    fn busy(&mut self) -> &mut dyn BusyRepo;
    /// Replies that moves took away.
    fn former_replies(&mut self) -> &mut dyn FormerReplyRepo;
    /// Offers of meetings to other users.
    fn transfers(&mut self) -> &mut dyn TransferRepo;
    /// Who has met whom.
    fn circle(&mut self) -> &mut dyn CircleRepo;
    /// Mails to send, being sent, and sent.
    fn outbox(&mut self) -> &mut dyn Outbox;
    /// What is used of the mail limits.
    fn allowances(&mut self) -> &mut dyn AllowanceRepo;
    /// Addresses that get no e-mails.
    fn opt_outs(&mut self) -> &mut dyn OptOutRepo;
    /// How far the server has come with what it does by itself.
    fn marks(&mut self) -> &mut dyn MarkRepo;
    /// Answers kept for requests that are sent again.
    fn answers(&mut self) -> &mut dyn AnswerRepo;
    /// Everything, for who runs the server.
    fn oversight(&mut self) -> &mut dyn OversightRepo;
    /// Who did what.
    fn audit(&mut self) -> &mut dyn AuditRepo;
}

/// Opens transactions.
pub trait Store: Send + Sync {
    /// Runs `work` in a transaction of its own and ends it as `work` says; a panic in `work`
    /// rolls back and goes on to the caller. `work` may run again after contention, so it must
    /// do no other input or output, and must not call the store.
    ///
    /// When this answers `Ok` after [`Verdict::Commit`] in [`Mode::Write`], what was written
    /// survives the loss of the process and of power. When it answers an error, nothing was
    /// written, except that a commit that broke off (the connection was lost, the disk failed to
    /// sync) leaves it open which of the two it was.
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError>;

    /// Whether a glance at a few rows takes no longer, as a rule, than handing it to another
    /// thread would: the data is in this process or in this machine's memory, and nobody has to be
    /// waited for. Then callers who must not wait may glance all the same.
    fn is_near(&self) -> bool {
        false
    }
}

impl dyn Store + '_ {
    /// Commits when `work` answers `Ok`; rolls back on `Err` and on panic.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run_for(Mode::Write, work)
    }

    /// Several statements on one snapshot.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run_for(Mode::Read, work)
    }

    /// One statement, the cheapest way to read.
    pub fn glance<T, E: From<StoreError>>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run_for(Mode::Glance, work)
    }

    fn run_for<T, E: From<StoreError>>(
        &self,
        mode: Mode,
        mut work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut out = Err(E::from(StoreError::Busy));
        self.run(mode, &mut |tx| {
            out = work(tx);
            if out.is_ok() {
                Verdict::Commit
            } else {
                Verdict::Rollback
            }
        })?;
        out
    }
}
