//! Titles, other texts, names and addresses.

use scheduler_domain::auth::Username;
use scheduler_domain::text::{Email, EmailFault, Text, TextFault, Title, is_unseen};

/// What is taken is trimmed, within bounds and reads as itself; what is refused says the reason.
pub fn texts(data: &[u8]) {
    let Ok(raw) = std::str::from_utf8(data) else {
        return;
    };
    title(raw);
    bounded::<1, 255>(raw);
    bounded::<0, 150>(raw);
    bounded::<0, 10_000>(raw);
    email(raw);
    if let Ok(Some(name)) = Username::parse(raw) {
        assert!(!name.as_str().contains(char::is_control));
        assert!((1..=150).contains(&name.as_str().chars().count()));
        assert_eq!(Username::parse(name.as_str()), Ok(Some(name)));
    }
}

fn title(raw: &str) {
    // A long one is as good as its repetition.
    for times in [1, 2, 64] {
        let raw = raw.repeat(times);
        assert_eq!(Title::parse(&raw).is_ok(), is_fit(&raw, 1, 255).is_ok());
    }
}

fn is_fit(raw: &str, least: usize, most: usize) -> Result<(), TextFault> {
    let characters: Vec<char> = raw.trim().chars().collect();
    if characters.contains(&'\0') {
        Err(TextFault::HasNul)
    } else if characters.len() < least || (least > 0 && characters.iter().all(|c| is_unseen(*c))) {
        Err(TextFault::Blank)
    } else if characters.len() > most {
        Err(TextFault::TooLong(most))
    } else {
        Ok(())
    }
}

fn bounded<const MIN: usize, const MAX: usize>(raw: &str) {
    let read = Text::<MIN, MAX>::parse(raw);
    assert_eq!(read.clone().map(|_| ()), is_fit(raw, MIN, MAX), "{raw:?}");
    if let Ok(text) = read {
        assert!(raw.contains(text.as_str()));
        assert_eq!(Text::parse(text.as_str()), Ok(text));
    }
}

/// RFC 5322 §3.4.1 with a dot-atom before the sign, RFC 1123 §2.1 behind it, RFC 5321 §4.5.3.1.
fn email(raw: &str) {
    let text = raw.trim();
    let read = Email::parse(raw);
    if text.is_empty() {
        return assert_eq!(read, Err(EmailFault::Blank));
    }
    let is_international = !text.is_ascii() || text.to_ascii_lowercase().contains("xn--");
    if is_international {
        return international(read.ok());
    }
    if text.len() > 254 {
        return assert_eq!(read, Err(EmailFault::TooLong));
    }
    let parts: Vec<&str> = text.split('@').collect();
    let is_valid = match parts[..] {
        [local, host] => is_local(local) && is_host(host),
        _ => false,
    };
    match read {
        Ok(email) => {
            assert!(is_valid, "{email:?} is no address");
            assert_eq!(email.as_str(), text.to_ascii_lowercase());
            assert_eq!(Email::parse(email.as_str()), Ok(email));
        }
        Err(fault) => {
            assert_eq!(fault, EmailFault::Malformed);
            assert!(!is_valid, "{text:?} is an address");
        }
    }
}

/// What is taken is in ASCII, and all its forms are one address.
fn international(read: Option<Email>) {
    if let Some(email) = read {
        let (ascii, shown) = (email.as_str(), email.shown());
        assert!(ascii.len() <= 254 && !ascii.contains(|c: char| !c.is_ascii_graphic()));
        assert_eq!(ascii, ascii.to_ascii_lowercase());
        assert_eq!(Email::parse(ascii).as_ref(), Ok(&email));
        assert_eq!(Email::parse(&shown).as_ref(), Ok(&email), "{shown:?}");
    }
}

fn is_local(local: &str) -> bool {
    let is_atom_text = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let atoms: Vec<&str> = local.split('.').collect();
    local.len() <= 64 && !atoms.contains(&"") && atoms.concat().chars().all(is_atom_text)
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        let edges = [label.chars().next(), label.chars().last()];
        label.len() <= 63
            && edges
                .iter()
                .all(|edge| edge.is_some_and(|c| c.is_ascii_alphanumeric()))
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = labels.last().copied().unwrap_or_default();
    labels.len() > 1 && labels.iter().all(is_label) && top.chars().any(|c| !c.is_ascii_digit())
}
