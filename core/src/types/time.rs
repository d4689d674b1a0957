//! `time`: a time of day without a zone, stored as `HH:MM:SS`.

use jsonschema::json::{JsonbNode, Node};
use serde_json::{Value, json};

use crate::json::Object;
use crate::types::cast::{Cast, Reading};
use crate::types::kind::Kind;
use crate::types::spelled::casts;
use crate::types::{ColumnType, iso};
use crate::validate::fault::FaultCode;

/// Accepts `HH:MM` and `HH:MM:SS`.
pub struct Time;

/// Microseconds since midnight of `HH:MM` or `HH:MM:SS`.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    iso::stored_time(text)
        .or_else(|| if text.len() == 5 { iso::stored_time(&format!("{text}:00")) } else { None })
}

impl ColumnType for Time {
    fn name(&self) -> &'static str {
        "time"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"})
    }

    fn checked_keywords(&self) -> &'static [&'static str] {
        &["pattern"]
    }

    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, _config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        match value.as_string() {
            Some(text) if iso::stored_time(&text).is_none() => {
                Err((FaultCode::Format, "is not a time of day such as \"14:30\" or \"14:30:00\"".into()))
            }
            _ => Ok(()),
        }
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if iso::stored_time(text).is_some() {
            return None;
        }
        read(text).map(|micros| Value::String(iso::format_time(micros)))
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        casts::time(text)
    }

    fn stored(&self) -> &'static str {
        "`\"14:30:00\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Time
    }

    fn example(&self) -> Value {
        json!("14:30:00")
    }
}
