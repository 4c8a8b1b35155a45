//! One member of a JSON object or of a query, whatever was sent in its place.

use paperclip::v2::models::DefaultSchemaRaw;
use paperclip::v2::schema::Apiv2Schema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A member as it was sent. Give it `#[serde(default)]`, so that it may be absent; then reading
/// an object never fails, and all its faults can be told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Field<T> {
    /// Not there.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// Of the right type.
    Given(T),
    /// Of another type, or not fit to be kept; says why.
    Wrong(&'static str),
}

/// What can stand in a [`Field`].
pub(crate) trait JsonType: DeserializeOwned {
    /// What is said of a value of another type.
    const WRONG: &'static str;

    /// A reason to refuse a value of the right type.
    fn fault(&self) -> Option<&'static str> {
        None
    }
}

impl JsonType for String {
    const WRONG: &'static str = "Not a valid string.";

    fn fault(&self) -> Option<&'static str> {
        self.contains('\0')
            .then_some("Null characters are not allowed.")
    }
}

impl JsonType for bool {
    const WRONG: &'static str = "Must be true or false.";
}

impl JsonType for i64 {
    const WRONG: &'static str = "A valid integer is required.";
}

impl JsonType for Vec<String> {
    const WRONG: &'static str = "Expected a list of strings.";
}

impl JsonType for Vec<i64> {
    const WRONG: &'static str = "Expected a list of whole numbers.";
}

impl<T: JsonType> JsonType for Vec<Field<T>> {
    const WRONG: &'static str = "Expected a list of items.";
}

impl<'de, T: JsonType> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_null() {
            return Ok(Self::Null);
        }
        Ok(match T::deserialize(value) {
            Ok(given) => given.fault().map_or(Self::Given(given), Self::Wrong),
            Err(_) => Self::Wrong(T::WRONG),
        })
    }
}

impl<T> Field<T> {
    /// What was given, if it is of the right type.
    pub(crate) fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Null | Self::Wrong(_) => None,
        }
    }
}

impl Field<String> {
    /// For fields in which nothing but white space says nothing: absent, if it is blank.
    pub(crate) fn unless_blank(self) -> Self {
        match self {
            Self::Given(text) if text.trim().is_empty() => Self::Absent,
            other => other,
        }
    }
}

/// `validator` asks for it.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.given().serialize(serializer)
    }
}

impl<T: Apiv2Schema> Apiv2Schema for Field<T> {
    fn name() -> Option<String> {
        T::name()
    }

    fn required() -> bool {
        false
    }

    fn raw_schema() -> DefaultSchemaRaw {
        T::raw_schema()
    }
}
