//! Text that people write: trimmed, bounded, without NUL.

use std::fmt;

use thiserror::Error;

/// Trimmed text of `MIN` to `MAX` characters (Unicode scalar values), without NUL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A meeting's title.
pub type Title = Text<1, 255>;
/// A meeting's location.
pub type Location = Text<0, 255>;
/// A meeting's description.
pub type Description = Text<0, 10_000>;
/// What a participant says with an answer.
pub type Note = Text<0, 1_000>;
/// A person's name.
pub type Name = Text<0, 150>;

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Nothing but white space where something is needed.
    #[error("This field may not be blank.")]
    Blank,
    /// More than this many characters.
    #[error("Ensure this field has no more than {0} characters.")]
    TooLong(usize),
    /// U+0000, which neither PostgreSQL nor iCalendar can carry.
    #[error("Null characters are not allowed.")]
    HasNul,
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The most characters.
    pub const MAX_CHARS: usize = MAX;

    /// Trims and checks.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = raw.trim();
        if text.contains('\0') {
            return Err(TextFault::HasNul);
        }
        let length = text.chars().count();
        if length < MIN {
            return Err(TextFault::Blank);
        }
        if length > MAX {
            return Err(TextFault::TooLong(MAX));
        }
        Ok(Self(text.to_owned()))
    }

    /// A text that a store kept; it was parsed before it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address in lower case; it is also the name of a person, with or without an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Why an address was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailFault {
    /// Nothing but white space.
    #[error("This field may not be blank.")]
    Blank,
    /// More than 254 octets (RFC 5321 §4.5.3.1.3, less the angle brackets).
    #[error("Ensure this field has no more than 254 characters.")]
    TooLong,
    /// Not `dot-atom@host.name` (RFC 5322 §3.4.1 without comments and quoted strings).
    #[error("Enter a valid email address.")]
    Malformed,
}

impl Email {
    /// RFC 5321 §4.5.3.1.3, less the angle brackets.
    pub const MAX_BYTES: usize = 254;

    /// Trims, puts into lower case and checks.
    pub fn parse(raw: &str) -> Result<Self, EmailFault> {
        let email = raw.trim().to_ascii_lowercase();
        if email.is_empty() {
            return Err(EmailFault::Blank);
        }
        if email.len() > Self::MAX_BYTES {
            return Err(EmailFault::TooLong);
        }
        let (local, host) = email.rsplit_once('@').ok_or(EmailFault::Malformed)?;
        if is_dot_atom(local.as_bytes()) && is_host_name(host.as_bytes()) {
            Ok(Self(email))
        } else {
            Err(EmailFault::Malformed)
        }
    }

    /// An address that a store kept; it was parsed before it was stored.
    pub fn from_stored(email: String) -> Self {
        Self(email)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_dot_atom(local: &[u8]) -> bool {
    let is_atom = |atom: &[u8]| {
        !atom.is_empty()
            && atom
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(b))
    };
    local.len() <= 64 && local.split(|b| *b == b'.').all(is_atom)
}

fn is_host_name(host: &[u8]) -> bool {
    let is_label = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
            && label
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let mut labels = host.split(|b| *b == b'.');
    let has_no_top = labels
        .next_back()
        .is_none_or(|top| !is_label(top) || top.iter().all(u8::is_ascii_digit));
    let mut others = labels.peekable();
    !has_no_top && others.peek().is_some() && others.all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_counted_in_characters() {
        assert_eq!(Title::parse("  Plan é  ").unwrap().as_str(), "Plan é");
        assert_eq!(Title::parse(" \n "), Err(TextFault::Blank));
        assert_eq!(Title::parse("a\0b"), Err(TextFault::HasNul));
        assert!(Title::parse(&"é".repeat(255)).is_ok());
        assert_eq!(Title::parse(&"é".repeat(256)), Err(TextFault::TooLong(255)));
        assert_eq!(Location::parse("").unwrap().as_str(), "");
    }

    #[test]
    fn an_address_is_lower_case_as_a_whole() {
        assert_eq!(
            Email::parse(" Ann.Lee+x@Example.ORG ").unwrap().as_str(),
            "ann.lee+x@example.org"
        );
        for bad in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "ann@example",
            "a b@example.org",
            "ann@@example.org",
            "ann@exa mple.org",
            "ann@-example.org",
            "ann@example.org\nBcc: x@y.z",
            ".ann@example.org",
            "an..n@example.org",
            "ann@example..org",
            "ann@127.0.0.1",
            "änn@example.org",
            "\"a b\"@example.org",
            "<ann@example.org>",
            "ann@example.org,bob@example.org",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            Email::parse(&format!("a@{}.org", "b.".repeat(130))),
            Err(EmailFault::TooLong)
        );
    }
}
