//! `autonumber`: the next number of a sequence, which the server assigns.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::rating::whole_config;
use crate::types::rule::{NotNull, ValueRule, without_point};
use crate::types::{ColumnType, limit};

/// No write gives or changes the number. Config `prefix` and `digits` say how it is shown; `start` is the first number.
pub struct Autonumber;

/// The number that a value is, if a column can have it.
pub fn number(value: &Value) -> Option<i64> {
    without_point(value).as_ref().unwrap_or(value).as_i64().filter(|number| *number >= 0)
}

/// What is wrong with a value that is no number of a column. Ends a sentence that begins with the value.
pub const NO_NUMBER: &str = "must be a whole number from 0 to 9223372036854775807";

/// The first number of the column.
pub fn start(config: &Object) -> u64 {
    limit(config, "start").unwrap_or(1)
}

impl ColumnType for Autonumber {
    fn name(&self) -> &'static str {
        "autonumber"
    }

    fn config(&self) -> Value {
        json!({
            "prefix": {"type": "string", "maxLength": 50},
            "digits": {"type": "integer", "minimum": 1, "maximum": 19},
            "start": {"type": "integer", "minimum": 0, "maximum": i64::MAX},
        })
    }

    fn normalize_config(&self, config: &mut Object) {
        whole_config(config, "digits");
        whole_config(config, "start");
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "integer", "readOnly": true})
    }

    /// No write gives a number, so none can be wrong. A write that gives one is told that it may not.
    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&NotNull { covers: &["/type", "/readOnly"], code: FaultCode::Schema, message: "is not allowed" })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        without_point(value)
    }

    fn is_assigned(&self) -> bool {
        true
    }

    /// The number with prefix and leading zeros: `INV-0042`.
    fn to_text(&self, config: &Object, value: &Value) -> Option<String> {
        let prefix = config.get("prefix").and_then(Value::as_str).unwrap_or_default();
        let digits = usize::try_from(limit(config, "digits").unwrap_or(1)).unwrap_or(1);
        value.as_i64().map(|number| format!("{prefix}{number:0digits$}"))
    }

    fn stored(&self) -> &'static str {
        "the next number of the column, given by the server"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Int8
    }

    fn example(&self) -> Value {
        json!(42)
    }
}
