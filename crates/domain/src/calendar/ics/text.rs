//! What people wrote, escaped or quoted so that it cannot leave its place.

use std::fmt::Write;

/// Whether a character is copied as it is, by its first octet. Looking it up takes half of the
/// instructions that comparing takes.
type Plain = [bool; 256];

const IN_TEXT: Plain = all(b";,\\", false, UNIFIED);
const IN_QUOTES: Plain = all(b"\"^", false, UNIFIED);
const IN_ADDRESS: Plain = all(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$'*+@",
    true,
    [false; 256],
);

/// Neither line breaks nor controls: U+0080 to U+00BF begin with C2, U+2000 to U+2FFF with E2.
const UNIFIED: Plain = all(
    b"\0\x01\x02\x03\x04\x05\x06\x07\x08\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\
    \x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\xc2\xe2",
    false,
    [true; 256],
);

/// A value of type TEXT (RFC 5545 §3.3.11). Line breaks of any kind become `\n`; other control
/// characters but the tab cannot be carried and are left out.
pub(super) fn push_text(out: &mut String, raw: &str) {
    push_runs(out, raw, &IN_TEXT, |out, c, after| match c {
        ';' => out.push_str("\\;"),
        ',' => out.push_str("\\,"),
        '\\' => out.push_str("\\\\"),
        _ => push_unified(out, c, after, "\\n"),
    });
}

/// A quoted parameter value, with RFC 6868 for what quotes cannot hold.
pub(super) fn push_quoted(out: &mut String, raw: &str) {
    out.push('"');
    push_runs(out, raw, &IN_QUOTES, |out, c, after| match c {
        '"' => out.push_str("^'"),
        '^' => out.push_str("^^"),
        _ => push_unified(out, c, after, "^n"),
    });
    out.push('"');
}

/// A calendar user's address (RFC 6068 §2).
pub(super) fn push_mailto(out: &mut String, email: &str) {
    out.push_str("mailto:");
    push_runs(out, email, &IN_ADDRESS, |out, c, _after| {
        for octet in c.encode_utf8(&mut [0; 4]).bytes() {
            let _never_fails = write!(out, "%{octet:02X}");
        }
    });
}

/// With one kind of line break, and no other control character but the tab.
fn push_unified(out: &mut String, c: char, after: &str, line_break: &str) {
    match c {
        '\r' if after.starts_with('\n') => {}
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str(line_break),
        _ if c.is_control() => {}
        _ => out.push(c),
    }
}

/// Copies runs of plain characters. Any other is handed to `push`, with what comes after it.
fn push_runs(out: &mut String, raw: &str, plain: &Plain, push: impl Fn(&mut String, char, &str)) {
    let is_plain = |octet: u8| plain.get(usize::from(octet)) == Some(&true);
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|octet| !is_plain(octet)) {
        let (run, others) = rest.split_at(at);
        out.push_str(run);
        let mut after = others.chars();
        if let Some(c) = after.next() {
            push(out, c, after.as_str());
        }
        rest = after.as_str();
    }
    out.push_str(rest);
}

/// All of these `octets` are plain, or none; others are what they were.
#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "constants know nothing else, and the compiler sees each index"
)]
const fn all(octets: &[u8], are_plain: bool, mut others: Plain) -> Plain {
    let mut index = 0;
    while index < octets.len() {
        others[octets[index] as usize] = are_plain;
        index += 1;
    }
    others
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(push: fn(&mut String, &str), raw: &str) -> String {
        let mut out = String::new();
        push(&mut out, raw);
        out
    }

    #[test]
    fn text_cannot_leave_its_property() {
        for (raw, expected) in [
            ("a, b; c\\d: \"e\"", "a\\, b\\; c\\\\d: \"e\""),
            ("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("\r\r\n\n", "\\n\\n\\n"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a\\nb\\nc\\nd"),
            ("a\0b\u{7}c\u{7f}d\u{b}e\tf", "abcde\tf"),
            ("x\nEND:VEVENT", "x\\nEND:VEVENT"),
        ] {
            assert_eq!(written(push_text, raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn a_quoted_value_cannot_leave_its_quotes() {
        for (raw, expected) in [
            ("Lee, Ann; x:y", "\"Lee, Ann; x:y\""),
            ("a\"b^c\r\nd\0", "\"a^'b^^c^nd\""),
        ] {
            assert_eq!(written(push_quoted, raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn an_address_is_a_uri() {
        for (raw, expected) in [
            ("ann+x@example.org", "mailto:ann+x@example.org"),
            ("a%b?c=d@x.org", "mailto:a%25b%3Fc%3Dd@x.org"),
            ("\u{e9}@x.org", "mailto:%C3%A9@x.org"),
        ] {
            assert_eq!(written(push_mailto, raw), expected, "{raw:?}");
        }
    }

    /// Every character by itself, since runs are told apart by octets.
    #[test]
    fn only_what_must_change_changes() {
        for c in '\0'..=char::MAX {
            let raw = format!("a{c}b");
            let expected = match c {
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a\\nb".to_owned(),
                ';' | ',' | '\\' => format!("a\\{c}b"),
                '\t' => raw.clone(),
                _ if c.is_control() => "ab".to_owned(),
                _ => raw.clone(),
            };
            assert_eq!(written(push_text, &raw), expected, "{raw:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_stays_one_line(raw in any::<String>()) {
            let breaks = |c: char| c.is_control() && c != '\t' || "\u{2028}\u{2029}".contains(c);
            prop_assert!(!written(push_text, &raw).contains(breaks));
            let quoted = written(push_quoted, &raw);
            prop_assert!(!quoted.contains(breaks));
            prop_assert_eq!(quoted.matches('"').count(), 2);
        }
    }
}
