//! A store that rings a bell when a write has left something in the outbox.

use std::sync::Arc;

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
use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};
use scheduler_domain::text::Email;

use crate::bell::Bell;

/// Without it mails would leave at the worker's next look, some seconds later.
pub(crate) struct WakingStore {
    inner: Arc<dyn Store>,
    bell: Arc<Bell>,
}

impl WakingStore {
    pub(crate) fn new(inner: Arc<dyn Store>, bell: Arc<Bell>) -> Self {
        Self { inner, bell }
    }
}

impl Store for WakingStore {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        if mode != Mode::Write {
            return self.inner.run(mode, work);
        }
        let mut has_notices = false;
        self.inner.run(mode, &mut |tx| {
            let mut tx = WatchedTx {
                inner: tx,
                has_notices: false,
            };
            let verdict = work(&mut tx);
            has_notices = tx.has_notices && verdict == Verdict::Commit;
            verdict
        })?;
        if has_notices {
            self.bell.ring();
        }
        Ok(())
    }

    fn is_near(&self) -> bool {
        self.inner.is_near()
    }
}

struct WatchedTx<'a> {
    inner: &'a mut dyn Tx,
    has_notices: bool,
}

impl Tx for WatchedTx<'_> {
    fn lock_people(&mut self, people: &[Email]) -> Result<(), StoreError> {
        self.inner.lock_people(people)
    }

    fn users(&mut self) -> &mut dyn UserRepo {
        self.inner.users()
    }

    fn people(&mut self) -> &mut dyn PeopleRepo {
        self.inner.people()
    }

    fn roles(&mut self) -> &mut dyn RoleRepo {
        self.inner.roles()
    }

    fn settings(&mut self) -> &mut dyn SettingsRepo {
        self.inner.settings()
    }

    fn account_deletions(&mut self) -> &mut dyn AccountDeletionRepo {
        self.inner.account_deletions()
    }

    fn sessions(&mut self) -> &mut dyn SessionRepo {
        self.inner.sessions()
    }

    fn secrets(&mut self) -> &mut dyn SecretRepo {
        self.inner.secrets()
    }

    fn meetings(&mut self) -> &mut dyn MeetingRepo {
        self.inner.meetings()
    }

    fn participants(&mut self) -> &mut dyn ParticipantRepo {
        self.inner.participants()
    }

    fn busy(&mut self) -> &mut dyn BusyRepo {
        self.inner.busy()
    }

    fn address_changes(&mut self) -> &mut dyn AddressChangeRepo {
        self.inner.address_changes()
    }

    fn former_replies(&mut self) -> &mut dyn FormerReplyRepo {
        self.inner.former_replies()
    }

    fn transfers(&mut self) -> &mut dyn TransferRepo {
        self.inner.transfers()
    }

    fn circle(&mut self) -> &mut dyn CircleRepo {
        self.inner.circle()
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self.has_notices = true;
        self.inner.outbox()
    }

    fn allowances(&mut self) -> &mut dyn AllowanceRepo {
        self.inner.allowances()
    }

    fn opt_outs(&mut self) -> &mut dyn OptOutRepo {
        self.inner.opt_outs()
    }

    fn marks(&mut self) -> &mut dyn MarkRepo {
        self.inner.marks()
    }

    fn answers(&mut self) -> &mut dyn AnswerRepo {
        self.inner.answers()
    }

    fn oversight(&mut self) -> &mut dyn OversightRepo {
        self.inner.oversight()
    }

    fn audit(&mut self) -> &mut dyn AuditRepo {
        self.inner.audit()
    }
}
