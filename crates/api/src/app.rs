//! What every handler shares, and the one place that blocks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use actix_web::{HttpResponse, web};
use scheduler_domain::admin::{InstanceSettings, instance_settings};
use scheduler_domain::auth::{Lifetimes, Passwords, Tokens};
use scheduler_domain::conflicts::FreeBusyRules;
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::idempotency::{Answer, OnceError, RequestKey, once};
use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::notifications::Letters;
use scheduler_domain::quotas::{Headroom, Quotas};
use scheduler_domain::store::{Store, StoreError, Tx};
use time::UtcDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::answer::replay;
use crate::auth::HashTime;
use crate::extract::Sessions;
use crate::middleware::{Limits, Metrics, RateLimits, TrustedProxy, present_client};
use crate::problem::{Code, Problem};
use crate::routes::Routes;

/// How many requests of each [`Lane`] may wait for each one that hashes a password.
const WAITING_FOR_EACH_HASH: usize = 16;

/// Whose password is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Of an account that was used from the caller's network before. Waits for hashes that have begun
    /// and for others of this lane only.
    Known,
    /// Of anybody.
    Unknown,
}

/// What the operator decides about the API.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Origins whose pages may call, such as `http://localhost:3000`.
    pub cors_allowed_origins: Vec<String>,
    /// Where clients reach this server, such as `https://meet.example.org`. Without it, links
    /// name the host that the request named.
    pub public_url: Option<String>,
    /// `None` switches all limits off.
    pub rate_limits: Option<RateLimits>,
    /// How many e-mails there may be; none where there are no limits.
    pub mail_limits: Option<MailLimits>,
    /// How much one account may store.
    pub quotas: Quotas,
    /// Whether browsers are told to come by https alone, where `public_url` is https.
    pub hsts: bool,
    /// Opens `/metrics` to requests that bear it; nothing else does.
    pub metrics_token: Option<String>,
    /// The proxies whose word about the client counts, if there are any.
    pub trust_proxy: Option<TrustedProxy>,
    /// How long mails about a change of a meeting wait for the next change.
    pub mail_hold: time::Duration,
    /// Whether an address must be verified before invitations to it are shown.
    pub email_verification: bool,
    /// Which people may know each other's busy time.
    pub free_busy: Arc<FreeBusyRules>,
    /// Of tokens.
    pub lifetimes: Lifetimes,
    /// How many passwords are hashed at once.
    pub hashes_at_once: usize,
}

impl Settings {
    /// The path below which a proxy serves everything, such as `/meet`; mostly empty.
    pub(crate) fn base_path(&self) -> &str {
        let url = self.public_url.as_deref().unwrap_or_default();
        let place = url.split_once("://").map_or("", |(_, place)| place);
        let path = place.find('/').and_then(|at| place.get(at..));
        path.unwrap_or_default().trim_end_matches('/')
    }

    /// Whether clients are told to come by TLS alone.
    pub(crate) fn tells_hsts(&self) -> bool {
        let is_https = |url: &String| url.starts_with("https:");
        self.hsts && self.public_url.as_ref().is_some_and(is_https)
    }
}

/// How many connections a store has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStatus {
    /// All of them.
    pub connections: u32,
    /// Those that nobody uses.
    pub idle: u32,
}

/// Which database this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Its name in a word, such as `sqlite`.
    pub kind: &'static str,
    /// Of the database software.
    pub version: String,
    /// What it takes of the disk.
    pub bytes: i64,
}

/// What is asked of the database beside the store.
pub trait Backend: Send + Sync {
    /// Reachable, and every migration applied. May block.
    fn ready(&self) -> Result<(), StoreError>;

    /// Does not block.
    fn pool(&self) -> PoolStatus;

    /// May block.
    fn facts(&self) -> Result<DatabaseFacts, StoreError>;
}

/// What [`App`] is made of.
pub struct Parts {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The database behind it.
    pub backend: Arc<dyn Backend>,
    /// Hashes.
    pub passwords: Arc<dyn Passwords>,
    /// Signs.
    pub tokens: Arc<dyn Tokens>,
    /// The words of mails.
    pub letters: Arc<dyn Letters>,
    /// This instant.
    pub clock: Arc<dyn Fn() -> UtcDateTime + Send + Sync>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Decisions.
    pub settings: Settings,
}

/// One for all workers of the process.
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) passwords: Arc<dyn Passwords>,
    pub(crate) hash_time: Arc<HashTime>,
    pub(crate) tokens: Arc<dyn Tokens>,
    pub(crate) letters: Arc<dyn Letters>,
    pub(crate) started_at: UtcDateTime,
    pub(crate) settings: Settings,
    pub(crate) sessions: Sessions,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) routes: OnceLock<Routes>,
    clock: Arc<dyn Fn() -> UtcDateTime + Send + Sync>,
    entropy: Arc<dyn Entropy>,
    hashing: Arc<Semaphore>,
    known_line: Arc<Semaphore>,
    unknown_line: Arc<Semaphore>,
    unknown_places: usize,
    /// No more hashes of unknown callers are asked for at once than can begin.
    unknown_turn: Arc<Semaphore>,
    /// Places for work that is done beside the answer.
    afterwards: Arc<Semaphore>,
    draining: AtomicBool,
    headroom: Option<Arc<Headroom>>,
    instance: Mutex<Option<(UtcDateTime, Arc<InstanceSettings>)>>,
}

