//! Small readers for JSON arguments, with messages that say which kind of value was due.

use serde_json::{Map, Value};

use crate::error::Error;

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

/// `value` as an object; otherwise an error that names the argument `what`.
pub fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Object, Error> {
    value.as_object().ok_or_else(|| shape(what, "an object", value))
}

/// `value` as a string; otherwise an error that names the argument `what`.
pub fn string<'a>(value: &'a Value, what: &str) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| shape(what, "a string", value))
}

/// `value` as a boolean; otherwise an error that names the argument `what`.
pub fn boolean(value: &Value, what: &str) -> Result<bool, Error> {
    value.as_bool().ok_or_else(|| shape(what, "true or false", value))
}

/// `value` as a whole number in `0..=max`; otherwise an error that names the argument `what`.
pub fn count(value: &Value, what: &str, max: i64) -> Result<i64, Error> {
    match value.as_i64() {
        Some(n) if (0..=max).contains(&n) => Ok(n),
        _ if value.is_number() => {
            Err(Error::bad(format!("{what} must be a whole number from 0 to {max}, not {}", shorten(value))))
        }
        _ => Err(shape(what, "a number", value)),
    }
}

/// The error for a value of the wrong JSON kind.
#[must_use]
pub fn shape(what: &str, due: &str, got: &Value) -> Error {
    Error::bad(format!("{what} must be {due}, not {}", kind_of(got)))
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
