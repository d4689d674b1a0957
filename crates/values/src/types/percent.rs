//! `percent`: a percentage, stored as the number before the sign. 12.5 is 12.5 %.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::number::bounded_schema;
use crate::types::rule::{Finite, ValueRule};
use crate::types::{ColumnType, check_range};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, locale, numerals, plain_text};

/// A finite double, as a `number`.
pub struct Percent;

impl ColumnType for Percent {
    fn name(&self) -> &'static str {
        "percent"
    }

    fn config(&self) -> Value {
        json!({
            "min": {"type": "number"},
            "max": {"type": "number"},
            "locale": locale::config_schema(),
            "precision": {"type": "integer", "minimum": 0, "maximum": 15},
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
        let (number, marks) = (without_sign(text), Marks::of(config, reading));
        numerals::cast(number, if number.len() < text.trim().len() { marks.strict() } else { marks })
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        plain_text(value).map(|digits| format!("{digits} %"))
    }

    fn stored(&self) -> &'static str {
        "a number: 12.5 is 12.5 %"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Float8
    }

    fn example(&self) -> Value {
        json!(12.5)
    }
}

/// The number of `12 %`. In Turkish the sign is before the number.
pub(super) fn without_sign(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix('%').or_else(|| text.strip_prefix('%')).unwrap_or(text)
}
