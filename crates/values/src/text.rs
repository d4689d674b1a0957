//! JSON values and texts as they stand in messages.

use serde_json::{Map, Value};

/// A JSON object.
pub type Object = Map<String, Value>;

/// The article and name of a value's JSON kind, for messages: `an object`, `a string`.
#[must_use]
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A value as JSON text of at most 100 characters, for messages.
#[must_use]
pub fn shorten(value: &Value) -> String {
    shorten_text(&value.to_string())
}

/// A text of at most 100 characters, with an ellipsis where it was cut.
#[must_use]
pub fn shorten_text(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}…", &text[..cut]),
    }
}
