//! Lists in bodies.

use std::borrow::Cow;

use paperclip::v2::models::DefaultSchemaRaw;
use paperclip::v2::schema::Apiv2Schema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::field::{Field, JsonType};
use crate::bounds::{MAX_LIST, list_fault};

/// At most `MAX` elements. A longer list is refused before its elements are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List<T, const MAX: usize>(Vec<T>);

/// What can stand in a [`List`].
pub(crate) trait ListItem: DeserializeOwned {
    /// What is said of a value that is no list, or of a list with an element of another type.
    const WRONG: &'static str;
}

impl ListItem for String {
    const WRONG: &'static str = "Expected a list of strings.";
}

impl ListItem for i64 {
    const WRONG: &'static str = "Expected a list of whole numbers.";
}

impl<T: JsonType> ListItem for Field<T> {
    const WRONG: &'static str = "Expected a list of items.";
}

impl<T, const MAX: usize> List<T, MAX> {
    /// The elements.
    pub(crate) fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T: ListItem, const MAX: usize> JsonType for List<T, MAX> {
    fn read(value: Value) -> Result<Self, Cow<'static, str>> {
        // A longer one would arrive cut.
        const { assert!(MAX <= MAX_LIST, "MAX_LIST is the longest list of all") };
        let Value::Array(items) = value else {
            return Err(T::WRONG.into());
        };
        if items.len() > MAX {
            return Err(list_fault(MAX).into());
        }
        let items: Result<_, _> = items.into_iter().map(T::deserialize).collect();
        items.map(Self).map_err(|_wrong| T::WRONG.into())
    }
}

impl<T: Apiv2Schema, const MAX: usize> Apiv2Schema for List<T, MAX> {
    fn name() -> Option<String> {
        Vec::<T>::name()
    }

    fn raw_schema() -> DefaultSchemaRaw {
        Vec::<T>::raw_schema()
    }
}
