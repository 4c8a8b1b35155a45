//! Mail for a server without a mail server: it goes to the log, whole, for the one who runs it.

use std::fmt::Write;

use scheduler_domain::notifications::{Mail, MailFault, Mailer};
use scheduler_domain::text::one_line;

use super::body::body;

/// Writes every mail to the log, under the target `mail`. Links in it work for whoever reads it.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConsoleMailer;

impl Mailer for ConsoleMailer {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        let page = page(mail)
            .map_err(|fault| MailFault::Permanent(format!("The mail was not written: {fault}.")))?;
        tracing::info!(target: "mail", "{page}");
        Ok("Written to the log.".to_owned())
    }
}

/// Every line has a margin, so that no text of a mail can pass for a line of the log.
fn page(mail: &Mail) -> Result<String, askama::Error> {
    let mut page = format!(
        "mail {} to {}: {}",
        mail.id,
        mail.to,
        one_line(&mail.subject)
    );
    for line in body(mail)?.text.lines() {
        let _infallible = write!(page, "\n    | {}", one_line(line));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::{mail, plain};
    use super::*;

    #[test]
    fn every_line_of_a_mail_has_a_margin() {
        let mail = Mail {
            subject: "Plan\nERROR forged".to_owned(),
            content: plain("Hello,\r\n2026 ERROR forged\r\x1b[31m\n\nbye"),
            ..mail()
        };
        assert_eq!(
            page(&mail).unwrap(),
            "mail 7 to ann@example.org: Plan ERROR forged\n    | Hello,\n    \
             | 2026 ERROR forged\n    | [31m\n    | \n    | bye"
        );
    }
}
