//! `number`: a finite double, stored with the digits given.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::{Finite, ValueRule};
use crate::types::{ColumnType, check_range, copy_keywords, limit};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, locale, numerals};

/// Compared as float8. Numbers that a double cannot hold are refused, as they would be compared wrongly.
pub struct NumberType;

impl ColumnType for NumberType {
    fn name(&self) -> &'static str {
        "number"
    }

    fn config(&self) -> Value {
        json!({
            "min": {"type": "number"},
            "max": {"type": "number"},
            "locale": locale::config_schema(),
            "precision": {"type": "integer", "minimum": 0, "maximum": 15},
            "format": {"type": "string"},
            "unit": {"type": "string"},
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        locale::check(config)?;
        check_range(config, "min", "max")
    }

    fn schema(&self, config: &Object) -> Value {
        bounded_schema(config, "precision")
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&Finite)
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        // Case matters in units: mW is not MW.
        let unit = config.get("unit").and_then(Value::as_str).map(str::trim).unwrap_or_default();
        let marks = Marks::of(config, reading);
        match text.trim_end().strip_suffix(unit).filter(|_| !unit.is_empty()) {
            Some(without_unit) => numerals::cast(without_unit, marks.strict()),
            None => numerals::cast(text, marks),
        }
    }

    fn stored(&self) -> &'static str {
        "a finite double, with the digits given"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Float8
    }

    fn example(&self) -> Value {
        json!(12.5)
    }
}

/// The schema of a number with config `min`, `max`, and a limit of the digits after the point.
pub(super) fn bounded_schema(config: &Object, digits_key: &str) -> Value {
    let mut schema = Object::new();
    schema.insert("type".into(), "number".into());
    copy_keywords(config, &mut schema, &[("min", "minimum"), ("max", "maximum")]);
    if let Some(digits) = limit(config, digits_key) {
        schema.insert("multipleOf".into(), digits_step(digits));
    }
    Value::Object(schema)
}

/// The `multipleOf` that allows `digits` digits after the point. It is written in decimal, so that it is exact: 2 gives
/// 0.01.
pub(super) fn digits_step(digits: u64) -> Value {
    let text = if digits == 0 {
        "1".to_owned()
    } else {
        format!("0.{}1", "0".repeat(usize::try_from(digits - 1).unwrap_or(0)))
    };
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
