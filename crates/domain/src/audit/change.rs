//! Before and after of a field.

/// Of a longer value, so many characters are kept, and `…`.
pub const LONGEST_VALUE: usize = 500;

/// What became of one field. `None`: it had, or has, no value.
///
/// Never holds a secret: of a password, a token or a link, no more than that it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

impl Change {
    /// Cuts long values to [`LONGEST_VALUE`].
    pub fn new(field: &str, before: Option<&str>, after: Option<&str>) -> Self {
        Self {
            field: field.to_owned(),
            before: before.map(cut),
            after: after.map(cut),
        }
    }

    /// Of something that came to be.
    pub fn made(field: &str, after: &str) -> Self {
        Self::new(field, None, Some(after))
    }

    /// Of something that went away.
    pub fn gone(field: &str, before: &str) -> Self {
        Self::new(field, Some(before), None)
    }

    /// Of what stays, to say what the entry is about: the thing itself may be gone when it is read.
    pub fn kept(field: &str, value: &str) -> Self {
        Self::new(field, Some(value), Some(value))
    }

    /// What a store kept.
    pub fn from_stored(field: String, before: Option<String>, after: Option<String>) -> Self {
        Self {
            field,
            before,
            after,
        }
    }

    /// Which field, by its name in the API.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What it was.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// What it is.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }
}

/// The change of a field that is shown as text; nothing if it reads as it did.
pub fn changed(field: &str, before: &str, after: &str) -> Option<Change> {
    (before != after).then(|| Change::new(field, Some(before), Some(after)))
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "é".repeat(LONGEST_VALUE);
        let one = Change::new("title", Some(&long), Some(&format!("{long}é")));
        assert_eq!(one.before(), Some(long.as_str()));
        assert_eq!(one.after(), Some(format!("{long}…").as_str()));
    }

    #[test]
    fn what_reads_the_same_has_not_changed() {
        assert_eq!(changed("title", "a", "a"), None);
        let change = Change::new("title", Some("a"), Some("A"));
        assert_eq!(changed("title", "a", "A"), Some(change));
    }
}
