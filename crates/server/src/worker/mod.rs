//! The thread that sends mail and clears away what has ended. Several processes may each have
//! one: what a worker sends is claimed first, and clearing away twice does no harm.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_domain::admin::instance_settings;
use scheduler_domain::audit::purge_audit;
use scheduler_domain::auth::{Tokens, continue_deletions, purge_address_changes, purge_sessions};
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::idempotency::purge_answers;
use scheduler_domain::mail_limits::purge_allowances;
use scheduler_domain::meetings::{purge_former_replies, purge_transfer_offers};
use scheduler_domain::notifications::{
    Delivery, Incident, Mailer, Unreadable, deliver, purge_meeting_mails, purge_notifications,
    purge_superseded, put_watermark_back, release_held, remind,
};
use scheduler_domain::store::{Store, StoreError};
use time::UtcDateTime;

use crate::bell::Bell;

/// Threads that send: a slow mail server does not keep a mail about an account back.
const SENDERS: usize = 2;
/// Mails of one claim; few, since those that a killed process leaves behind wait for its lease.
const BATCH: u32 = 10;
/// Meetings of one transaction that people are reminded of.
const REMINDED: u32 = 100;
/// Between two looks when nobody rings: other processes and second attempts do not.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a look that found nothing: while meetings are planned, each rings for mails that are held. Without a rest
/// the looks took 8 % of the processors (600 a second beside 1,200 creates on PostgreSQL).
const REST: Duration = Duration::from_millis(20);
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
    /// What the database's own clock says, if it has one.
    pub(crate) shared_clock: SharedClock,
    pub(crate) email_verification: bool,
    /// Without a slash at the end.
    pub(crate) public_url: String,
    /// Is told when the outbox was worked on.
    pub(crate) on_success: Box<dyn Fn(UtcDateTime) + Send + Sync>,
    /// Is told when the program panicked.
    pub(crate) on_panic: Box<dyn Fn() + Send + Sync>,
}

/// The clock that all processes share.
pub(crate) type SharedClock =
    Box<dyn Fn() -> Result<Option<UtcDateTime>, StoreError> + Send + Sync>;

/// A worker at work.
pub(crate) struct Worker {
    bell: Arc<Bell>,
    is_home: Receiver<()>,
}

impl Worker {
    /// Sends what waits, and again whenever the bell rings.
    pub(crate) fn start(tools: Tools, bell: Arc<Bell>) -> std::io::Result<Self> {
        let (home, is_home) = channel();
        let shared = Arc::new((tools, Journal::default()));
        for number in 0..SENDERS {
            let (shared, bell, home) = (Arc::clone(&shared), Arc::clone(&bell), home.clone());
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .spawn(move || {
                    let (tools, journal) = &*shared;
                    work(tools, journal, &bell, number == 0);
                    let _nobody_waits = home.send(());
                })?;
        }
        Ok(Self { bell, is_home })
    }

    /// Lets the worker end what it has begun, for so long; whether it did.
    pub(crate) fn stop(self, patience: Duration) -> bool {
        self.bell.end();
        let end = Instant::now() + patience;
        (0..SENDERS).all(|_| {
            let left = end.saturating_duration_since(Instant::now());
            self.is_home.recv_timeout(left).is_ok()
        })
    }
}

/// What the operator must look at.
#[derive(Default)]
struct Journal {
    /// When the mail server last refused this installation.
    refused: Mutex<Option<Instant>>,
    /// When that was last logged.
    warned: Mutex<Option<Instant>>,
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
                *guard(&self.refused) = Some(Instant::now());
                let mut warned = guard(&self.warned);
                if is_past(*warned, WARN_EVERY) {
                    *warned = Some(Instant::now());
                    tracing::warn!(why, "the mail server refuses this server; mails wait");
                }
            }
        }
    }

    /// Whether it is too early to ask the mail server again.
    fn is_refused(&self) -> bool {
        !is_past(*guard(&self.refused), AFTER_REFUSAL)
    }
}

fn guard(at: &Mutex<Option<Instant>>) -> MutexGuard<'_, Option<Instant>> {
    at.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_past(at: Option<Instant>, span: Duration) -> bool {
    at.is_none_or(|at| at.elapsed() >= span)
}

