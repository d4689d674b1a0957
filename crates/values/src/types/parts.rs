//! What is common to the types whose values have named parts: `person_name` and `location`.

use serde_json::Value;

use crate::text::Object;
use crate::written::Cast;

/// The value without its empty parts, `""` and null; `None` if it has none, or is no object.
pub(super) fn without_empty(value: &Value) -> Option<Value> {
    let is_empty = |part: &Value| part.is_null() || part.as_str() == Some("");
    let object = value.as_object().filter(|object| object.values().any(is_empty))?;
    let parts = object.iter().filter(|(_, part)| !is_empty(part));
    Some(Value::Object(parts.map(|(key, part)| (key.clone(), part.clone())).collect()))
}

/// Reads a text that is a JSON object, as files of exported values have it.
pub(super) fn read_json(text: &str) -> Option<Cast> {
    let text = text.trim();
    if !text.starts_with('{') {
        return None;
    }
    serde_json::from_str(text).ok().filter(Value::is_object).map(Cast::Value)
}

/// The texts of the parts that the value has, in this order.
pub(super) fn texts(value: &Object, order: &[&str]) -> Vec<String> {
    let text = |key: &&str| match value.get(*key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    order.iter().filter_map(text).collect()
}
