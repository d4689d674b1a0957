//! JSON arguments as the kind of value that is expected.

use serde_json::Value;

use crate::error::Error;
use crate::text::{Object, encoded_twice, kind_of, shorten};

/// `value` as an object. An error names the argument `what`.
pub fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Object, Error> {
    value.as_object().ok_or_else(|| wrong_kind(what, "an object", value))
}

/// `value` as a string. An error names the argument `what`.
pub fn string<'a>(value: &'a Value, what: &str) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| wrong_kind(what, "a string", value))
}

/// `value` as a boolean. An error names the argument `what`.
pub fn boolean(value: &Value, what: &str) -> Result<bool, Error> {
    value.as_bool().ok_or_else(|| wrong_kind(what, "true or false", value))
}

/// `value` as a whole number in `0..=max`. An error names the argument `what`.
pub fn count(value: &Value, what: &str, max: i64) -> Result<i64, Error> {
    match value.as_i64() {
        Some(n) if (0..=max).contains(&n) => Ok(n),
        _ if value.is_number() => {
            Err(Error::bad(format!("{what} must be a whole number from 0 to {max}, not {}", shorten(value))))
        }
        _ => Err(wrong_kind(what, "a number", value)),
    }
}

/// The error for a value of the wrong JSON kind.
pub fn wrong_kind(what: &str, due: &str, got: &Value) -> Error {
    let error = Error::bad(format!("{what} must be {due}, not {}", kind_of(got)));
    match encoded_twice(due, got) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// The error for a record's data that is no object.
pub fn not_an_object(got: &Value) -> Error {
    wrong_kind("a record's data", "an object", got)
}
