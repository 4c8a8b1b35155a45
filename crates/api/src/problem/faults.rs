//! Everything that is wrong with a request's fields, at once.

use std::collections::HashMap;
use std::fmt::Display;

use serde_json::{Map, Value};
use validator::{ValidationErrors, ValidationErrorsKind};

use super::{Code, Problem};
use crate::extract::Field;

/// An answer names no more faults than that.
const MAX_FAULTS: usize = 100;

/// A message that repeats what was sent is cut after so many characters.
const MAX_MESSAGE: usize = 200;

/// Messages by field, in the order in which the fields were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    fields: Vec<(String, Vec<String>)>,
    /// Where each field is.
    places: HashMap<String, usize>,
    /// All messages.
    count: usize,
    is_truncated: bool,
}

impl Faults {
    /// What the rules that a body derives find.
    pub(crate) fn of(body: &impl validator::Validate) -> Self {
        let mut faults = Self::default();
        if let Err(errors) = body.validate() {
            faults.absorb("", &errors);
        }
        faults
    }

    fn absorb(&mut self, prefix: &str, errors: &ValidationErrors) {
        let mut by_name: Vec<_> = errors.errors().iter().collect();
        by_name.sort_by_key(|(name, _)| *name);
        for (field, kind) in by_name {
            let field = format!("{prefix}{field}");
            match kind {
                ValidationErrorsKind::Field(list) => {
                    for error in list {
                        self.add(&field, error);
                    }
                }
                ValidationErrorsKind::Struct(inner) => self.absorb(&format!("{field}."), inner),
                ValidationErrorsKind::List(items) => {
                    for (index, inner) in items {
                        self.absorb(&format!("{field}[{index}]."), inner);
                    }
                }
            }
        }
    }

    /// Notes a fault; the same one again is noted once. Beyond [`MAX_FAULTS`] it is only known that there
    /// are more.
    pub(crate) fn add(&mut self, field: &str, fault: impl Display) {
        if self.count >= MAX_FAULTS {
            self.is_truncated = true;
            return;
        }
        let message = cut(fault.to_string());
        let place = self.places.get(field).copied();
        match place.and_then(|place| self.fields.get_mut(place)) {
            Some((_, messages)) if messages.contains(&message) => return,
            Some((_, messages)) => messages.push(message),
            None => {
                self.places.insert(field.to_owned(), self.fields.len());
                self.fields.push((field.to_owned(), vec![message]));
            }
        }
        self.count += 1;
    }

    /// Whether one of this field was noted.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.places.contains_key(field)
    }

    /// Notes a fault if there is one.
    pub(crate) fn note<T, E: Display>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|fault| self.add(field, fault)).ok()
    }

    /// A field that must be there, read by `parse`.
    pub(crate) fn required<T, U, E: Display>(
        &mut self,
        name: &str,
        field: Field<T>,
        parse: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        match field {
            Field::Given(raw) => self.note(name, parse(raw)),
            Field::Wrong(message) => self.refuse(name, &message),
            Field::Null => self.refuse(name, "This field may not be null."),
            Field::Absent => self.refuse(name, "This field is required."),
        }
    }

    /// A field that may be absent or null, which are the same.
    pub(crate) fn optional<T, U, E: Display>(
        &mut self,
        name: &str,
        field: Field<T>,
        parse: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        match field {
            Field::Absent | Field::Null => None,
            given => self.required(name, given, parse),
        }
    }

    /// A field that may be absent (`None`) or null (`Some(None)`).
    #[expect(clippy::option_option, reason = "absent and null differ here")]
    pub(crate) fn nullable<T, U, E: Display>(
        &mut self,
        name: &str,
        field: Field<T>,
        parse: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<Option<U>> {
        match field {
            Field::Absent => None,
            Field::Null => Some(None),
            given => self.required(name, given, parse).map(Some),
        }
    }

    /// A field that may be absent, but not null.
    pub(crate) fn given<T, U, E: Display>(
        &mut self,
        name: &str,
        field: Field<T>,
        parse: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        match field {
            Field::Absent => None,
            sent => self.required(name, sent, parse),
        }
    }

    fn refuse<T>(&mut self, name: &str, message: &str) -> Option<T> {
        self.add(name, message);
        None
    }

    /// `value`, if nothing is wrong. It is `None` only where something is.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            None if self.is_empty() => Err(Problem::new(Code::Internal)),
            Some(_) | None => Err(Problem::invalid(self)),
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The first fault as a sentence that can be read by itself.
    pub(crate) fn sentence(&self) -> Option<String> {
        let (field, messages) = self.fields.first()?;
        Some(format!("{field}: {}", messages.first()?))
    }

    /// Whether there are more than are named.
    pub(crate) fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    pub(crate) fn to_json(&self) -> Value {
        let fields = self.fields.iter().cloned();
        Value::Object(
            fields
                .map(|(name, list)| (name, list.into()))
                .collect::<Map<_, _>>(),
        )
    }
}

fn cut(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(end);
        message.push('…');
    }
    message
}
