//! The `options` of select columns: `[{"value": "won", "label": "Won", "color": "#00aa00"}]`.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::json::Object;

/// The JSON Schema of the config key `options`.
pub(super) fn config_schema() -> Value {
    json!({
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
    })
}

/// A bare string stands for an option of that value.
pub(super) fn normalize(config: &mut Object) {
    if let Some(Value::Array(options)) = config.get_mut("options") {
        for option in options {
            if option.is_string() {
                *option = json!({"value": option.take()});
            }
        }
    }
}

/// There must be options, and their values must be distinct.
pub(super) fn check(config: &Object) -> Result<(), String> {
    let mut seen = HashSet::new();
    let values = values(config);
    if values.is_empty() {
        return Err("needs config \"options\", such as [{\"value\": \"open\"}, {\"value\": \"done\"}]".into());
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
