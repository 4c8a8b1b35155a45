//! Tells what keeps a server with these settings from doing its work well, and what to do.

mod dns;
mod machine;
mod mail;
mod policy;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use super::{Failure, say};
use scheduler_domain::conflicts::Visibility;

use crate::config::{Config, Faults};

/// What is asked for beyond the settings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Whom a test mail is sent to.
    pub(crate) to: Option<String>,
    /// Under which name the mail server signs.
    pub(crate) dkim_selector: Option<String>,
    /// A name server other than the machine's own; for tests.
    pub(crate) dns: Option<SocketAddr>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    Good(String),
    /// Something to know; the server works.
    Note(String),
    /// What is wrong, and what to do.
    Fault(String, String),
}

/// All lines, each under the name of what was looked at.
#[derive(Debug, Default)]
struct Report(Vec<(&'static str, Finding)>);

impl Report {
    fn good(&mut self, what: &'static str, text: impl Into<String>) {
        self.0.push((what, Finding::Good(text.into())));
    }

    fn note(&mut self, what: &'static str, text: impl Into<String>) {
        self.0.push((what, Finding::Note(text.into())));
    }

    fn fault(&mut self, what: &'static str, text: impl Into<String>, remedy: impl Into<String>) {
        let fault = Finding::Fault(text.into(), remedy.into());
        self.0.push((what, fault));
    }

    fn faults(&self) -> usize {
        let is_fault = |(_, finding): &&(_, Finding)| matches!(finding, Finding::Fault(..));
        self.0.iter().filter(is_fault).count()
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(what, finding)| match finding {
            Finding::Good(text) => format!("ok     {what}: {text}"),
            Finding::Note(text) => format!("note   {what}: {text}"),
            Finding::Fault(text, remedy) => format!("fault  {what}: {text}\n       {remedy}"),
        })
    }
}

/// Changes nothing, but sends the mail that was asked for.
pub(super) fn run(config: Result<Config, Faults>, wanted: &Wanted) -> Result<(), Failure> {
    let mut report = Report::default();
    match config {
        Err(faults) => {
            for line in faults.to_string().lines() {
                report.fault(
                    "settings",
                    line,
                    "Mend this setting; .env.example explains it.",
                );
            }
        }
        Ok(config) => {
            report.good("settings", "every value makes sense");
            for warning in &config.warnings {
                report.note("settings", warning);
            }
            examine(&config, wanted, &mut report);
        }
    }
    for line in report.lines() {
        say(std::io::stdout(), &line);
    }
    match report.faults() {
        0 => Ok(()),
        1 => Err(Failure::Refused("There is one fault.".to_owned())),
        many => Err(Failure::Refused(format!("There are {many} faults."))),
    }
}

fn examine(config: &Config, wanted: &Wanted, report: &mut Report) {
    links(config, report);
    free_busy(config, report);
    machine::clock(crate::wiring::now(), report);
    machine::zones(report);
    machine::data(config, report);
    machine::database(config, report);
    mail::server(config, report);
    if let Some(to) = &wanted.to {
        mail::test(config, to, report);
    }
    if config.sends_mail() {
        let selector = wanted.dkim_selector.as_deref();
        policy::domain(wanted.dns, config.sender.domain(), selector, report);
    }
}

fn free_busy(config: &Config, report: &mut Report) {
    const NAME: &str = "FREE_BUSY_VISIBILITY";
    let domains = config.free_busy.internal_domains.join(", ");
    match config.free_busy.applied(config.email_verification) {
        Visibility::Everyone if config.opens_busy_time_to_all() => report.note(
            NAME,
            "domain means everyone while EMAIL_VERIFICATION is off: nothing proves an address",
        ),
        Visibility::Everyone => report.note(NAME, "every account sees when others are busy"),
        Visibility::Domain if domains.is_empty() => report.note(
            NAME,
            "no domain is internal (INTERNAL_DOMAINS): only people who met see each other's busy time",
        ),
        Visibility::Domain => report.good(NAME, format!("domain, internal: {domains}")),
        Visibility::Met => report.good(NAME, "met"),
    }
}

fn links(config: &Config, report: &mut Report) {
    match config.public_url.as_deref() {
        None if config.sends_mail() => report.fault(
            "PUBLIC_URL",
            "is not set: links in mails lead to the reader's own machine",
            "Set it to the address under which people reach this server, with https.",
        ),
        None => report.note("PUBLIC_URL", "is not set: links lead to this machine"),
        Some(url) if url.starts_with("https://") => report.good("PUBLIC_URL", url),
        Some(url) => report.note(
            "PUBLIC_URL",
            format!("{url} is not https: tokens and passwords travel readably"),
        ),
    }
    match (config.sends_mail(), config.email_verification) {
        (true, false) => report.note(
            "EMAIL_VERIFICATION",
            "is off: whoever registers a stranger's address reads its invitations",
        ),
        (_, is_on) => {
            let state = if is_on { "on" } else { "off" };
            report.good("EMAIL_VERIFICATION", state);
        }
    }
}
