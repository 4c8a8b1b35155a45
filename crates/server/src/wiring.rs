//! Which adapter stands behind which port. The only place that knows two of them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web;
use scheduler_api::{App, Backend, DatabaseFacts, Parts, PoolStatus};
use scheduler_domain::auth::{Tokens, signing_key};
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::notifications::{MailFault, Mailer};
use scheduler_domain::store::{Store, StoreError};
use scheduler_infrastructure::adapters::{
    BcryptPasswords, ConsoleMailer, FileMailer, JwtTokens, MailTemplates, SmtpMailer, SystemClock,
    SystemEntropy,
};
use scheduler_infrastructure::{Database, Settings};
use time::UtcDateTime;

use crate::bell::Bell;
use crate::commands::Failure;
use crate::config::{Config, EmailBackend, cores};
use crate::data_folder;
use crate::patient_store::{PATIENCE, PatientStore};
use crate::waking_store::WakingStore;
use crate::worker::chain;

/// How long a database may be away when the server starts: they often start together.
const DATABASE_STARTS_IN: Duration = Duration::from_secs(30);

/// [`make_place`], and applies what is missing.
pub(crate) fn migrate(config: &Config) -> Result<usize, Failure> {
    make_place(config)?;
    refuse_unfit(config)?;
    let began = Instant::now();
    loop {
        match scheduler_infrastructure::migrate(config.database_url.reveal()) {
            // Several processes start at once, and SQLite lets one at a time make a new file.
            Err(StoreError::Busy) if began.elapsed() < DATABASE_STARTS_IN => {
                std::thread::sleep(Duration::from_millis(50));
            }
            done => return Ok(done?),
        }
    }
}

/// A database that would fail later, and look as if it were away.
pub(crate) fn refuse_unfit(config: &Config) -> Result<(), Failure> {
    match scheduler_infrastructure::unfit(config.database_url.reveal())? {
        Some(unfit) => Err(Failure::Refused(format!("DATABASE_URL: {unfit}"))),
        None => Ok(()),
    }
}

