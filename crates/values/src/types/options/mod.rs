//! The config `options` of select columns: `[{"value": "won", "label": "Won", "color": "#00aa00"}]`.

mod names;
mod read;

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Value, json};

use crate::text::{Object, nfc};

/// The most options of a column.
pub const MOST: usize = 10_000;

pub use names::OptionNames;
pub(super) use read::{read_many, read_one, to_text};

/// The JSON Schema of the config key `options`. `more` are the properties that only options of this type have.
pub(super) fn config_schema(more: Value) -> Value {
    let mut schema = json!({
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["value"],
            "additionalProperties": false,
            "properties": {
                "value": {"type": "string", "minLength": 1},
                "label": {"type": "string"},
                "color": {"type": "string"},
            },
        },
    });
    if let (Value::Object(properties), Value::Object(more)) = (&mut schema["items"]["properties"], more) {
        properties.extend(more);
    }
    schema
}

/// Makes options of bare strings, which are their values, and brings values into NFC.
pub(super) fn normalize(config: &mut Object) {
    if let Some(Value::Array(options)) = config.get_mut("options") {
        for option in options {
            if option.is_string() {
                *option = json!({"value": option.take()});
            }
            if let Some(Value::String(value)) = option.get_mut("value")
                && let Cow::Owned(composed) = nfc(value)
            {
                *value = composed;
            }
        }
    }
}

/// The stored form of a value whose texts are in another form of Unicode.
pub(super) fn normalize_value(value: &Value) -> Option<Value> {
    let composed = |text: &str| match nfc(text) {
        Cow::Owned(composed) => Some(composed),
        Cow::Borrowed(_) => None,
    };
    match value {
        Value::String(text) => composed(text).map(Value::String),
        Value::Array(items)
            if items.iter().any(|item| item.as_str().is_some_and(|item| composed(item).is_some())) =>
        {
            let in_nfc =
                |item: &Value| item.as_str().and_then(composed).map_or_else(|| item.clone(), Value::String);
            Some(items.iter().map(in_nfc).collect())
        }
        _ => None,
    }
}

/// Refuses a config without a list of options, too many options, and options of the same value.
pub(super) fn check(config: &Object) -> Result<(), String> {
    let mut seen = HashSet::new();
    let values = values(config);
    if !config.contains_key("options") {
        return Err("needs config \"options\", such as [{\"value\": \"open\"}, {\"value\": \"done\"}]".into());
    }
    if values.len() > MOST {
        return Err(format!("has {} options, and may have at most {MOST}", values.len()));
    }
    match values.iter().filter_map(Value::as_str).find(|value| !seen.insert(*value)) {
        Some(twice) => Err(format!("has the option \"{twice}\" twice")),
        None => Ok(()),
    }
}

/// The values of the options, in order.
pub(super) fn values(config: &Object) -> Vec<Value> {
    let options = config.get("options").and_then(Value::as_array);
    options.into_iter().flatten().filter_map(|option| option.get("value").cloned()).collect()
}

/// The values of the options as texts, in order.
pub fn texts(config: &Object) -> Vec<String> {
    values(config).iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

/// The values of the options that have the property, and what it is.
pub(super) fn property<'a>(config: &'a Object, property: &str) -> Vec<(&'a str, &'a str)> {
    let text = |option: &'a Value, key: &str| option.get(key).and_then(Value::as_str);
    let options = config.get("options").and_then(Value::as_array).into_iter().flatten();
    options.filter_map(|option| Some((text(option, "value")?, text(option, property)?))).collect()
}
