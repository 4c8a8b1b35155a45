//! Content lines (RFC 5545 §3.1).

const LONGEST_LINE_OCTETS: usize = 75;

/// Lines of at most 75 octets that end in CRLF, one after the other.
pub(super) struct Lines {
    text: String,
    long: String,
}

impl Lines {
    /// To be added to `text`, whose last line has ended.
    pub(super) fn after(text: String) -> Self {
        Self {
            text,
            long: String::new(),
        }
    }

    /// Adds a line of which `write` appends the content, which has no line break. A long one is
    /// folded between characters.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut String)) {
        let begin = self.text.len();
        write(&mut self.text);
        if self.text.len() - begin > LONGEST_LINE_OCTETS {
            self.fold_from(begin);
        }
        self.text.push_str("\r\n");
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn fold_from(&mut self, begin: usize) {
        let Self { text, long } = self;
        long.clear();
        long.push_str(text.split_at(begin).1);
        text.truncate(begin);
        let (mut rest, mut room) = (long.as_str(), LONGEST_LINE_OCTETS);
        while rest.len() > room {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
            text.push_str(head);
            text.push_str("\r\n ");
            (rest, room) = (tail, LONGEST_LINE_OCTETS - 1);
        }
        text.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(content: &str) -> String {
        let mut lines = Lines::after(String::new());
        lines.add(|out| out.push_str(content));
        lines.into_text()
    }

    #[test]
    fn a_line_is_folded_between_characters() {
        for (before, after) in [
            (74, "a\r\n \u{1f642}\r\n"),
            (71, "a\u{1f642}\r\n"),
            (72, "a\r\n \u{1f642}\r\n"),
        ] {
            let content = format!("{}\u{1f642}", "a".repeat(before));
            assert!(line(&content).ends_with(after), "{before}");
        }
    }

    #[test]
    fn a_line_is_not_folded_before_it_is_full() {
        let full = "a".repeat(LONGEST_LINE_OCTETS);
        assert_eq!(line(&full), format!("{full}\r\n"));
        assert_eq!(line(&format!("{full}b")), format!("{full}\r\n b\r\n"));
        let next = "b".repeat(LONGEST_LINE_OCTETS - 1);
        assert_eq!(
            line(&format!("{full}{next}c")),
            format!("{full}\r\n {next}\r\n c\r\n")
        );
    }

    proptest! {
        #[test]
        fn folding_changes_no_line(contents in prop::collection::vec("X:[^\r\n]{0,400}", 0..4)) {
            let mut lines = Lines::after(String::new());
            for content in &contents {
                lines.add(|out| out.push_str(content));
            }
            let folded = lines.into_text();
            prop_assert!(folded.split("\r\n").all(|part| part.len() <= LONGEST_LINE_OCTETS));
            let unfolded = folded.replace("\r\n ", "");
            prop_assert!(unfolded.split_terminator("\r\n").eq(&contents));
        }
    }
}
