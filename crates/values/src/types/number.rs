//! `number`: a finite double, stored with the digits given.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::jsonb::Held;
use crate::jsonb::node::{JsonNumber, JsonbNode, Node};
use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, check_range, copy_keywords, limit};
use crate::written::{Cast, Reading, numerals};

/// Compared as float8, so what a double cannot hold is refused rather than compared wrongly.
pub struct Number;

impl ColumnType for Number {
    fn name(&self) -> &'static str {
        "number"
    }

    fn config(&self) -> Value {
        json!({
            "min": {"type": "number"},
            "max": {"type": "number"},
            "precision": {"type": "integer", "minimum": 0, "maximum": 15},
            "format": {"type": "string"},
            "unit": {"type": "string"},
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        check_range(config, "min", "max")
    }

    fn schema(&self, config: &Object) -> Value {
        bounded_schema(config, "precision")
    }

    // Not `minimum` and `maximum` in the schema: comparing with 309 digits is slow.
    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, _config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        check_finite(value)
    }

    fn passes(&self, _config: &Object, value: &Held<'_>) -> Option<bool> {
        Some(is_finite(value))
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        // The unit as it is written: mW is not MW.
        let unit = config.get("unit").and_then(Value::as_str).map(str::trim).unwrap_or_default();
        let without_unit = text.trim_end().strip_suffix(unit).unwrap_or(text);
        numerals::cast(without_unit, reading)
    }

    fn stored(&self) -> &'static str {
        "a finite double, with the digits given"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Float8
    }

    fn fault_code(&self, keyword: &str) -> Option<FaultCode> {
        (keyword == "multipleOf").then_some(FaultCode::Precision)
    }

    fn example(&self) -> Value {
        json!(12.5)
    }
}

/// The schema of a number with the config `min`, `max`, and a limit of digits after the point.
pub(super) fn bounded_schema(config: &Object, digits_key: &str) -> Value {
    let mut schema = Object::new();
    schema.insert("type".into(), "number".into());
    copy_keywords(config, &mut schema, &[("min", "minimum"), ("max", "maximum")]);
    if let Some(digits) = limit(config, digits_key) {
        schema.insert("multipleOf".into(), digits_step(digits));
    }
    Value::Object(schema)
}

/// What compares as float8 must be a double. Values that are no numbers are the schema's to refuse.
pub(super) fn check_finite(value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
    match value.as_number().map(|number| number.as_f64()) {
        Some(Some(double)) if double.is_finite() => Ok(()),
        Some(_) => {
            let is_negative = value.to_value().to_string().starts_with('-');
            Err((
                if is_negative { FaultCode::Minimum } else { FaultCode::Maximum },
                "is beyond the range of a double; a decimal column can hold it".into(),
            ))
        }
        None => Ok(()),
    }
}

/// As [`check_finite`], of a value in its document.
pub(super) fn is_finite(value: &Held<'_>) -> bool {
    if let Held::Number(number) = value { number.double().is_some() } else { true }
}

/// The `multipleOf` that allows `digits` digits after the point, written out in decimal so that
/// it is exact: 2 gives 0.01.
pub(super) fn digits_step(digits: u64) -> Value {
    let text = if digits == 0 {
        "1".to_owned()
    } else {
        format!("0.{}1", "0".repeat(usize::try_from(digits - 1).unwrap_or(0)))
    };
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
