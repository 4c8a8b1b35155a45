//! A whole backend in memory, for tests. It keeps every promise of the ports but one: what was
//! written does not survive the process.

mod account_deletions;
mod address_changes;
mod allowances;
mod answers;
mod audit;
mod busy;
mod circle;
mod former_replies;
mod listing;
mod marks;
mod meetings;
mod opt_outs;
mod outbox;
mod oversight;
mod participants;
mod people;
mod persons;
mod roles;
mod table;
mod transfers;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use scheduler_domain::admin::oversight::OversightRepo;
use scheduler_domain::admin::{InstanceSettings, PeopleRepo, Role, RoleRepo, SettingsRepo};
use scheduler_domain::audit::{AuditRepo, Entry};
use scheduler_domain::auth::{
    AccountDeletion, AccountDeletionRepo, AddressChange, AddressChangeRepo, Device, SecretRepo,
    Session, SessionRepo, User, UserRepo,
};
use scheduler_domain::conflicts::{BusyKind, BusyRepo, CircleRepo};
use scheduler_domain::idempotency::AnswerRepo;
use scheduler_domain::ids::{
    EntryId, MeetingId, MessageId, NotificationId, ParticipantId, RoleId, SessionId, UserId,
};
use scheduler_domain::mail_limits::{AllowanceRepo, Subject};
use scheduler_domain::meetings::{
    FormerReplies, FormerReplyRepo, Meeting, MeetingRepo, TransferRepo,
};
use scheduler_domain::notifications::{Mark, MarkRepo, Outbox};
use scheduler_domain::opt_out::OptOutRepo;
use scheduler_domain::participants::{Participant, ParticipantRepo};
use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;
use time::UtcDateTime;

use self::table::Table;
use crate::conformance::TestStore;

/// Writes run one after the other, each on its own copy of what it touches; reads see what was
/// committed when they began and wait for nobody.
#[derive(Default)]
pub struct MemoryStore {
    writer: Mutex<()>,
    committed: RwLock<State>,
}

impl MemoryStore {
    /// An empty one.
    pub fn fresh() -> Arc<Self> {
        Arc::new(Self::default())
    }

    fn snapshot(&self) -> State {
        self.committed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl TestStore for Arc<MemoryStore> {
    fn store(&self) -> Option<Arc<dyn Store>> {
        Some(self.clone())
    }
}

impl Store for MemoryStore {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        let _turn: Option<MutexGuard<'_, ()>> = (mode == Mode::Write)
            .then(|| self.writer.lock().unwrap_or_else(PoisonError::into_inner));
        let mut tx = MemoryTx {
            mode,
            state: self.snapshot(),
            locked: None,
            fault: None,
        };
        let verdict = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(panic) => resume_unwind(panic),
        };
        match (verdict, tx.fault) {
            (Verdict::Rollback, _) => Ok(()),
            (Verdict::Commit, Some(fault)) => Err(fault),
            (Verdict::Commit, None) => {
                if mode == Mode::Write {
                    *self
                        .committed
                        .write()
                        .unwrap_or_else(PoisonError::into_inner) = tx.state;
                }
                Ok(())
            }
        }
    }
}

/// Everything that is stored. A clone shares its tables until one of the two changes.
#[derive(Clone, Default)]
struct State {
    users: Table<UserId, User>,
    roles: Table<RoleId, Role>,
    settings: InstanceSettings,
    user_roles: Table<(UserId, RoleId), ()>,
    account_deletions: Table<UserId, AccountDeletion>,
    address_changes: Table<MessageId, AddressChange>,
    sessions: Table<SessionId, (Session, Device)>,
    secrets: Table<String, Vec<u8>>,
    /// Without participants; the organiser's address and name are the account's.
    meetings: Table<MeetingId, Meeting>,
    /// Without the account.
    participants: Table<(MeetingId, ParticipantId), Participant>,
    busy: Table<(Email, TimeRange, MeetingId), BusyKind>,
    /// Both sides of each pair.
    circle: Table<(Email, Email), ()>,
    former_replies: Table<MeetingId, FormerReplies>,
    transfers: Table<(MeetingId, UserId), transfers::Row>,
    notices: Table<NotificationId, outbox::Row>,
    allowances: Table<Subject, allowances::Row>,
    opt_outs: Table<Email, UtcDateTime>,
    marks: Table<String, Mark>,
    answers: Table<(String, String), answers::Row>,
    audit: Table<EntryId, Entry>,
    last_participant: i64,
    last_notice: i64,
    last_entry: i64,
}

struct MemoryTx {
    mode: Mode,
    state: State,
    locked: Option<BTreeSet<Email>>,
    fault: Option<StoreError>,
}

impl MemoryTx {
    /// Every call of a repository goes through here, so that the first fault is the last word.
    fn read<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let result = work(self);
        self.fault = result.as_ref().err().cloned();
        result
    }

    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read(|tx| match tx.mode {
            Mode::Write => work(tx),
            Mode::Read | Mode::Glance => Err(StoreError::Misuse("writing in a read")),
        })
    }
}

impl Tx for MemoryTx {
    fn lock_people(&mut self, people: &[Email]) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.locked.is_some() {
                return Err(StoreError::Misuse("people are locked once"));
            }
            tx.locked = Some(people.iter().cloned().collect());
            Ok(())
        })
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