/// So much work waits beside answers; a reset takes a millisecond or two.
const MOST_AFTERWARDS: usize = 256;

/// How long what staff has decided is kept in this process.
const INSTANCE_KEPT: time::Duration = time::Duration::seconds(3);

/// Runs what takes long, but asks nothing of the store, on a thread that may block.
#[expect(
    clippy::disallowed_methods,
    reason = "the other place that blocks, for extractors"
)]
pub(crate) async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    web::block(work).await.map_err(Problem::internal)?
}

impl App {
    /// The outbox was worked on.
    pub fn note_worker_success(&self, at: UtcDateTime) {
        self.metrics.set_worker_success(at);
    }

    /// The program panicked while it worked on the outbox.
    pub fn note_worker_panic(&self) {
        self.metrics.count_worker_panic();
    }

    /// Ready to be served by [`application`](crate::application).
    ///
    /// # Panics
    /// Never: two figures of one name would be a fault of the source.
    #[expect(clippy::expect_used, reason = "the names of the figures are constants")]
    pub fn new(parts: Parts) -> web::Data<Self> {
        let hashes = parts.settings.hashes_at_once.max(1);
        let quotas = parts.settings.quotas;
        let headroom = (quotas != Quotas::OFF).then(|| Arc::new(Headroom::new(quotas)));
        web::Data::new(Self {
            store: parts.store,
            backend: parts.backend,
            passwords: parts.passwords,
            hash_time: Arc::default(),
            tokens: parts.tokens,
            letters: parts.letters,
            started_at: (parts.clock)(),
            sessions: Sessions::default(),
            limits: Limits::new(&parts.settings),
            metrics: Metrics::try_new().expect("names that differ"),
            routes: OnceLock::new(),
            clock: parts.clock,
            entropy: parts.entropy,
            hashing: Arc::new(Semaphore::new(hashes)),
            known_line: Arc::new(Semaphore::new(hashes * (1 + WAITING_FOR_EACH_HASH))),
            unknown_line: Arc::new(Semaphore::new(hashes * (1 + WAITING_FOR_EACH_HASH))),
            unknown_places: hashes * (1 + WAITING_FOR_EACH_HASH),
            unknown_turn: Arc::new(Semaphore::new(hashes)),
            afterwards: Arc::new(Semaphore::new(MOST_AFTERWARDS)),
            headroom,
            draining: AtomicBool::new(false),
            instance: Mutex::new(None),
            settings: parts.settings,
        })
    }

    /// What staff has decided, or had a moment ago: for what is only a default, or is asked again inside
    /// of the transaction that it decides.
    pub(crate) async fn instance(&self) -> Result<Arc<InstanceSettings>, Problem> {
        let now = (self.clock)();
        if let Some((since, kept)) = &*self.lock_instance()
            && *since <= now
            && now < *since + INSTANCE_KEPT
        {
            return Ok(Arc::clone(kept));
        }
        let settings = self.glance(|store, _| instance_settings(store)).await?;
        let settings = Arc::new(settings);
        *self.lock_instance() = Some((now, Arc::clone(&settings)));
        Ok(settings)
    }

    /// Staff has decided something else.
    pub(crate) fn forget_instance(&self) {
        *self.lock_instance() = None;
    }

    fn lock_instance(&self) -> MutexGuard<'_, Option<(UtcDateTime, Arc<InstanceSettings>)>> {
        self.instance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `/readyz` says no, so that a balancer sends nobody any more.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// The world at this instant.
    pub(crate) fn ctx(&self) -> Ctx {
        let mut ctx = Ctx::new((self.clock)(), Arc::clone(&self.entropy));
        ctx.mail_hold = self.settings.mail_hold;
        ctx.mail_limits = self.settings.mail_limits;
        ctx.headroom.clone_from(&self.headroom);
        ctx.client = present_client();
        ctx.email_verification = self.settings.email_verification;
        ctx.free_busy = Arc::clone(&self.settings.free_busy);
        ctx
    }

