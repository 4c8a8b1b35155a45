//! The thread that sends mail and clears away what has ended. Several processes may each have
//! one: what a worker sends is claimed first, and clearing away twice does no harm.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_domain::admin::instance_settings;
use scheduler_domain::audit::purge_audit;
use scheduler_domain::auth::{Tokens, purge_sessions};
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::idempotency::purge_answers;
use scheduler_domain::mail_limits::purge_allowances;
use scheduler_domain::notifications::{
    Delivery, Incident, Mailer, Unreadable, deliver, purge_meeting_mails, purge_notifications,
    remind,
};
use scheduler_domain::store::{Store, StoreError};
use time::UtcDateTime;

use crate::bell::Bell;

/// Mails of one claim; few, since those that a killed process leaves behind wait for its lease.
const BATCH: u32 = 10;
/// Meetings of one transaction that people are reminded of.
const REMINDED: u32 = 100;
/// Between two looks when nobody rings: other processes and second attempts do not.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After the database failed.
const PAUSE: Duration = Duration::from_secs(2);
/// After the mail server refused this installation, whoever rings.
const AFTER_REFUSAL: Duration = Duration::from_secs(15);
const WARN_EVERY: Duration = Duration::from_mins(1);
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// What the worker works with.
pub(crate) struct Tools {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) mailer: Box<dyn Mailer>,
    pub(crate) tokens: Arc<dyn Tokens>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) clock: fn() -> UtcDateTime,
    pub(crate) email_verification: bool,
    /// Without a slash at the end.
    pub(crate) public_url: String,
}

/// A worker at work.
pub(crate) struct Worker {
    bell: Arc<Bell>,
    is_home: Receiver<()>,
}

impl Worker {
    /// Sends what waits, and again whenever the bell rings.
    pub(crate) fn start(tools: Tools, bell: Arc<Bell>) -> std::io::Result<Self> {
        let (home, is_home) = channel();
        let listening = Arc::clone(&bell);
        thread::Builder::new()
            .name("worker".to_owned())
            .spawn(move || {
                work(&tools, &listening);
                let _nobody_waits = home.send(());
            })?;
        Ok(Self { bell, is_home })
    }

    /// Lets the worker end what it has begun, for so long; whether it did.
    pub(crate) fn stop(self, patience: Duration) -> bool {
        self.bell.end();
        self.is_home.recv_timeout(patience).is_ok()
    }
}

/// What the operator must look at.
#[derive(Default)]
struct Journal {
    /// When the mail server last refused this installation.
    refused: Cell<Option<Instant>>,
    /// When that was last logged.
    warned: Cell<Option<Instant>>,
}

impl Journal {
    fn note(&self, incident: &Incident) {
        match incident {
            Incident::Unreadable(Unreadable { id, fault }) => {
                tracing::error!(notification = id.0, fault, "a mail was given up");
            }
            Incident::Panicked(id) => {
                tracing::error!(notification = id.0, "sending a mail panicked");
            }
            Incident::Refused(why) => {
                self.refused.set(Some(Instant::now()));
                if is_past(self.warned.get(), WARN_EVERY) {
                    self.warned.set(Some(Instant::now()));
                    tracing::warn!(why, "the mail server refuses this server; mails wait");
                }
            }
        }
    }

    /// Whether it is too early to ask the mail server again.
    fn is_refused(&self) -> bool {
        !is_past(self.refused.get(), AFTER_REFUSAL)
    }
}

fn is_past(at: Option<Instant>, span: Duration) -> bool {
    at.is_none_or(|at| at.elapsed() >= span)
}

fn work(tools: &Tools, bell: &Bell) {
    let mut purged: Option<Instant> = None;
    let mut pause = Duration::ZERO;
    let journal = Journal::default();
    while bell.wait(pause) {
        pause = match look(tools, &journal) {
            Ok(0) => LOOK_EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(error = chain(&error), "the outbox could not be worked on");
                PAUSE
            }
        };
        if purged.is_none_or(|at| at.elapsed() >= PURGE_EVERY) {
            match purge(tools) {
                Ok(()) => purged = Some(Instant::now()),
                Err(error) => {
                    tracing::warn!(error = chain(&error), "nothing was cleared away");
                }
            }
        }
    }
}

/// How much was done; nothing, if nothing is left to do for now.
fn look(tools: &Tools, journal: &Journal) -> Result<usize, StoreError> {
    let is_more = remind(&*tools.store, &ctx(tools), REMINDED)?;
    Ok(send(tools, journal)? + usize::from(is_more))
}

fn send(tools: &Tools, journal: &Journal) -> Result<usize, StoreError> {
    if journal.is_refused() {
        return Ok(0);
    }
    let delivery = Delivery {
        mailer: &*tools.mailer,
        tokens: &*tools.tokens,
        public_url: &tools.public_url,
        batch: BATCH,
        incidents: &|incident| journal.note(incident),
    };
    let done = deliver(&*tools.store, &ctx(tools), &delivery, &tools.clock)?;
    if done > 0 {
        tracing::debug!(done, "worked on the outbox");
    }
    Ok(done)
}

fn purge(tools: &Tools) -> Result<(), StoreError> {
    let ctx = ctx(tools);
    let sessions = purge_sessions(&*tools.store, &ctx)?;
    let answers = purge_answers(&*tools.store, &ctx)?;
    let settings = instance_settings(&*tools.store)?;
    let mut mails = purge_notifications(&*tools.store, &ctx)?;
    if let Some(kept) = settings.sent_mail_retention {
        mails += purge_meeting_mails(&*tools.store, &ctx, kept.span())?;
    }
    let allowances = purge_allowances(&*tools.store, &ctx)?;
    let entries = purge_audit(&*tools.store, &ctx, settings.audit_retention.span())?;
    if sessions + answers + mails + allowances + entries > 0 {
        tracing::info!(
            sessions,
            answers,
            mails,
            allowances,
            entries,
            "cleared away what has ended"
        );
    }
    Ok(())
}

fn ctx(tools: &Tools) -> Ctx {
    let mut ctx = Ctx::new((tools.clock)(), Arc::clone(&tools.entropy));
    ctx.email_verification = tools.email_verification;
    ctx
}

/// An error with its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    // PostgreSQL speaks in paragraphs.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