/// [`migrate`], as soon as the database is there.
pub(crate) fn await_database(config: &Config) -> Result<(), Failure> {
    let began = Instant::now();
    loop {
        match migrate(config) {
            Ok(0) => return Ok(()),
            Ok(applied) => {
                tracing::info!(applied, "migrated the database");
                return Ok(());
            }
            Err(Failure::Store(error @ StoreError::Unavailable(_)))
                if !is_file(config) && began.elapsed() < DATABASE_STARTS_IN =>
            {
                tracing::warn!(error = chain(&error), "waiting for the database");
                std::thread::sleep(Duration::from_secs(1));
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Connects when it is asked the first time. Whoever reads an SQLite file finds a connection, so
/// that no worker waits for one.
pub(crate) fn database(config: &Config) -> Arc<dyn Database> {
    let mut settings = Settings::new(config.database_url.reveal());
    if is_file(config) {
        let readers = config.workers + config.blocking_threads;
        settings.connections = u32::try_from(readers).unwrap_or(settings.connections);
    }
    scheduler_infrastructure::open(&settings)
}

/// For what commands do to a database that is there, beside a server that may be writing: it waits for
/// others. A schema that is not of this program is refused, and not changed.
pub(crate) fn existing_store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    if let Some(file) = absent_file(config) {
        let why = format!("There is no database at {}.", file.display());
        return Err(Failure::Refused(why));
    }
    let database = database(config);
    if database.is_migrated()? {
        Ok(Arc::new(PatientStore::new(database, PATIENCE)))
    } else {
        let why = "The database is not up to date: run migrate, or start the server.";
        Err(Failure::Refused(why.to_owned()))
    }
}

/// [`existing_store`], which is made or brought up to date before, if need be.
pub(crate) fn store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    if absent_file(config).is_some() || !database(config).is_migrated()? {
        migrate(config)?;
    }
    existing_store(config)
}

/// The SQLite file, if it is one and is not there yet.
pub(crate) fn absent_file(config: &Config) -> Option<PathBuf> {
    config.database_file().filter(|file| !file.exists())
}

fn is_file(config: &Config) -> bool {
    config.database_file().is_some()
}

/// Makes the folder of the data, if anything is to be there, and closes it to other users.
pub(crate) fn make_place(config: &Config) -> Result<(), Failure> {
    for open in data_folder::prepare(config)? {
        tracing::warn!("DATA_DIR: other users of this machine may read {open}");
    }
    Ok(())
}

pub(crate) fn passwords(config: &Config) -> BcryptPasswords {
    BcryptPasswords::new(config.bcrypt_cost)
}

/// By the configured key, or else by the one that the database keeps.
pub(crate) fn tokens(config: &Config, store: &dyn Store) -> Result<JwtTokens, StoreError> {
    match &config.jwt_secret {
        Some(secret) => Ok(JwtTokens::new(secret.reveal().as_bytes())),
        None => signing_key(store, &ctx()).map(|key| JwtTokens::new(&key)),
    }
}

/// What the handlers get.
pub(crate) fn app(
    config: &Config,
    database: &Arc<dyn Database>,
    tokens: &Arc<JwtTokens>,
    bell: &Arc<Bell>,
) -> web::Data<App> {
    let store: Arc<dyn Store> = database.clone();
    let tokens: Arc<dyn Tokens> = tokens.clone();
    App::new(Parts {
        store: Arc::new(WakingStore::new(store, Arc::clone(bell))),
        backend: Arc::new(Operated(Arc::clone(database))),
        passwords: Arc::new(passwords(config)),
        tokens,
        letters: Arc::new(MailTemplates),
        clock: Arc::new(now),
        entropy: entropy(),
        settings: scheduler_api::Settings {
            cors_allowed_origins: config.cors_allowed_origins.clone(),
            public_url: config.public_url.clone(),
            rate_limits: config.rate_limits,
            mail_limits: config.mail_limits,
            quotas: config.quotas,
            hsts: config.hsts,
            metrics_token: config
                .metrics_token
                .as_ref()
                .map(|token| token.reveal().to_owned()),
            trust_proxy: config.trust_proxy,
            mail_hold: config.mail_hold,
            email_verification: config.email_verification,
            free_busy: Arc::clone(&config.free_busy),
            lifetimes: config.lifetimes,
            hashes_at_once: (cores() / 2).max(1),
        },
    })
}

/// The database as operators see it.
struct Operated(Arc<dyn Database>);

impl Backend for Operated {
    fn ready(&self) -> Result<(), StoreError> {
        if self.0.is_migrated()? {
            Ok(())
        } else {
            Err(StoreError::Unavailable(Arc::from(Box::from(
                "migrations are missing",
            ))))
        }
    }

    fn pool(&self) -> PoolStatus {
        let status = self.0.pool_status();
        PoolStatus {
            connections: status.open,
            idle: status.idle,
        }
    }

    fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        let facts = self.0.facts()?;
        Ok(DatabaseFacts {
            kind: facts.kind,
            version: facts.version,
            bytes: facts.bytes,
        })
    }
}

/// Where links in mails lead; without a setting, to this machine.
pub(crate) fn public_url(config: &Config, port: u16) -> String {
    let configured = config.public_url.clone();
    configured.unwrap_or_else(|| format!("http://localhost:{port}"))
}

pub(crate) fn mailer(config: &Config) -> Result<Box<dyn Mailer>, Failure> {
    Ok(match &config.email {
        EmailBackend::Console => Box::new(ConsoleMailer),
        EmailBackend::File => {
            let folder = config.data_dir.join("mail");
            let mailer = FileMailer::open(&folder, config.sender.clone())
                .map_err(Failure::io(format!("DATA_DIR: {}", folder.display())))?;
            Box::new(mailer)
        }
        EmailBackend::Smtp(smtp) => Box::new(
            SmtpMailer::new(smtp.settings(&config.sender))
                .map_err(|error| Failure::Refused(format!("EMAIL_HOST: {error}")))?,
        ),
    })
}

/// Talks to the mail server, if there is one, and sends nothing.
pub(crate) fn check_mail(config: &Config) -> Result<(), MailFault> {
    let EmailBackend::Smtp(smtp) = &config.email else {
        return Ok(());
    };
    SmtpMailer::new(smtp.settings(&config.sender))
        .map_err(|error| MailFault::Permanent(error.to_string()))?
        .check()
}

pub(crate) fn entropy() -> Arc<dyn Entropy> {
    Arc::new(SystemEntropy)
}

pub(crate) fn now() -> UtcDateTime {
    SystemClock.now()
}

/// [`ctx`], for what tells people of changes to meetings.
pub(crate) fn ctx_of(config: &Config) -> Ctx {
    let mut ctx = ctx();
    ctx.mail_hold = config.mail_hold;
    ctx.email_verification = config.email_verification;
    ctx.free_busy = Arc::clone(&config.free_busy);
    ctx
}

/// For what no request asks for.
pub(crate) fn ctx() -> Ctx {
    Ctx::new(now(), entropy())
}
