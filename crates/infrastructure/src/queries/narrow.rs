//! Conditions that are put together for one execution, each with placeholders of its own.

use scheduler_domain::admin::oversight::{AddressStart, Span};
use scheduler_domain::text::{decomposed, search_key};

use super::sql::Bind;
use super::{Sql, dialect, sql};

/// What must hold of the rows that are wanted, and the values that it names.
#[derive(Default)]
pub(super) struct Narrow<'a> {
    conditions: Vec<String>,
    values: Vec<Bind<'a>>,
}

impl<'a> Narrow<'a> {
    /// The placeholder of this value.
    pub(super) fn value(&mut self, value: impl Into<Bind<'a>>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// This must hold too.
    pub(super) fn and(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// `column` equals this.
    pub(super) fn equals(&mut self, column: &str, value: impl Into<Bind<'a>>) {
        let value = self.value(value);
        self.and(format!("{column} = {value}"));
    }

    /// `column` lies in the span.
    pub(super) fn within(&mut self, column: &str, span: &Span) {
        if let Some(from) = span.from {
            let from = self.value(from);
            self.and(format!("{column} >= {from}"));
        }
        if let Some(before) = span.before {
            let before = self.value(before);
            self.and(format!("{column} < {before}"));
        }
    }

    /// What says that `column`, which is compared byte by byte, begins so.
    pub(super) fn starts(&mut self, column: &str, start: &'a AddressStart) -> String {
        let (from, before) = (self.value(start.as_str()), self.value(Some(start.end())));
        format!("{column} >= {from} and {column} < {before}")
    }

    /// `column`, which is a search key, contains each of these.
    pub(super) fn contains(&mut self, column: &str, words: &[String]) {
        for word in words {
            let word = self.value(Some(search_key(word)));
            self.and(format!("{}({column}, {word}) > 0", dialect::POSITION));
        }
    }

    /// `column` contains each of these, ignoring case and whether letters are composed.
    pub(super) fn matches(&mut self, column: &str, words: &[String]) {
        for word in words {
            let key = search_key(word);
            let composed = self.value(Some(dialect::pattern(&key)));
            let decomposed = self.value(Some(dialect::pattern(&decomposed(&key))));
            let matches = dialect::MATCHES;
            self.and(format!(
                "({column} {matches} {composed} or {column} {matches} {decomposed})"
            ));
        }
    }

    /// All of it, after `where`.
    pub(super) fn text(&self) -> String {
        let first = std::iter::once(before_deadline!());
        let others = self.conditions.iter().map(String::as_str);
        first.chain(others).collect::<Vec<_>>().join(" and ")
    }

    /// A statement with these values. Too many differ from each other for keeping them.
    pub(super) fn sql<Columns>(self, text: String) -> Sql<'a, Columns> {
        let statement = self.values.into_iter().fold(sql(text), Sql::bind);
        statement.unkept_if(true)
    }
}

/// A letter in lower and in upper case, if these differ and are one letter each.
pub(in super::super) fn both_cases(letter: char) -> Option<[char; 2]> {
    fn one(mut letters: impl Iterator<Item = char>) -> Option<char> {
        letters.next().filter(|_| letters.next().is_none())
    }
    let (lower, upper) = (one(letter.to_lowercase())?, one(letter.to_uppercase())?);
    (lower != upper).then_some([lower, upper])
}
