//! A mail as it goes over the wire (RFC 5322), the same for a file and for a mail server.

use std::str::FromStr;

use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use lettre::{Address, error::Error};
use scheduler_domain::notifications::Mail;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Whom mails come from.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Default for Sender {
    /// Does for a machine that sends to nobody but itself.
    fn default() -> Self {
        let address = Address::new_dangerous("no-reply", "localhost");
        Self(Mailbox::new(Some("Meeting Scheduler".to_owned()), address))
    }
}

/// Neither `someone@example.org` nor `Some One <someone@example.org>`, or not in ASCII, which many
/// mail servers do not take (RFC 6531).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is neither an address nor a name with an address in angle brackets")]
pub struct SenderFault;

impl Sender {
    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl FromStr for Sender {
    type Err = SenderFault;

    fn from_str(raw: &str) -> Result<Self, SenderFault> {
        let sender: Mailbox = raw.parse().map_err(|_fault: AddressError| SenderFault)?;
        let is_ascii = AsRef::<str>::as_ref(&sender.email).is_ascii();
        is_ascii.then_some(Self(sender)).ok_or(SenderFault)
    }
}

/// Why a mail cannot be put into words; another attempt would not help.
#[derive(Debug, Error)]
pub(super) enum MessageFault {
    #[error("the address is not one that mail can be sent to")]
    Address(#[source] AddressError),
    #[error("the mail cannot be written")]
    Message(#[source] Error),
}

/// Equal mails get the same `Message-ID` from the same sender, so that a mail that is sent twice
/// is recognised.
pub(super) fn message(from: &Sender, mail: &Mail) -> Result<Message, MessageFault> {
    let address: Address = mail.to.as_str().parse().map_err(MessageFault::Address)?;
    let name = one_line(&mail.name);
    let name = (!name.is_empty() && name != mail.to.as_str()).then_some(name);
    Message::builder()
        .from(from.0.clone())
        .to(Mailbox::new(name, address))
        .subject(one_line(&mail.subject))
        .message_id(Some(message_id(from, mail)))
        // Keeps holiday notices from being sent back (RFC 3834 §5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        // The library adds it to parts, but not to a body (RFC 2045 §4).
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(lines(&mail.text))
        .map_err(MessageFault::Message)
}

/// The number alone would come again with a new database, and mail servers drop what they have
/// seen.
fn message_id(from: &Sender, mail: &Mail) -> String {
    let digest: [u8; 32] = Sha256::new_with_prefix(mail.to.as_str())
        .chain_update([0])
        .chain_update(&mail.subject)
        .finalize()
        .into();
    let (mark, _rest) = digest.split_at(8);
    let mark = mark
        .iter()
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("<{}.{mark:016x}@{}>", mail.id, from.0.email.domain())
}

/// Lines that end in LF alone, of which the library makes CRLF. A CR by itself may not be sent (RFC
/// 5322 §2.3): servers that take it for the end of a line would take what follows for commands.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "")
}

/// What people wrote must not begin a line of its own.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.split(breaks)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
pub(super) mod tests {
    use scheduler_domain::ids::NotificationId;
    use scheduler_domain::notifications::NoticeKind;
    use scheduler_domain::text::Email;

    use super::*;

    pub(in super::super) fn mail() -> Mail {
        Mail {
            id: NotificationId(7),
            to: Email::parse("ann@example.org").unwrap(),
            name: "Ann Lee".to_owned(),
            kind: NoticeKind::Invitation,
            subject: "Invitation: Plan".to_owned(),
            text: "Hello Ann,\n\nbring it.\n".to_owned(),
        }
    }

    pub(in super::super) fn sender() -> Sender {
        "Scheduler <no-reply@meet.example>".parse().unwrap()
    }

    fn written(mail: &Mail) -> String {
        String::from_utf8(message(&sender(), mail).unwrap().formatted()).unwrap()
    }

    fn header<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let (head, _body) = text.split_once("\r\n\r\n").unwrap();
        head.split("\r\n")
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            .collect()
    }

    #[test]
    fn a_mail_says_what_it_is() {
        let text = written(&mail());
        assert_eq!(header(&text, "From"), ["Scheduler <no-reply@meet.example>"]);
        assert_eq!(header(&text, "To"), ["\"Ann Lee\" <ann@example.org>"]);
        assert_eq!(header(&text, "Subject"), ["Invitation: Plan"]);
        assert_eq!(header(&text, "Auto-Submitted"), ["auto-generated"]);
        assert_eq!(header(&text, "MIME-Version"), ["1.0"]);
        assert_eq!(header(&text, "Date").len(), 1);
        assert!(text.ends_with("Hello Ann,\r\n\r\nbring it.\r\n"), "{text}");
    }

    #[test]
    fn a_message_id_stays_with_its_mail() {
        let id = |mail: &Mail| message_id(&sender(), mail);
        let again = Mail {
            text: "with another link".to_owned(),
            ..mail()
        };
        assert_eq!(id(&mail()), id(&again));
        assert!(id(&mail()).ends_with("@meet.example>"));
        let others = [
            Mail {
                id: NotificationId(8),
                ..mail()
            },
            Mail {
                subject: "Invitation: Other".to_owned(),
                ..mail()
            },
            Mail {
                to: Email::parse("bob@example.org").unwrap(),
                ..mail()
            },
        ];
        for other in others {
            assert_ne!(id(&mail()), id(&other));
        }
    }

    #[test]
    fn no_text_becomes_a_header_or_another_recipient() {
        let hostile = "x\r\nBcc: eve@example.org\n\rX-Evil: 1\u{2028}\u{85}\0\", <eve@example.org>, \
                       \u{1f600} =?utf-8?q?=0d=0aBcc:_eve@example.org?=";
        let mail = Mail {
            name: hostile.to_owned(),
            subject: hostile.repeat(20),
            text: format!("{hostile}\r\n.\r\nMAIL FROM:<eve@example.org>\r\n"),
            ..mail()
        };
        let message = message(&sender(), &mail).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
        let text = String::from_utf8(message.formatted()).unwrap();
        let (head, _body) = text.split_once("\r\n\r\n").unwrap();
        for line in head.split("\r\n") {
            let name = line.split(':').next().unwrap();
            assert!(
                line.starts_with(' ')
                    || [
                        "From",
                        "To",
                        "Subject",
                        "Message-ID",
                        "Auto-Submitted",
                        "MIME-Version",
                        "Date",
                        "Content-Type",
                        "Content-Transfer-Encoding"
                    ]
                    .contains(&name),
                "{line}"
            );
            assert!(
                !line.contains(['\r', '\n', '\0']) && line.is_ascii(),
                "{line:?}"
            );
        }
    }

    #[test]
    fn no_carriage_return_is_sent_by_itself() {
        let mail = Mail {
            text: "one\r\r.\r\nMAIL FROM:<eve@example.org>\r\n\rtwo".to_owned(),
            ..mail()
        };
        let text = written(&mail);
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
        assert!(text.ends_with("one\r\n\r\n.\r\nMAIL FROM:<eve@example.org>\r\n\r\ntwo"));
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for good in [
            "no-reply@localhost",
            "Meeting Scheduler <no-reply@example.org>",
            "\"Lee, Ann\" <ann@example.org>",
        ] {
            assert!(good.parse::<Sender>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "nobody",
            "a@b@c",
            "<a@example.org",
            "a@example.org\r\nBcc: b@c.de",
            "änn@example.org",
            "Ann <ann@exämple.org>",
        ] {
            assert_eq!(bad.parse::<Sender>().err(), Some(SenderFault), "{bad:?}");
        }
    }
}
