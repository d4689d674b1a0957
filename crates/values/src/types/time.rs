//! `time`: a time of day without a zone, stored as `HH:MM:SS`.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::iso;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::dates::casts;
use crate::written::{Cast, Reading};

/// A write may give `HH:MM` or `HH:MM:SS`.
pub struct Time;

/// The stored form of `HH:MM`.
fn with_seconds(text: &str) -> Option<String> {
    let stored = if text.len() == 5 { [text, ":00"].concat() } else { return None };
    iso::stored_time(&stored).is_some().then_some(stored)
}

/// The microseconds since midnight of `HH:MM` or `HH:MM:SS`.
pub fn read(text: &str) -> Option<i64> {
    iso::stored_time(text).or_else(|| iso::stored_time(&with_seconds(text)?))
}

impl ColumnType for Time {
    fn name(&self) -> &'static str {
        "time"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/pattern"],
            code: FaultCode::Format,
            holds: |_, text| iso::stored_time(text).is_some(),
            message: |_, _| "is not a time of day such as \"14:30\" or \"14:30:00\"".into(),
            accepts: None,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        with_seconds(value.as_str()?).map(Value::String)
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
