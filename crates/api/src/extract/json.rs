//! JSON whose cost is bounded before anything looks at it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::bounds::MAX_LIST;

/// All values of a body together, those in lists and objects included. The largest meeting that can be
/// created has 1,500 or so.
pub(super) const MAX_VALUES: usize = 20_000;

/// Why a body is not read.
pub(super) enum JsonFault {
    /// No JSON, or nested too deeply.
    Malformed(serde_json::Error),
    /// More than [`MAX_VALUES`].
    TooManyValues,
}

/// Reads a body. Of two members of one name the last one counts. Of a list longer than any that is
/// accepted one element too many is kept, so that it can be refused; the others are skipped.
pub(super) fn read_json(raw: &[u8]) -> Result<Value, JsonFault> {
    let mut left = MAX_VALUES;
    let mut json = serde_json::Deserializer::from_slice(raw);
    let read = BoundedValue(&mut left).deserialize(&mut json);
    let read = read.and_then(|value| json.end().map(|()| value));
    read.map_err(|fault| match left {
        0 => JsonFault::TooManyValues,
        _ => JsonFault::Malformed(fault),
    })
}

/// One value, and how many more may follow.
struct BoundedValue<'a>(&'a mut usize);

impl<'de> DeserializeSeed<'de> for BoundedValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        *self.0 = self.0.saturating_sub(1);
        if *self.0 == 0 {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BoundedValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while items.len() <= MAX_LIST {
            match list.next_element_seed(BoundedValue(self.0))? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key()? {
            let value = object.next_value_seed(BoundedValue(self.0))?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
