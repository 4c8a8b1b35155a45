//! What people wrote, so that it stays in its place.

use std::fmt::Write;

/// Lines that end in LF alone, of which the library makes CRLF. A CR by itself may not be sent (RFC
/// 5322 §2.3): servers that take it for the end of a line would take what follows for commands.
pub(super) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "")
}

/// The same with every kind of line break, and without what no page can show.
pub(super) fn readable(text: &str) -> String {
    lines(text)
        .replace(['\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n")
        .replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
}

/// At most so many characters, and whether that is less than there were.
pub(super) fn cut(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (text.split_at(at).0, true),
        None => (text, false),
    }
}

/// One or more encoded words (RFC 2047 §2), each on a line of its own, for text that holds something
/// that would be taken for one.
pub(super) fn encoded_words(text: &str) -> String {
    const LONGEST: usize = 75 - "=?utf-8?q??=".len();
    let mut words: Vec<String> = vec![String::new()];
    for c in text.chars() {
        let mut encoded = String::new();
        match c {
            ' ' => encoded.push('_'),
            'a'..='z' | 'A'..='Z' | '0'..='9' => encoded.push(c),
            _ => {
                for octet in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _infallible = write!(encoded, "={octet:02X}");
                }
            }
        }
        match words.last_mut() {
            Some(word) if word.len() + encoded.len() <= LONGEST => word.push_str(&encoded),
            _ => words.push(encoded),
        }
    }
    let words = words.iter().map(|word| format!("=?utf-8?q?{word}?="));
    words.collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("añb", 2), ("añ", true));
        assert_eq!(cut("añ", 2), ("añ", false));
    }

    #[test]
    fn what_looks_encoded_is_encoded() {
        assert_eq!(encoded_words("=?x é"), "=?utf-8?q?=3D=3Fx_=C3=A9?=");
        for line in encoded_words(&"é".repeat(90)).split("\r\n") {
            assert!(line.trim_start().len() <= 75, "{line}");
        }
    }

    #[test]
    fn only_readable_characters_are_left() {
        assert_eq!(
            readable("a\r\nb\rc\u{2028}d\u{1b}[31m\0\te"),
            "a\nb\nc\nd[31m\te"
        );
    }
}
