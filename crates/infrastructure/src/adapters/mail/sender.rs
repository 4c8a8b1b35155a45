//! Whom mails come from.

use std::str::FromStr;

use lettre::Address;
use lettre::address::AddressError;
use lettre::message::Mailbox;
use scheduler_domain::domain_name::to_ascii;
use thiserror::Error;

/// Whom mails come from.
#[derive(Clone, Debug)]
pub struct Sender(pub(super) Mailbox);

impl Default for Sender {
    /// Does for a machine that sends to nobody but itself.
    fn default() -> Self {
        let address = Address::new_dangerous("no-reply", "localhost");
        Self(Mailbox::new(Some("Meeting Scheduler".to_owned()), address))
    }
}

/// Neither `someone@example.org` nor `Some One <someone@example.org>`, or not in ASCII before the `@`,
/// which many mail servers do not take (RFC 6531).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is neither an address nor a name with an address in angle brackets")]
pub struct SenderFault;

impl FromStr for Sender {
    type Err = SenderFault;

    fn from_str(raw: &str) -> Result<Self, SenderFault> {
        let sender: Mailbox = raw.parse().map_err(|_fault: AddressError| SenderFault)?;
        let user = Some(sender.email.user()).filter(|user| user.is_ascii());
        let domain = to_ascii(sender.email.domain());
        let (user, domain) = user.zip(domain).ok_or(SenderFault)?;
        let email = Address::new(user, &*domain).map_err(|_fault| SenderFault)?;
        Ok(Self(Mailbox::new(sender.name, email)))
    }
}

impl Sender {
    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }

    /// How the sender calls itself; its host, if it has no name.
    pub(super) fn name(&self) -> &str {
        self.0.name.as_deref().unwrap_or_else(|| self.domain())
    }

    /// The address with a name that says on whose behalf it writes.
    pub(super) fn on_behalf_of(&self, person: &str) -> Mailbox {
        let name = format!("{person} via {}", self.name());
        Mailbox::new(Some(name), self.0.email.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "Ann <ann@xn--a.example>",
        ] {
            assert_eq!(bad.parse::<Sender>().err(), Some(SenderFault), "{bad:?}");
        }
    }

    #[test]
    fn international_domain_of_a_sender_is_in_ascii() {
        let sender: Sender = "Ann <Ann@Müller.example>".parse().unwrap();
        assert_eq!(sender.domain(), "xn--mller-kva.example");
        assert_eq!(sender.0.to_string(), "Ann <Ann@xn--mller-kva.example>");
    }
}
