//! Names of files, made of titles that people wrote.

use std::fmt::Write as _;

/// Characters of a title that a name keeps.
const MOST_CHARACTERS: usize = 100;

/// `Content-Disposition` of a file to be saved (RFC 6266 §4): a name in ASCII for old clients, and
/// the full one (RFC 8187 §3.2).
pub(crate) fn attachment(title: &str) -> String {
    let name = file_name(title);
    let plain: String = name
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(&name)
    )
}

/// Without what separates folders, what shells and Windows read otherwise, what cannot be seen,
/// and what turns the direction of text around.
fn file_name(title: &str) -> String {
    let clean: String = title
        .chars()
        .map(|c| if is_harmless(c) { c } else { '_' })
        .take(MOST_CHARACTERS)
        .collect();
    match clean.trim_matches(|c: char| c == '.' || c.is_whitespace()) {
        "" => "meeting.ics".to_owned(),
        name => format!("{name}.ics"),
    }
}

fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !"/\\:*?\"<>|".contains(c)
        && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Some clients decode `%` here, too, so it is left to the full name.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && c != '%'
}

/// `value-chars` of RFC 8187 §3.2.1.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header_or_its_folder() {
        for (title, disposition) in [
            (
                "Plan",
                "attachment; filename=\"Plan.ics\"; filename*=UTF-8''Plan.ics",
            ),
            (
                "Größe 100%",
                "attachment; filename=\"Gr__e 100_.ics\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20100%25.ics",
            ),
            (
                "../../etc/\"pass\"\r\nX-Evil: 1;",
                "attachment; filename=\"_.._etc__pass___X-Evil_ 1;.ics\"; \
                 filename*=UTF-8''_.._etc__pass___X-Evil_%201%3B.ics",
            ),
            (
                "...",
                "attachment; filename=\"meeting.ics\"; filename*=UTF-8''meeting.ics",
            ),
            (
                "a\u{202E}cod",
                "attachment; filename=\"a_cod.ics\"; filename*=UTF-8''a_cod.ics",
            ),
        ] {
            assert_eq!(attachment(title), disposition, "{title:?}");
        }
        assert!(attachment(&"é".repeat(255)).len() < 1_000);
    }
}
