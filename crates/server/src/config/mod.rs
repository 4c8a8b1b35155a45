//! Every setting, read from the environment and from `.env`, checked once and all at once.

mod env_file;
mod foreign;
mod free_busy;
mod read;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU8, NonZeroU32};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::Uri;
use scheduler_api::{ForwardedBy, RateLimits, TrustedProxy};
use scheduler_domain::auth::Lifetimes;
use scheduler_domain::conflicts::{FreeBusyRules, Visibility};
use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::quotas::Quotas;
use scheduler_infrastructure::adapters::{
    BcryptPasswords, Credentials, Sender, SenderFault, SmtpSettings,
};
use tracing::Level;

use self::read::Reader;
pub(crate) use self::read::{Faults, Values};

/// What the server was told.
#[derive(Debug)]
pub(crate) struct Config {
    /// Name or address to listen on.
    pub(crate) host: String,
    /// 0 takes any free port.
    pub(crate) port: u16,
    pub(crate) data_dir: PathBuf,
    pub(crate) database_url: Secret,
    /// At least 32 bytes; without it the database keeps one.
    pub(crate) jwt_secret: Option<Secret>,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) cors_allowed_origins: Vec<String>,
    /// Without a slash at the end. Without it, the port on this machine.
    pub(crate) public_url: Option<String>,
    pub(crate) email: EmailBackend,
    /// Whom mails come from.
    pub(crate) sender: Sender,
    /// How long mails about a change wait for the next one.
    pub(crate) mail_hold: time::Duration,
    pub(crate) email_verification: bool,
    /// Which people may know each other's busy time.
    pub(crate) free_busy: Arc<FreeBusyRules>,
    pub(crate) log_format: LogFormat,
    pub(crate) log_level: Level,
    pub(crate) bcrypt_cost: u32,
    pub(crate) rate_limits: Option<RateLimits>,
    pub(crate) mail_limits: Option<MailLimits>,
    /// How much one account may store.
    pub(crate) quotas: Quotas,
    /// Whether browsers are told to come by https alone.
    pub(crate) hsts: bool,
    /// Where `/metrics` is served apart.
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) metrics_token: Option<Secret>,
    /// The proxies whose word about the client counts.
    pub(crate) trust_proxy: Option<TrustedProxy>,
    /// Threads that speak HTTP.
    pub(crate) workers: usize,
    /// Threads that wait for the database, all workers together.
    pub(crate) blocking_threads: usize,
    /// How long requests are still taken after SIGTERM, so that a balancer notices.
    pub(crate) drain: Duration,
    /// What the operator should know, although the server starts.
    pub(crate) warnings: Vec<String>,
}

/// How mails leave.
#[derive(Debug)]
pub(crate) enum EmailBackend {
    Console,
    File,
    Smtp(Smtp),
}

/// How the mail server is reached.
#[derive(Debug)]
pub(crate) struct Smtp {
    host: String,
    port: u16,
    use_tls: bool,
    credentials: Option<(String, Secret)>,
    timeout: Duration,
}

impl Smtp {
    pub(crate) fn use_tls(&self) -> bool {
        self.use_tls
    }

