//! Mail by SMTP (RFC 5321).

use std::error::Error;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::{DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Mail as MailFrom, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use lettre::{SmtpTransport, Transport};
use scheduler_domain::notifications::{Mail, MailFault, Mailer};
use scheduler_domain::text::one_line;

use super::Sender;
use super::message::message;

/// Where TLS begins with the first byte (RFC 8314 §3.3).
const SUBMISSIONS_PORT: u16 = 465;
/// The server's own words are cut after this many characters.
const LONGEST_REASON: usize = 300;

/// Which mail server, and how it is spoken to.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Name or address.
    pub host: String,
    /// With TLS, 465 speaks TLS from the first byte; every other port must offer STARTTLS.
    pub port: u16,
    /// Without it, mails and the password travel readably.
    pub use_tls: bool,
    /// Who logs in, if anybody must.
    pub credentials: Option<Credentials>,
    /// Whom mails come from.
    pub from: Sender,
    /// For connecting, and again for each answer of the server.
    pub timeout: Duration,
}

/// Who logs in at the mail server.
#[derive(Clone)]
pub struct Credentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Keeps a few connections open.
pub struct SmtpMailer {
    transport: SmtpTransport,
    settings: SmtpSettings,
    tls: Tls,
}

impl SmtpMailer {
    /// Connects to nothing yet. Fails when TLS cannot be set up for this host name.
    pub fn new(settings: SmtpSettings) -> Result<Self, smtp::Error> {
        let tls = if settings.use_tls {
            let parameters = TlsParameters::new(settings.host.clone())?;
            match settings.port {
                SUBMISSIONS_PORT => Tls::Wrapper(parameters),
                _ => Tls::Required(parameters),
            }
        } else {
            Tls::None
        };
        let mut transport = SmtpTransport::builder_dangerous(settings.host.clone())
            .port(settings.port)
            .tls(tls.clone())
            .timeout(Some(settings.timeout))
            .pool_config(PoolConfig::new().max_size(4));
        if let Some(credentials) = &settings.credentials {
            transport = transport.credentials(credentials.to_smtp());
        }
        Ok(Self {
            transport: transport.build(),
            settings,
            tls,
        })
    }

    /// Connects, logs in and names the sender, and sends nothing.
    pub fn check(&self) -> Result<(), MailFault> {
        self.probe().map_err(|error| {
            if error.is_permanent() {
                MailFault::Installation(reason(&error))
            } else {
                MailFault::Temporary(reason(&error))
            }
        })
    }

    /// All that comes before the first recipient, on a connection of its own.
    fn probe(&self) -> Result<(), smtp::Error> {
        let settings = &self.settings;
        let hello = ClientId::default();
        let (wrapped, upgrade) = match &self.tls {
            Tls::Wrapper(parameters) => (Some(parameters), None),
            Tls::Required(parameters) | Tls::Opportunistic(parameters) => (None, Some(parameters)),
            Tls::None => (None, None),
        };
        let server = (settings.host.as_str(), settings.port);
        let timeout = Some(settings.timeout);
        let mut connection = SmtpConnection::connect(server, timeout, &hello, wrapped, None)?;
        if let Some(parameters) = upgrade {
            connection.starttls(parameters, &hello)?;
        }
        if let Some(credentials) = &settings.credentials {
            let mechanisms: &[Mechanism] = DEFAULT_MECHANISMS;
            connection.auth(mechanisms, &credentials.to_smtp())?;
        }
        connection.command(MailFrom::new(
            Some(settings.from.0.email.clone()),
            Vec::new(),
        ))?;
        connection.command(Rset)?;
        // The answer to the last word does not matter.
        let _bye = connection.quit();
        Ok(())
    }

    /// What a refusal for good is about. An answer to the sender is none to the mail: the same mail
    /// goes once the operator has mended it. lettre does not tell the two apart.
    fn refusal(&self, error: &smtp::Error) -> MailFault {
        match self.check() {
            Err(MailFault::Installation(why)) => MailFault::Installation(why),
            Ok(()) | Err(MailFault::Temporary(_) | MailFault::Permanent(_)) => {
                MailFault::Permanent(reason(error))
            }
        }
    }
}

impl Credentials {
    fn to_smtp(&self) -> smtp::authentication::Credentials {
        (self.user.clone(), self.password.clone()).into()
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        let message = message(&self.settings.from, mail)
            .map_err(|fault| MailFault::Permanent(format!("The mail was not sent: {fault}.")))?;
        match self.transport.send(&message) {
            Ok(taken) => Ok(answer(&taken)),
            Err(error) if is_log_in(&error) => Err(MailFault::Installation(reason(&error))),
            Err(error) if error.is_permanent() => Err(self.refusal(&error)),
            Err(error) => Err(MailFault::Temporary(reason(&error))),
        }
    }
}

/// Whether the log-in was refused (RFC 4954 §6).
fn is_log_in(error: &smtp::Error) -> bool {
    let status = error.status();
    status.is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538))
}

/// Most servers say by which name they queued the mail.
fn answer(taken: &Response) -> String {
    let lines: Vec<&str> = taken.message().collect();
    format!("{} {}", taken.code(), shortened(&lines.join(" ")))
        .trim_end()
        .to_owned()
}

fn shortened(words: &str) -> String {
    let words = one_line(words);
    words.chars().take(LONGEST_REASON).collect()
}

fn reason(error: &smtp::Error) -> String {
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let words = shortened(&words);
    match error.status() {
        Some(code) => format!("The mail server answered {code} {words}"),
        None if words.is_empty() => format!("The mail server did not take it: {error}"),
        None => format!("The mail server cannot be reached: {words}"),
    }
}

#[cfg(test)]
mod tests;
