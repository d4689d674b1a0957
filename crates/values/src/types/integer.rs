//! `integer`: a whole number of 64 bits.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::{ValueRule, Whole, without_point};
use crate::types::{ColumnType, check_range};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, locale, numerals};

/// Within ±9223372036854775807. The range is symmetric, so that negation never overflows.
pub struct Integer;

impl ColumnType for Integer {
    fn name(&self) -> &'static str {
        "integer"
    }

    fn config(&self) -> Value {
        let bound = json!({"type": "integer", "minimum": -i64::MAX, "maximum": i64::MAX});
        json!({"min": bound, "max": bound, "locale": locale::config_schema()})
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        locale::check(config)?;
        check_range(config, "min", "max")
    }

    fn schema(&self, config: &Object) -> Value {
        let bound = |key: &str, default: i64| config.get(key).cloned().unwrap_or_else(|| json!(default));
        json!({"type": "integer", "minimum": bound("min", -i64::MAX), "maximum": bound("max", i64::MAX)})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&Whole)
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        without_point(value)
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        numerals::cast(text, Marks::of(config, reading).strict())
    }

    fn stored(&self) -> &'static str {
        "a whole number within ±9223372036854775807"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Int8
    }

    fn example(&self) -> Value {
        json!(42)
    }
}