    /// Runs a use case on a thread that may block. What it is handed as `ctx` is one instant; what
    /// an answer says of the time (whether a meeting is over, say) is read from the same one, so
    /// make views inside of `work`.
    pub(crate) async fn usecase<T, E>(
        &self,
        work: impl FnOnce(&dyn Store, &Ctx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        self.block(Vec::new(), work).await
    }

    /// [`usecase`](Self::usecase) for one that finds a few rows by their keys. Where the store is near,
    /// this happens here and now: another thread would cost more than the rows. A test holds the callers
    /// to a list.
    pub(crate) async fn glance<T, E>(
        &self,
        work: impl FnOnce(&dyn Store, &Ctx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        if self.store.is_near() {
            return work(self.store.as_ref(), &self.ctx()).map_err(Into::into);
        }
        self.usecase(work).await
    }

    /// [`usecase`](Self::usecase) for work that hashes passwords: few at once, so that a flood of
    /// log-ins cannot starve other requests, and 503 where too many wait.
    pub(crate) async fn slow_usecase<T, E>(
        &self,
        lane: Lane,
        work: impl FnOnce(&dyn Store, &Ctx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let places = match lane {
            Lane::Known => &self.known_line,
            Lane::Unknown => &self.unknown_line,
        };
        let place = Arc::clone(places).try_acquire_owned();
        let mut permits = vec![place.map_err(|full| Problem::new(Code::Busy).caused_by(full))?];
        if lane == Lane::Unknown {
            let turn = Arc::clone(&self.unknown_turn).acquire_owned().await;
            permits.push(turn.map_err(Problem::internal)?);
        }
        let turn = Arc::clone(&self.hashing).acquire_owned().await;
        permits.push(turn.map_err(Problem::internal)?);
        self.block(permits, work).await
    }

    /// Whether half of the places for hashes of unknown callers are taken.
    pub(crate) fn is_crowded(&self) -> bool {
        self.waiting_unknown() * 2 >= self.unknown_places
    }

    /// How many unknown callers hash, or wait for it.
    pub(crate) fn waiting_unknown(&self) -> usize {
        self.unknown_places
            .saturating_sub(self.unknown_line.available_permits())
    }

    pub(crate) fn work_beside_answers(&self) -> usize {
        MOST_AFTERWARDS.saturating_sub(self.afterwards.available_permits())
    }

    /// [`usecase`](Self::usecase) beside the answer, whose time then says nothing of what was found. A
    /// failure is logged. 503 where too much of this waits.
    pub(crate) fn afterwards<T, E>(
        app: &web::Data<Self>,
        work: impl FnOnce(&dyn Store, &Ctx) -> Result<T, E> + Send + 'static,
    ) -> Result<(), Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let place = Arc::clone(&app.afterwards).try_acquire_owned();
        let place = place.map_err(|full| Problem::new(Code::Busy).caused_by(full))?;
        let app = app.clone();
        actix_web::rt::spawn(async move {
            if let Err(problem) = app.block(vec![place], work).await {
                tracing::error!(?problem, "what was answered already could not be done");
            }
        });
        Ok(())
    }

    /// Runs `step` once for this key, in one transaction with the answer that is kept, and answers
    /// what `render` makes of it; or gives the answer that was kept.
    pub(crate) async fn once<T, E>(
        &self,
        key: Option<RequestKey>,
        mut step: impl FnMut(&mut dyn Tx, &Ctx) -> Result<T, E> + Send + 'static,
        render: impl Fn(T, &Ctx) -> Answer + Send + 'static,
    ) -> Result<HttpResponse, Problem>
    where
        E: From<StoreError> + Into<Problem> + Send + 'static,
    {
        let (answer, is_new) = self
            .usecase(move |store, ctx| {
                let is_new = AtomicBool::new(false);
                let answer = once(
                    store,
                    ctx,
                    key.as_ref(),
                    |tx| step(tx, ctx),
                    |made| {
                        is_new.store(true, Ordering::Relaxed);
                        render(made, ctx)
                    },
                )?;
                Ok::<_, OnceError<E>>((answer, is_new.into_inner()))
            })
            .await?;
        Ok(replay(answer, is_new))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that blocks"
    )]
    async fn block<T, E>(
        &self,
        permits: Vec<OwnedSemaphorePermit>,
        work: impl FnOnce(&dyn Store, &Ctx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let (store, ctx) = (Arc::clone(&self.store), self.ctx());
        let span = tracing::Span::current();
        web::block(move || {
            // They end with the work, not with the client's patience.
            let _permits = permits;
            span.in_scope(|| work(store.as_ref(), &ctx))
        })
        .await
        .map_err(Problem::internal)?
        .map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::testing::read_sources;

    /// Use cases that run on threads which speak HTTP: each finds a few rows by their keys, whatever is
    /// asked.
    const ON_HTTP_THREADS: [&str; 11] = [
        "authenticate",
        "enter",
        "export",
        "find",
        "find_deletion",
        "find_opt_out",
        "find_role",
        "find_settings",
        "instance_settings",
        "profile",
        "show_link",
    ];

    #[test]
    fn http_threads_run_only_listed_use_cases() {
        let mut sources = String::new();
        read_sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut sources,
        );
        let calls = sources.split(concat!(".gl", "ance(")).skip(1);
        let calls = calls.filter(|call| !call.starts_with("|tx|"));
        let found: BTreeSet<&str> = calls
            .map(|call| {
                let before = call.split("(store").next().unwrap();
                let mut names = before.rsplit(|one: char| !one.is_alphanumeric() && one != '_');
                names.next().unwrap()
            })
            .collect();
        assert_eq!(found, BTreeSet::from(ON_HTTP_THREADS));
    }
}
