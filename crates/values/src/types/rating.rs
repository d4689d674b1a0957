//! `rating`: a number of stars.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::{ValueRule, Whole, without_point};
use crate::types::{ColumnType, limit};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, numerals};

/// A whole number from 1 to config `max`. A rating without stars is an empty value.
pub struct Rating;

fn max(config: &Object) -> u64 {
    limit(config, "max").unwrap_or(5)
}

impl ColumnType for Rating {
    fn name(&self) -> &'static str {
        "rating"
    }

    fn config(&self) -> Value {
        json!({"max": {"type": "integer", "minimum": 1, "maximum": 10}, "icon": {"type": "string"}})
    }

    fn normalize_config(&self, config: &mut Object) {
        whole_config(config, "max");
    }

    fn schema(&self, config: &Object) -> Value {
        json!({"type": "integer", "minimum": 1, "maximum": max(config)})
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

    /// Reads `4`; `4/5` if 5 is the maximum; `★★★★☆`.
    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        let text = text.trim();
        if let Some(stars) = stars(text, max(config)) {
            return Cast::Value(json!(stars));
        }
        let of_max = text.split_once('/').filter(|(_, whole)| whole.trim() == max(config).to_string());
        let marks = Marks::of(config, reading).strict();
        numerals::cast(of_max.map_or(text, |(given, _)| given), marks)
    }

    fn stored(&self) -> &'static str {
        "a whole number from 1 to max"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Int8
    }

    fn example(&self) -> Value {
        json!(4)
    }
}

/// The number of full stars of a text of nothing but stars. With empty stars it must have as many stars as a rating can.
fn stars(text: &str, max: u64) -> Option<u64> {
    // U+FE0F asks for the picture of an emoji.
    let text: Vec<char> = text.chars().filter(|c| *c != '\u{fe0f}').take(100).collect();
    let full = text.iter().take_while(|c| matches!(c, '★' | '⭐')).count();
    let empty = text[full..].iter().take_while(|c| **c == '☆').count();
    let fits = full > 0 && full + empty == text.len() && (empty == 0 || text.len() as u64 == max);
    fits.then_some(full as u64)
}

/// Writes a whole number of a config without a point: `5.0` becomes `5`.
pub(super) fn whole_config(config: &mut Object, key: &str) {
    if let Some(whole) = config.get(key).and_then(without_point) {
        config.insert(key.to_owned(), whole);
    }
}
