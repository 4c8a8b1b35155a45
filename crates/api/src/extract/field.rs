//! One member of a JSON object or of a query, whatever was sent in its place.

use std::borrow::Cow;

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
    Wrong(Cow<'static, str>),
}

/// What can stand in a [`Field`].
pub(crate) trait JsonType: Sized {
    /// The value, or why it is refused.
    fn read(value: Value) -> Result<Self, Cow<'static, str>>;
}

/// A value, or what is said of one of another type.
pub(super) fn typed<T: DeserializeOwned>(
    value: Value,
    wrong: &'static str,
) -> Result<T, Cow<'static, str>> {
    T::deserialize(value).map_err(|_wrong| wrong.into())
}

impl JsonType for String {
    fn read(value: Value) -> Result<Self, Cow<'static, str>> {
        match value {
            Value::String(text) if text.contains('\0') => {
                Err("Null characters are not allowed.".into())
            }
            Value::String(text) => Ok(text),
            _other => Err("Not a valid string.".into()),
        }
    }
}

impl JsonType for bool {
    fn read(value: Value) -> Result<Self, Cow<'static, str>> {
        typed(value, "Must be true or false.")
    }
}

impl JsonType for i64 {
    fn read(value: Value) -> Result<Self, Cow<'static, str>> {
        typed(value, "A valid integer is required.")
    }
}

impl<'de, T: JsonType> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_null() {
            return Ok(Self::Null);
        }
        Ok(match T::read(value) {
            Ok(given) => Self::Given(given),
            Err(fault) => Self::Wrong(fault),
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
