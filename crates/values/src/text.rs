//! JSON values and texts in messages.

use std::borrow::Cow;

use serde_json::{Map, Value};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A JSON object.
pub type Object = Map<String, Value>;

/// The JSON kind of a value, with its article: `an object`, `a string`.
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

/// The HINT for a string where `due` names an object or an array, and the string holds one as JSON: a client encoded
/// twice.
pub fn encoded_twice(due: &str, got: &Value) -> Option<String> {
    let text = got.as_str().filter(|text| text.trim_start().starts_with(['{', '[']))?;
    let kind = kind_of(&serde_json::from_str(text).ok()?);
    due.contains(kind.trim_start_matches("an ")).then(|| {
        format!(
            "The string holds {kind} as JSON: it was encoded twice. Encode it once, here or in the driver."
        )
    })
}

/// A value as JSON text, cut after 100 characters.
pub fn shorten(value: &Value) -> String {
    shorten_text(&value.to_string())
}

/// A text, cut after 100 characters; an ellipsis shows the cut.
pub fn shorten_text(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}…", &text[..cut]),
    }
}

/// A text in Unicode NFC, in which equal texts have equal bytes.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
