//! Content lines: escaped, quoted, folded.

use std::fmt::Write;

/// RFC 5545 §3.1, without the line break.
const LONGEST_LINE_OCTETS: usize = 75;

/// A value of type TEXT (RFC 5545 §3.3.11). Line breaks of any kind become `\n`; other control
/// characters but the tab cannot be carried and are left out.
pub(super) fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 8);
    for c in unified(raw) {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// A quoted parameter value, with RFC 6868 for what quotes cannot hold.
pub(super) fn quoted(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 8);
    out.push('"');
    for c in unified(raw) {
        match c {
            '\n' => out.push_str("^n"),
            '"' => out.push_str("^'"),
            '^' => out.push_str("^^"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A calendar user's address (RFC 6068 §2).
pub(super) fn mailto(email: &str) -> String {
    let mut out = String::from("mailto:");
    for octet in email.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~!$'*+@".contains(&octet) {
            out.push(char::from(octet));
        } else {
            let _never_fails = write!(out, "%{octet:02X}");
        }
    }
    out
}

/// Undoes the folding of the crate `ics`, which allows 76 octets, and folds anew.
pub(super) fn fold(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + folded.len() / 25);
    let mut room = LONGEST_LINE_OCTETS;
    for line in folded.split_terminator('\n').map(without_cr) {
        let mut rest = line.strip_prefix(' ').unwrap_or_else(|| {
            if !out.is_empty() {
                out.push_str("\r\n");
            }
            room = LONGEST_LINE_OCTETS;
            line
        });
        while rest.len() > room {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
            out.push_str(head);
            out.push_str("\r\n ");
            (rest, room) = (tail, LONGEST_LINE_OCTETS - 1);
        }
        out.push_str(rest);
        room -= rest.len();
    }
    out.push_str("\r\n");
    out
}

fn without_cr(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

/// With one kind of line break, and no other control character but the tab.
fn unified(raw: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    raw.chars().filter_map(move |c| {
        let follows_cr = before.replace(c) == Some('\r');
        match c {
            '\n' if follows_cr => None,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(c),
            _ => (!c.is_control()).then_some(c),
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_cannot_leave_its_property() {
        for (raw, written) in [
            ("a, b; c\\d: \"e\"", "a\\, b\\; c\\\\d: \"e\""),
            ("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("\r\r\n\n", "\\n\\n\\n"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a\\nb\\nc\\nd"),
            ("a\0b\u{7}c\u{7f}d\u{b}e\tf", "abcde\tf"),
            ("x\nEND:VEVENT", "x\\nEND:VEVENT"),
        ] {
            assert_eq!(text(raw), written, "{raw:?}");
        }
    }

    #[test]
    fn a_quoted_value_cannot_leave_its_quotes() {
        for (raw, written) in [
            ("Lee, Ann; x:y", "\"Lee, Ann; x:y\""),
            ("a\"b^c\r\nd\0", "\"a^'b^^c^nd\""),
        ] {
            assert_eq!(quoted(raw), written, "{raw:?}");
        }
    }

    #[test]
    fn an_address_is_a_uri() {
        assert_eq!(mailto("ann+x@example.org"), "mailto:ann+x@example.org");
        assert_eq!(mailto("a%b?c=d@x.org"), "mailto:a%25b%3Fc%3Dd@x.org");
    }

    #[test]
    fn a_line_is_folded_between_characters() {
        for (before, after) in [
            (74, "a\r\n \u{1f642}\r\n"),
            (71, "a\u{1f642}\r\n"),
            (72, "a\r\n \u{1f642}\r\n"),
        ] {
            let line = format!("{}\u{1f642}\r\n", "a".repeat(before));
            assert!(fold(&line).ends_with(after), "{before}");
        }
    }

    proptest! {
        #[test]
        fn folding_changes_no_line(raw in "[^\r\n]{0,400}") {
            let line = format!("X:{}\r\n", text(&raw));
            let folded = fold(&line);
            prop_assert!(folded.split("\r\n").all(|part| part.len() <= LONGEST_LINE_OCTETS));
            prop_assert_eq!(folded.replace("\r\n ", ""), line);
        }

        #[test]
        fn any_text_stays_one_line(raw in any::<String>()) {
            let breaks = |c: char| c.is_control() && c != '\t' || "\u{2028}\u{2029}".contains(c);
            prop_assert!(!text(&raw).contains(breaks));
            let quoted = quoted(&raw);
            prop_assert!(!quoted.contains(breaks));
            prop_assert_eq!(quoted.matches('"').count(), 2);
        }
    }
}
