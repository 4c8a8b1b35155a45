//! The mail server: whether it takes mails of ours.

use scheduler_domain::ids::NotificationId;
use scheduler_domain::notifications::{Content, Mail, NoticeKind, PlainContent};
use scheduler_domain::text::Email;

use super::Report;
use crate::config::{Config, EmailBackend};
use crate::wiring;

pub(super) fn server(config: &Config, report: &mut Report) {
    match &config.email {
        EmailBackend::Console => report.note("mail", "is printed to the log and reaches nobody"),
        EmailBackend::File => report.note("mail", "is put into DATA_DIR/mail and reaches nobody"),
        EmailBackend::Smtp(smtp) => {
            if !smtp.use_tls() {
                report.note(
                    "EMAIL_USE_TLS",
                    "is off: mails and passwords travel readably",
                );
            }
            match wiring::check_mail(config) {
                Ok(()) => report.good("mail", "the mail server lets us in"),
                Err(fault) => refused(&fault.to_string(), report),
            }
        }
    }
}

/// Through the very mailer that the server uses.
pub(super) fn test(config: &Config, to: &str, report: &mut Report) {
    let to = match Email::parse(to) {
        Ok(to) => to,
        Err(fault) => {
            let remedy = "Give --to an address such as ann@example.org.";
            return report.fault("test mail", format!("{to}: {fault}"), remedy);
        }
    };
    let mail = Mail {
        // A number that no notice has.
        id: NotificationId(0),
        queued_at: wiring::now(),
        to: to.clone(),
        name: String::new(),
        kind: NoticeKind::EmailVerification,
        subject: "Test mail of the meeting scheduler".to_owned(),
        content: Content::Plain(PlainContent {
            text: "This mail was sent by meeting-scheduler doctor. If you read it, mails arrive.\n"
                .to_owned(),
            action: None,
        }),
        unsubscribe_url: None,
    };
    let sent = wiring::mailer(config)
        .map_err(|failure| failure.to_string())
        .and_then(|mailer| mailer.send(&mail).map_err(|fault| fault.to_string()));
    match sent {
        Ok(said) => report.good("test mail", format!("is on its way to {to}: {said}")),
        Err(fault) => refused(&fault, report),
    }
}

fn refused(fault: &str, report: &mut Report) {
    let says = |words: &[&str]| {
        let fault = fault.to_ascii_lowercase();
        words.iter().any(|word| fault.contains(word))
    };
    let remedy = if says(&[
        "answered 530",
        "answered 534",
        "answered 535",
        "answered 538",
    ]) {
        "Look at EMAIL_HOST_USER and EMAIL_HOST_PASSWORD: the mail server does not know them."
    } else if says(&["no compatible authentication"]) {
        "The mail server offers no log-in that is known here. Most offer one only under TLS: look at \
        EMAIL_USE_TLS and EMAIL_PORT."
    } else if says(&["unknownissuer"]) {
        "This machine does not know who signed the mail server's certificate. Install the package \
        ca-certificates; for a signer of your own, name the file of its certificate in SSL_CERT_FILE."
    } else if says(&["starttls", "tls", "certificate"]) {
        "The mail server must offer TLS with a certificate for EMAIL_HOST. Look at EMAIL_PORT: 465 \
        begins with TLS, 587 changes to it; EMAIL_USE_TLS=off only on a network of your own."
    } else if says(&["answered 5", "answered 4"]) {
        "The mail server does not take this mail. Look at DEFAULT_FROM_EMAIL: it must be one that this \
        log-in may send from."
    } else {
        "Look at EMAIL_HOST and EMAIL_PORT, and whether a firewall is in between."
    };
    report.fault("mail", fault, remedy);
}
