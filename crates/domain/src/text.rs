//! Text that people write: trimmed, bounded, without NUL.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::domain_name;

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
    /// Nothing but white space and characters without a shape where something is needed.
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
        if length < MIN || (MIN > 0 && text.chars().all(is_unseen)) {
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

/// Characters that turn the direction of what follows (Unicode Standard Annex 9, §2).
fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether this is white space, or has neither shape nor width by itself.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || turns_text(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Control characters and line separators become spaces, runs of white space become one: what people
/// wrote must not begin a line of its own.
pub fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || c.is_whitespace();
    let words = text.split(breaks).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A text as a search compares it: in lower case, with composed letters (Unicode Standard Annex 15).
pub fn search_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: String = text.nfc().collect();
    composed.to_lowercase().nfc().collect()
}

/// The same letters decomposed: what was stored before search keys were composed may have these.
pub fn decomposed(key: &str) -> String {
    key.nfd().collect()
}

/// The text in composed letters, if it is written in other ones.
pub fn composed(text: &str) -> Option<String> {
    (!is_nfc(text)).then(|| text.nfc().collect())
}

/// The name of a person as it may stand beside or instead of the address; `None` if nothing is left.
/// Nothing in it turns the direction of what follows, and one that holds an address is none: it would
/// be taken for the real one, which is what forgers want.
pub fn plain_name(text: &str) -> Option<String> {
    let name = one_line(text).replace(turns_text, "");
    let name = name.trim();
    let is_plain = !name.chars().all(is_unseen) && !name.contains(['@', '\u{fe6b}', '\u{ff20}']);
    is_plain.then(|| name.to_owned())
}

/// How a person is called: by the [plain name](plain_name), or else by the address for people to read.
pub fn called(name: &str, email: &Email) -> String {
    plain_name(name).unwrap_or_else(|| email.shown().into_owned())
}

/// A [search key](search_key) as an address holds it, if that differs: domains are stored in ASCII.
pub fn address_key(key: &str) -> Option<String> {
    if key.is_ascii() {
        return None;
    }
    let (local, domain) = match key.rsplit_once('@') {
        Some((local, domain)) => (Some(local), domain),
        None => (None, key),
    };
    let domain = domain_name::to_ascii_part(domain);
    let ascii = local.map_or_else(|| domain.clone(), |local| format!("{local}@{domain}"));
    (ascii != key).then_some(ascii)
}

/// An address as a search finds it: in ASCII, and for people to read, if that differs.
pub fn address_search_text(address: &str) -> Cow<'_, str> {
    let email = Email::from_stored(address.to_owned());
    match email.shown() {
        shown if shown == address => address.into(),
        shown => format!("{address} {shown}").into(),
    }
}

/// An e-mail address in lower case, with the domain in ASCII (RFC 5890 §2.3.2.1), so that all spellings are
/// one; it is also the name of a person, with or without an account.
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
    /// Other letters than ASCII before the `@` (RFC 6531), which too few mail servers take.
    #[error("Only ASCII characters can stand before the @.")]
    ForeignLocal,
}

impl Email {
    /// RFC 5321 §4.5.3.1.3, less the angle brackets.
    pub const MAX_BYTES: usize = 254;

    /// Trims, puts into lower case, the domain into ASCII, and checks.
    pub fn parse(raw: &str) -> Result<Self, EmailFault> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(EmailFault::Blank);
        }
        if raw.is_ascii() && raw.len() > Self::MAX_BYTES {
            return Err(EmailFault::TooLong);
        }
        let (local, domain) = raw.rsplit_once('@').ok_or(EmailFault::Malformed)?;
        let host = domain_name::to_ascii(domain).ok_or(EmailFault::Malformed)?;
        if !is_host_name(host.as_bytes()) {
            return Err(EmailFault::Malformed);
        }
        let plain: String = local.chars().map(ascii_stand_in).collect();
        if !is_dot_atom(plain.as_bytes()) {
            return Err(EmailFault::Malformed);
        }
        if !local.is_ascii() {
            return Err(EmailFault::ForeignLocal);
        }
        let email = format!("{}@{host}", plain.to_ascii_lowercase());
        if email.len() > Self::MAX_BYTES {
            return Err(EmailFault::TooLong);
        }
        Ok(Self(email))
    }

    /// An address that a store kept; it was parsed before it was stored.
    pub fn from_stored(email: String) -> Self {
        Self(email)
    }

    /// The mailbox that most servers deliver this address to: without the subaddress (RFC 5233 §1), of
    /// which one person has as many as they like.
    #[must_use]
    pub fn mailbox(&self) -> Self {
        let found = self.0.rsplit_once('@').and_then(|(local, host)| {
            let (user, _subaddress) = local.split_once('+')?;
            (!user.is_empty()).then(|| format!("{user}@{host}"))
        });
        Self(found.unwrap_or_else(|| self.0.clone()))
    }

    /// The address, in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for people to read: with the domain in its own letters, where these cannot be taken for
    /// those of another domain.
    pub fn shown(&self) -> Cow<'_, str> {
        let Some((local, domain)) = self.0.rsplit_once('@') else {
            return self.as_str().into();
        };
        match domain_name::shown(domain) {
            Cow::Borrowed(_) => self.as_str().into(),
            Cow::Owned(domain) => format!("{local}@{domain}").into(),
        }
    }
}