    pub(crate) fn settings(&self, from: &Sender) -> SmtpSettings {
        SmtpSettings {
            host: self.host.clone(),
            port: self.port,
            use_tls: self.use_tls,
            credentials: self
                .credentials
                .as_ref()
                .map(|(user, password)| Credentials {
                    user: user.clone(),
                    password: password.reveal().to_owned(),
                }),
            from: from.clone(),
            timeout: self.timeout,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// A text that is never printed.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Config {
    /// From the environment, and from `.env` in the working directory for what is not set there.
    pub(crate) fn load() -> Result<Self, Faults> {
        let (values, faults) = Values::load(std::env::vars_os(), Path::new(".env"));
        match (Self::read(&values), faults.is_empty()) {
            (Ok(config), true) => Ok(config),
            (Ok(_), false) => Err(faults),
            (Err(more), _) => Err(faults.and(more)),
        }
    }

    /// The SQLite file, if the database is one.
    pub(crate) fn database_file(&self) -> Option<PathBuf> {
        let path = self.database_url.reveal().strip_prefix("sqlite:")?;
        Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
    }

    /// Whether anything is kept in the folder of the data.
    pub(crate) fn writes_data_dir(&self) -> bool {
        self.database_file().is_some() || matches!(self.email, EmailBackend::File)
    }

    /// Mail is really sent.
    pub(crate) fn sends_mail(&self) -> bool {
        matches!(self.email, EmailBackend::Smtp(_))
    }

    /// Mail is really sent, and its links are for this machine only.
    pub(crate) fn links_lead_nowhere(&self) -> bool {
        self.sends_mail() && self.public_url.is_none()
    }

    /// Domains are to tell whose busy time is open to whom, and nothing proves them.
    pub(crate) fn opens_busy_time_to_all(&self) -> bool {
        self.free_busy.visibility == Visibility::Domain && !self.email_verification
    }

    /// Reports every fault there is.
    pub(crate) fn read(values: &Values) -> Result<Self, Faults> {
        let mut reader = Reader::new(values);
        let config = Self::of(&mut reader);
        let (config, warnings) = reader.finish(config)?;
        Ok(Self { warnings, ..config })
    }

    /// Asks for every setting there is.
    fn of(reader: &mut Reader<'_>) -> Self {
        let data_dir = PathBuf::from(reader.text("DATA_DIR", "data"));
        let email = email(reader);
        let sends_mail = matches!(email, EmailBackend::Smtp(_));
        let are_limits_on = reader.switch("RATE_LIMIT", true);
        let sender = sender(reader);
        let free_busy = Arc::new(free_busy::free_busy(reader, &sender));
        Self {
            host: reader.text("HOST", "127.0.0.1"),
            port: reader.number("PORT", 8000, 0..=u16::MAX),
            database_url: database_url(reader, &data_dir),
            jwt_secret: jwt_secret(reader),
            lifetimes: Lifetimes {
                access: time::Duration::minutes(reader.number(
                    "ACCESS_TOKEN_MINUTES",
                    15,
                    1..=24 * 60,
                )),
                refresh: time::Duration::days(reader.number("REFRESH_TOKEN_DAYS", 14, 1..=365)),
            },
            cors_allowed_origins: origins(reader),
            public_url: reader.optional("PUBLIC_URL", PUBLIC_URL, public_url),
            sender,
            free_busy,
            mail_hold: time::Duration::seconds(reader.number("MAIL_HOLD_SECONDS", 30, 0..=3600)),
            email_verification: reader.switch("EMAIL_VERIFICATION", sends_mail),
            email,
            log_format: reader.choice(
                "LOG_FORMAT",
                &[("text", LogFormat::Text), ("json", LogFormat::Json)],
                LogFormat::Text,
            ),
            log_level: reader.choice("LOG_LEVEL", &LEVELS, Level::INFO),
            bcrypt_cost: reader.number("BCRYPT_COST", 12, BcryptPasswords::COSTS),
            mail_limits: mail_limits(reader, are_limits_on),
            quotas: quotas(reader),
            rate_limits: rate_limits(reader, are_limits_on),
            hsts: reader.switch("HSTS", true),
            metrics_listen: reader
                .optional("METRICS_LISTEN", METRICS_LISTEN, |raw| raw.parse().ok()),
            metrics_token: metrics_token(reader),
            trust_proxy: trust_proxy(reader),
            workers: reader.number("WORKERS", cores(), 1..=256),
            blocking_threads: reader.number("BLOCKING_THREADS", 8, 1..=512),
            drain: Duration::from_secs(reader.number("DRAIN_SECONDS", 1, 0..=60)),
            data_dir,
            warnings: Vec::new(),
        }
    }
}

const PUBLIC_URL: &str = "is not a URL that begins with http:// or https://";

const LEVELS: [(&str, Level); 5] = [
    ("error", Level::ERROR),
    ("warn", Level::WARN),
    ("info", Level::INFO),
    ("debug", Level::DEBUG),
    ("trace", Level::TRACE),
];

fn database_url(reader: &mut Reader<'_>, data_dir: &Path) -> Secret {
    let default = format!("sqlite:{}", data_dir.join("meetings.db").display());
    let url = reader.secret("DATABASE_URL");
    let url = url.map_or(default, |url| url.trim().to_owned());
    let is_known = ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
    // In memory, every connection would see a database of its own.
    if !is_known || url.contains(":memory:") {
        reader.fault(
            "DATABASE_URL",
            "is neither sqlite:PATH nor postgres://USER:PASSWORD@HOST:PORT/NAME",
        );
    }
    Secret(url)
}

fn jwt_secret(reader: &mut Reader<'_>) -> Option<Secret> {
    let secret = reader.secret("JWT_SECRET")?;
    if secret.len() < 32 {
        reader.fault("JWT_SECRET", "has fewer than 32 bytes");
    }
    Some(Secret(secret))
}

fn email(reader: &mut Reader<'_>) -> EmailBackend {
    let smtp = smtp(reader);
    let raw = reader.text("EMAIL_BACKEND", "console");
    match raw.as_str() {
        "console" => EmailBackend::Console,
        "file" => EmailBackend::File,
        "smtp" => EmailBackend::Smtp(smtp),
        _ => {
            reader.fault_of("EMAIL_BACKEND", &raw, "is none of console, file, smtp");
            EmailBackend::Console
        }
    }
}

fn smtp(reader: &mut Reader<'_>) -> Smtp {
    let use_tls = reader.switch("EMAIL_USE_TLS", true);
    let user = reader.given("EMAIL_HOST_USER").map(ToOwned::to_owned);
    let password = reader.secret("EMAIL_HOST_PASSWORD");
    let credentials = match (user, password) {
        (Some(user), Some(password)) => Some((user, Secret(password))),
        (None, None) => None,
        (Some(_), None) => {
            reader.fault("EMAIL_HOST_PASSWORD", "is missing beside EMAIL_HOST_USER");
            None
        }
        (None, Some(_)) => {
            reader.fault("EMAIL_HOST_USER", "is missing beside EMAIL_HOST_PASSWORD");
            None
        }
    };
    Smtp {
        host: reader.text("EMAIL_HOST", "localhost"),
        port: reader.number("EMAIL_PORT", if use_tls { 587 } else { 25 }, 1..=u16::MAX),
        use_tls,
        credentials,
        timeout: Duration::from_secs(reader.number("EMAIL_TIMEOUT_SECONDS", 10, 1..=60)),
    }
}

fn sender(reader: &mut Reader<'_>) -> Sender {
    reader
        .optional("DEFAULT_FROM_EMAIL", &SenderFault.to_string(), |raw| {
            raw.parse().ok()
        })
        .unwrap_or_default()
}

fn rate_limits(reader: &mut Reader<'_>, are_limits_on: bool) -> Option<RateLimits> {
    let mut limit = |name, default: NonZeroU32| {
        let number = reader.number(name, default.get(), 1..=1_000_000);
        NonZeroU32::new(number).unwrap_or(default)
    };
    let defaults = RateLimits::default();
    let limits = RateLimits {
        log_in_per_address: limit("RATE_LIMIT_LOGIN_PER_ADDRESS", defaults.log_in_per_address),
        log_in_per_account: limit("RATE_LIMIT_LOGIN_PER_ACCOUNT", defaults.log_in_per_account),
        register_per_address: limit(
            "RATE_LIMIT_REGISTER_PER_ADDRESS",
            defaults.register_per_address,
        ),
        link_per_address: limit("RATE_LIMIT_LINK_PER_ADDRESS", defaults.link_per_address),
        reset_per_address: limit("RATE_LIMIT_RESET_PER_ADDRESS", defaults.reset_per_address),
        reset_per_account: limit("RATE_LIMIT_RESET_PER_ACCOUNT", defaults.reset_per_account),
        mail_per_account: limit("RATE_LIMIT_MAIL_PER_ACCOUNT", defaults.mail_per_account),
        account_mails_per_day: limit(
            "RATE_LIMIT_ACCOUNT_MAILS_PER_DAY",
            defaults.account_mails_per_day,
        ),
        recipients_per_account: limit(
            "RATE_LIMIT_RECIPIENTS_PER_ACCOUNT",
            defaults.recipients_per_account,
        ),
        export_per_account: limit("RATE_LIMIT_EXPORT_PER_ACCOUNT", defaults.export_per_account),
        per_user: limit("RATE_LIMIT_PER_USER", defaults.per_user),
    };
    are_limits_on.then_some(limits)
}

const METRICS_LISTEN: &str = "is not an address with a port such as 127.0.0.1:9100";

fn metrics_token(reader: &mut Reader<'_>) -> Option<Secret> {
    let token = reader.secret("METRICS_TOKEN")?;
    if token.len() < 16 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        reader.fault(
            "METRICS_TOKEN",
            "is not at least 16 visible ASCII characters",
        );
    }
    Some(Secret(token))
}

fn trust_proxy(reader: &mut Reader<'_>) -> Option<TrustedProxy> {
    let old = Some(ForwardedBy::XForwardedFor);
    let words = [
        ("off", None),
        ("x-forwarded-for", old),
        ("forwarded", Some(ForwardedBy::Forwarded)),
        ("on", old),
        ("true", old),
        ("yes", old),
        ("1", old),
        ("false", None),
        ("no", None),
        ("0", None),
    ];
    let why = "is none of off, x-forwarded-for, forwarded, on";
    let header = reader.optional("TRUST_PROXY", why, |raw| {
        let is_it = |(word, _): &&(&str, _)| raw.eq_ignore_ascii_case(word);
        words.iter().find(is_it).map(|(_, header)| *header)
    });
    let hops = reader.number("TRUST_PROXY_HOPS", 1, 1..=10);
    Some(TrustedProxy {
        header: header.flatten()?,
        hops: NonZeroU8::new(hops).unwrap_or(NonZeroU8::MIN),
    })
}

/// `RATE_LIMIT` switches these off too.
fn mail_limits(reader: &mut Reader<'_>, are_limits_on: bool) -> Option<MailLimits> {
    let mut limit = |name, default: NonZeroU32| {
        let number = reader.number(name, default.get(), 1..=1_000_000);
        NonZeroU32::new(number).unwrap_or(default)
    };
    let defaults = MailLimits::default();
    let limits = MailLimits {
        account_hour: limit("MAIL_LIMIT_ACCOUNT_HOUR", defaults.account_hour),
        pair_day: limit("MAIL_LIMIT_PAIR_DAY", defaults.pair_day),
        stranger_day: limit("MAIL_LIMIT_STRANGER_DAY", defaults.stranger_day),
        hour: limit("MAIL_LIMIT_HOUR", defaults.hour),
    };
    are_limits_on.then_some(limits)
}

fn quotas(reader: &mut Reader<'_>) -> Quotas {
    let defaults = Quotas::default();
    Quotas {
        meetings_to_come: quota(reader, "QUOTA_MEETINGS_TO_COME", defaults.meetings_to_come),
        stored_bytes: quota(reader, "QUOTA_STORED_BYTES", defaults.stored_bytes),
    }
}

fn quota<T: FromStr>(reader: &mut Reader<'_>, name: &str, default: Option<T>) -> Option<T> {
    if reader.given(name).is_some_and(|raw| raw == "off") {
        return None;
    }
    let why = "is neither off nor a number from 1 on";
    reader
        .optional(name, why, |raw| raw.parse().ok())
        .or(default)
}

fn origins(reader: &mut Reader<'_>) -> Vec<String> {
    const NAME: &str = "CORS_ALLOWED_ORIGINS";
    let raw = reader.text(NAME, "http://localhost:3000,http://127.0.0.1:3000");
    let mut origins = Vec::new();
    for one in raw.split(',').map(str::trim).filter(|one| !one.is_empty()) {
        match origin(one) {
            Some(origin) => origins.push(origin),
            None => reader.fault_of(
                NAME,
                one,
                "is not an origin such as https://meet.example.org",
            ),
        }
    }
    origins
}

/// Scheme, host and port, in lower case (RFC 6454 §6.2).
fn origin(raw: &str) -> Option<String> {
    let url = public_url(raw)?;
    let uri: Uri = url.parse().ok()?;
    (uri.path() == "/").then(|| url.to_ascii_lowercase())
}

fn public_url(raw: &str) -> Option<String> {
    let uri: Uri = raw.parse().ok()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let authority = uri.authority()?.as_str();
    let is_plain = !raw.contains(['?', '#']) && !authority.contains('@') && uri.host() != Some("");
    (is_web && is_plain).then(|| raw.trim_end_matches('/').to_owned())
}

/// Of this machine, or as many as this process may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// The address that a client on this machine uses for a server that listens on `host`.
pub(crate) fn reachable(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => "::1".to_owned(),
        _ => host.to_owned(),
    }
}

/// What the environment says, for tests.
#[cfg(test)]
pub(crate) fn given(pairs: &[(&str, &str)]) -> Values {
    let environment = pairs
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    Values::load(environment, Path::new("/nowhere/.env")).0
}

#[cfg(test)]
mod tests;
