//! Mail by SMTP (RFC 5321).

use std::error::Error;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::{SmtpTransport, Transport};
use scheduler_domain::notifications::{Mail, MailFault, Mailer};

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
    from: Sender,
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
        let mut transport = SmtpTransport::builder_dangerous(settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(settings.timeout))
            .pool_config(PoolConfig::new().max_size(4));
        if let Some(Credentials { user, password }) = settings.credentials {
            transport = transport.credentials((user, password).into());
        }
        Ok(Self {
            transport: transport.build(),
            from: settings.from,
        })
    }

    /// Connects and logs in, and sends nothing.
    pub fn check(&self) -> Result<(), MailFault> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailFault::Temporary(
                "The mail server does not answer.".to_owned(),
            )),
            Err(error) => Err(MailFault::Temporary(reason(&error))),
        }
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        let message = message(&self.from, mail)
            .map_err(|fault| MailFault::Permanent(format!("The mail was not sent: {fault}.")))?;
        match self.transport.send(&message) {
            Ok(taken) => Ok(answer(&taken)),
            Err(error) if is_final(&error) => Err(MailFault::Permanent(reason(&error))),
            Err(error) => Err(MailFault::Temporary(reason(&error))),
        }
    }
}

/// A refused log-in (RFC 4954 §6) is not the mail's fault: the operator mends it, and it goes.
fn is_final(error: &smtp::Error) -> bool {
    error.is_permanent()
        && !error
            .status()
            .is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538))
}

/// Most servers say by which name they queued the mail.
fn answer(taken: &Response) -> String {
    let lines: Vec<&str> = taken.message().collect();
    format!("{} {}", taken.code(), shortened(&lines.join(" ")))
        .trim_end()
        .to_owned()
}

fn shortened(words: &str) -> String {
    let words = super::words::one_line(words);
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