/// Writes it in ASCII.
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Itself; a letter for a letter that is not ASCII.
fn ascii_stand_in(c: char) -> char {
    let is_foreign = !c.is_ascii() && !is_unseen(c);
    if is_foreign { 'x' } else { c }
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
    fn text_without_a_shape_is_blank() {
        for unseen in [
            "\u{200b}",
            "\u{feff} \u{2060}",
            "\u{202e}\u{200d}",
            "\u{ad}",
        ] {
            assert_eq!(Title::parse(unseen), Err(TextFault::Blank), "{unseen:?}");
            assert!(Location::parse(unseen).is_ok());
        }
        for seen in ["\u{200b}x", "👩\u{200d}💻"] {
            assert!(Title::parse(seen).is_ok(), "{seen:?}");
        }
    }

    #[test]
    fn hostile_text_stays_on_one_line() {
        assert_eq!(one_line("a\r\nBcc: x\u{2028}y\u{85}z\0 "), "a Bcc: x y z");
    }

    #[test]
    fn name_that_holds_an_address_is_none() {
        for (name, shown) in [
            ("Ann Lee", Some("Ann Lee")),
            ("\u{202e}eeL nnA", Some("eeL nnA")),
            ("Ann\u{2066}\u{200f} Lee\u{61c}", Some("Ann Lee")),
            ("Ann\r\nBcc: x", Some("Ann Bcc: x")),
            ("ceo@bank.example", None),
            ("The boss <ceo@bank.example>", None),
            ("ceo\u{ff20}bank.example", None),
            ("\u{202e}", None),
            ("\u{5e2}\u{5de}\u{5d9}", Some("\u{5e2}\u{5de}\u{5d9}")),
        ] {
            assert_eq!(plain_name(name).as_deref(), shown, "{name:?}");
        }
    }

    #[test]
    fn subaddresses_have_one_mailbox() {
        for (address, mailbox) in [
            ("ann+1@example.org", "ann@example.org"),
            ("ann+a+b@example.org", "ann@example.org"),
            ("ann@example.org", "ann@example.org"),
            ("+ann@example.org", "+ann@example.org"),
        ] {
            let found = Email::parse(address).unwrap().mailbox();
            assert_eq!(found.as_str(), mailbox);
        }
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
            "\u{202e}ann@example.org",
            "ann@müller",
            "ann@müller.example.",
            "ann@xn--a.example",
            "ann@müller@example.org",
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

    #[test]
    fn both_spellings_of_an_international_domain_are_one_address() {
        let stored = "user@xn--mller-kva.example";
        for spelling in [stored, "User@Müller.example", "user@MU\u{308}LLER。example"] {
            let email = Email::parse(spelling).unwrap();
            assert_eq!(email.as_str(), stored, "{spelling}");
            assert_eq!(email.shown(), "user@müller.example");
            assert_eq!(called("", &email), "user@müller.example");
        }
        let plain = Email::parse("user@example.org").unwrap();
        assert_eq!(plain.shown(), plain.as_str());
    }

    #[test]
    fn international_local_part_is_refused_with_that_reason() {
        for address in [
            "jürgen@example.org",
            "jürgen@müller.example",
            "用户@example.org",
        ] {
            assert_eq!(Email::parse(address), Err(EmailFault::ForeignLocal));
        }
        for address in ["jür gen@example.org", "jürgen@", "jürgen@example", "ü"] {
            assert_eq!(Email::parse(address), Err(EmailFault::Malformed));
        }
    }

    #[test]
    fn length_counts_after_conversion() {
        // Fifty times two octets are a label of 61 in ASCII.
        let long = format!("a@{}example", format!("{}.", "ü".repeat(50)).repeat(3));
        assert!(long.len() > Email::MAX_BYTES);
        assert!(Email::parse(&long).is_ok_and(|email| email.as_str().len() <= 254));
        let longer = format!("{}@{}example", "a".repeat(64), "ü.".repeat(24));
        assert_eq!(Email::parse(&longer), Err(EmailFault::TooLong));
    }

    #[test]
    fn search_key_of_an_address_has_its_domain_in_ascii() {
        for (key, address) in [
            ("müller.example", Some("xn--mller-kva.example")),
            ("user@müller", Some("user@xn--mller-kva")),
            ("jürgen@example.org", None),
            ("user@example.org", None),
        ] {
            assert_eq!(address_key(key).as_deref(), address);
        }
    }
}
