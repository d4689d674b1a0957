//! `progress`: a number from 0 to a maximum.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::percent::without_sign;
use crate::types::rule::{Finite, ValueRule};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, numerals};

/// From 0 to config `max`, both included. A double holds every maximum, and so every value.
pub struct Progress;

fn max(config: &Object) -> Value {
    config.get("max").cloned().unwrap_or_else(|| json!(100))
}

impl ColumnType for Progress {
    fn name(&self) -> &'static str {
        "progress"
    }

    fn config(&self) -> Value {
        json!({"max": {"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000_000_000_000_u64}})
    }

    fn schema(&self, config: &Object) -> Value {
        json!({"type": "number", "minimum": 0, "maximum": max(config)})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&Finite)
    }

    /// Reads `75`; `75 %` if the maximum is 100; `3/4` if it is 4.
    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        let max = max(config);
        let (text, marks) = (text.trim(), Marks::of(config, reading));
        if let Some((given, whole)) = text.split_once('/') {
            let is_max = numerals::cast(whole, marks) == Cast::Value(max);
            return if is_max { numerals::cast(given, marks.strict()) } else { Cast::No };
        }
        let number = without_sign(text);
        let is_share = number.len() < text.len();
        match numerals::cast(number, if is_share { marks.strict() } else { marks }) {
            Cast::Value(_) if is_share && max != json!(100) => {
                Cast::Unclear(format!("is a share, in a column that counts to {max}"))
            }
            cast => cast,
        }
    }

    fn stored(&self) -> &'static str {
        "a number from 0 to max"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Float8
    }

    fn example(&self) -> Value {
        json!(75)
    }
}