/// The first one reminds and clears away too.
fn work(tools: &Tools, journal: &Journal, bell: &Bell, is_first: bool) {
    let mut purged: Option<Instant> = None;
    let mut pause = Duration::ZERO;
    while bell.wait(pause) {
        let looked = unharmed(tools, || {
            if is_first {
                look(tools, journal)
            } else {
                send(tools, journal)
            }
        });
        pause = match looked {
            Some(Ok(done)) => {
                (tools.on_success)((tools.clock)());
                if done > 0 {
                    Duration::ZERO
                } else {
                    bell.rest(REST);
                    LOOK_EVERY
                }
            }
            Some(Err(error)) => {
                tracing::warn!(error = chain(&error), "the outbox could not be worked on");
                PAUSE
            }
            None => PAUSE,
        };
        if is_first && is_past(purged, PURGE_EVERY) {
            let cleared = || check_clocks(tools).and_then(|now| purge(tools, now));
            match unharmed(tools, cleared) {
                Some(Ok(())) => purged = Some(Instant::now()),
                Some(Err(error)) => {
                    tracing::warn!(error = chain(&error), "nothing was cleared away");
                }
                None => {}
            }
        }
    }
}

/// Nothing, if it panicked: the worker goes on.
fn unharmed<T>(tools: &Tools, work: impl FnOnce() -> T) -> Option<T> {
    let worked = catch_unwind(AssertUnwindSafe(work));
    if worked.is_err() {
        tracing::error!("the worker panicked and goes on");
        (tools.on_panic)();
    }
    worked.ok()
}

/// How much was done; nothing, if nothing is left to do for now.
fn look(tools: &Tools, journal: &Journal) -> Result<usize, StoreError> {
    let is_more = remind(&*tools.store, &ctx(tools), REMINDED)?;
    let sent = send(tools, journal)?;
    let goes_on = continue_deletions(&*tools.store, &ctx(tools), tools.email_verification)?;
    Ok(sent + usize::from(is_more) + usize::from(goes_on))
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
        incidents: &|incident| {
            if matches!(incident, Incident::Panicked(_)) {
                (tools.on_panic)();
            }
            journal.note(incident);
        },
    };
    let done = deliver(&*tools.store, &ctx(tools), &delivery, &tools.clock)?;
    if done > 0 {
        tracing::debug!(done, "worked on the outbox");
    }
    Ok(done)
}

/// By how much clocks may differ before it is told.
const NOTABLE_SKEW: time::Duration = time::Duration::seconds(2);

/// Compares the clocks, and answers what the shared one says: what is cleared away must not go early
/// because this machine's clock is wrong.
fn check_clocks(tools: &Tools) -> Result<UtcDateTime, StoreError> {
    let ours = (tools.clock)();
    let now = (tools.shared_clock)()?.unwrap_or(ours);
    let skew = (ours - now).abs();
    if skew > NOTABLE_SKEW {
        tracing::error!(
            seconds = skew.as_seconds_f64(),
            "the clock of this machine differs from the database's: set both by NTP"
        );
    }
    let ctx = Ctx::new(now, Arc::clone(&tools.entropy));
    if let Some(ahead) = put_watermark_back(&*tools.store, &ctx)? {
        tracing::error!(
            %ahead,
            "reminders were ahead of the clock, since a clock was wrong; they go on from now"
        );
    }
    Ok(now)
}

fn purge(tools: &Tools, now: UtcDateTime) -> Result<(), StoreError> {
    let mut ctx = ctx(tools);
    ctx.now = now;
    release_held(&*tools.store, &ctx)?;
    let sessions = purge_sessions(&*tools.store, &ctx)?;
    let address_changes = purge_address_changes(&*tools.store, &ctx)?;
    let answers = purge_answers(&*tools.store, &ctx)?;
    let settings = instance_settings(&*tools.store)?;
    let mut mails = purge_notifications(&*tools.store, &ctx)?;
    mails += purge_superseded(&*tools.store, &ctx)?;
    if let Some(kept) = settings.sent_mail_retention {
        mails += purge_meeting_mails(&*tools.store, &ctx, kept.span())?;
    }
    let allowances = purge_allowances(&*tools.store, &ctx)?;
    let replies = purge_former_replies(&*tools.store, &ctx)?;
    let offers = purge_transfer_offers(&*tools.store, &ctx)?;
    let entries = purge_audit(&*tools.store, &ctx, settings.audit_retention.span())?;
    if sessions + address_changes + answers + mails + allowances + replies + offers + entries > 0 {
        tracing::info!(
            sessions,
            address_changes,
            answers,
            mails,
            allowances,
            replies,
            offers,
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
