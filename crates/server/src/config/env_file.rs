//! Reads a `.env` file. Values are literal: nothing is substituted.
//!
//! ```text
//! # A comment.
//! NAME=value as it is, $ and ` too      # a comment after white space
//! NAME='as it is, "#" and spaces too'
//! NAME="with \" \\ \$ \n for themselves"
//! export NAME=value
//! ```

/// A setting, and the number of its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value: String,
}

/// A line that cannot be read. The reason never quotes it, since it may hold a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) line: usize,
    pub(super) why: &'static str,
}

/// Every line that is neither empty nor a comment.
pub(super) fn entries(text: &str) -> impl Iterator<Item = Result<Entry, Unreadable>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter_map(|(line, raw)| {
        let raw = raw.trim();
        if raw.is_empty() || raw.starts_with('#') {
            return None;
        }
        Some(
            assignment(raw)
                .map(|(name, value)| Entry { line, name, value })
                .map_err(|why| Unreadable { line, why }),
        )
    })
}

fn assignment(raw: &str) -> Result<(String, String), &'static str> {
    let (name, value) = raw.split_once('=').ok_or("is not NAME=VALUE")?;
    let name = match name.strip_prefix("export") {
        Some(exported) if exported.starts_with(char::is_whitespace) => exported,
        _ => name,
    };
    let name = name.trim();
    let is_name = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name {
        return Err("is not NAME=VALUE");
    }
    let has_space = value.starts_with(char::is_whitespace);
    let value = value.trim();
    let value = match (value.chars().next(), has_space) {
        (Some('\''), _) => single_quoted(value)?,
        (Some('"'), _) => double_quoted(value)?,
        (Some('#'), true) => String::new(),
        _ => unquoted(value)?,
    };
    Ok((name.to_owned(), value))
}

const OPEN: &str = "has a quote that is not closed";
const AFTER: &str = "has something after the closing quote: put the whole value into quotes";
const BACKSLASH: &str = "has a backslash that may mean two things: put the value into single quotes, where all is literal";

fn unquoted(value: &str) -> Result<String, &'static str> {
    let comment = value
        .match_indices('#')
        .map(|(at, _)| value.split_at(at).0)
        .find(|before| before.ends_with(char::is_whitespace));
    let value = comment.unwrap_or(value).trim_end();
    // Escapes of earlier versions, which would silently become part of the value.
    let is_escape = |pair: &str| matches!(pair, "\\$" | "\\\\" | "\\\"" | "\\'" | "\\ ");
    let mut places = value.match_indices('\\').map(|(at, _)| at);
    if places.any(|at| value.get(at..at + 2).is_some_and(is_escape)) {
        return Err(BACKSLASH);
    }
    Ok(value.to_owned())
}

fn single_quoted(value: &str) -> Result<String, &'static str> {
    let inner = value.strip_prefix('\'').unwrap_or(value);
    let (inner, rest) = inner.split_once('\'').ok_or(OPEN)?;
    ends(rest)?;
    Ok(inner.to_owned())
}

fn double_quoted(value: &str) -> Result<String, &'static str> {
    let mut inner = String::new();
    let mut chars = value.chars();
    chars.next();
    while let Some(c) = chars.next() {
        match c {
            '"' => return ends(chars.as_str()).map(|()| inner),
            '\\' => match chars.next() {
                Some(escaped @ ('"' | '\\' | '$')) => inner.push(escaped),
                Some('n') => inner.push('\n'),
                Some(_) => return Err(BACKSLASH),
                None => return Err(OPEN),
            },
            other => inner.push(other),
        }
    }
    Err(OPEN)
}

/// Behind a closing quote is nothing but a comment.
fn ends(rest: &str) -> Result<(), &'static str> {
    let is_comment = rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with('#');
    if rest.is_empty() || is_comment {
        Ok(())
    } else {
        Err(AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str) -> Result<String, &'static str> {
        let mut read = entries(raw);
        let entry = read.next().unwrap();
        assert!(read.next().is_none(), "{raw}");
        entry.map(|entry| entry.value).map_err(|fault| fault.why)
    }

    #[test]
    fn env_value_is_literal() {
        for (raw, read) in [
            ("A=p@$$w0rd!", "p@$$w0rd!"),
            ("A=${HOME}/$(id)`id`", "${HOME}/$(id)`id`"),
            ("A=a#b", "a#b"),
            ("A=#1", "#1"),
            ("A=a # b", "a"),
            ("A= # b", ""),
            ("A=a\"b'c", "a\"b'c"),
            ("A=C:\\data", "C:\\data"),
            ("A='a # \\$ \" b' # c", "a # \\$ \" b"),
            ("A=\"a # \\\" \\$ $B \\\\ b\"", "a # \" $ $B \\ b"),
            ("A=\" a \"", " a "),
            ("  export  A = a b  ", "a b"),
            ("export=x", "x"),
            ("A=a=b", "a=b"),
            ("A=", ""),
        ] {
            assert_eq!(value(raw).as_deref(), Ok(read), "{raw}");
        }
    }

    #[test]
    fn ambiguous_line_is_refused() {
        for (raw, why) in [
            ("A=p@\\$\\$w0rd", BACKSLASH),
            ("A=\"a\\t\"", BACKSLASH),
            ("A='a", OPEN),
            ("A=\"a", OPEN),
            ("A=\"a\\", OPEN),
            ("A=\"Lee, Ann\" <ann@example.org>", AFTER),
            ("A='a''b'", AFTER),
            ("A", "is not NAME=VALUE"),
            ("=x", "is not NAME=VALUE"),
            ("1A=x", "is not NAME=VALUE"),
            ("A B=x", "is not NAME=VALUE"),
            ("A: x", "is not NAME=VALUE"),
        ] {
            assert_eq!(value(raw), Err(why), "{raw}");
        }
    }

    #[test]
    fn entries_carry_the_numbers_of_their_lines() {
        let read: Vec<_> = entries("\u{feff}# x\r\n\r\nA=1\r\nB\r\nC=2").collect();
        let entry = |line, name: &str, value: &str| Entry {
            line,
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let fault = Unreadable {
            line: 4,
            why: "is not NAME=VALUE",
        };
        assert_eq!(
            read,
            [Ok(entry(3, "A", "1")), Err(fault), Ok(entry(5, "C", "2"))]
        );
    }
}
