//! `json`: any JSON value. Config `schema` is a JSON Schema that it must satisfy.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{NotNull, ValueRule};
use crate::written::{Cast, Reading, Takes};

/// Whether PostgreSQL's jsonb can hold a value. Its texts have no NUL, and its numbers at most 131,072 digits before the
/// point and 16,383 after it.
fn is_storable(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::Number(number) => is_storable_number(&number.to_string()),
        Value::String(text) => !text.contains('\0'),
        Value::Array(list) => list.iter().all(is_storable),
        Value::Object(object) => object.iter().all(|(key, value)| !key.contains('\0') && is_storable(value)),
    }
}

fn is_storable_number(digits: &str) -> bool {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let Ok(exponent) = exponent.parse::<i32>() else { return false };
    let (before, after) =
        (whole.len() as i64 + i64::from(exponent), fraction.len() as i64 - i64::from(exponent));
    before <= 131_072 && after <= 16_383
}

/// Filters and sorts reach its parts by paths: `meta.a.b`.
pub struct JsonType;

impl ColumnType for JsonType {
    fn name(&self) -> &'static str {
        "json"
    }

    fn config(&self) -> Value {
        json!({"schema": {"type": ["object", "boolean"]}})
    }

    // The schema of a record gives it an `$id`, so that `#/$defs/…` in it means its own definitions.
    fn schema(&self, config: &Object) -> Value {
        config.get("schema").cloned().unwrap_or_else(|| json!({}))
    }

    /// A stored record holds no null for a column, as writes drop nulls. A `format` at the top of the user's schema is not
    /// checked.
    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&NotNull { covers: &["/format"], code: FaultCode::Type, message: "must not be null" })
    }

    /// Every text is a JSON string, but one that is JSON itself was hardly meant as one.
    fn reads_valid_texts(&self) -> bool {
        true
    }

    fn quoted(&self, value: &Value) -> Option<String> {
        let text = value.as_str().filter(|text| serde_json::from_str::<Value>(text).is_ok())?;
        serde_json::to_string(text).ok()
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        match serde_json::from_str(text) {
            Ok(value) if is_storable(&value) => Cast::Value(value),
            _ => Cast::No,
        }
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        }
    }

    fn stored(&self) -> &'static str {
        "any JSON; its parts are reached by paths: `meta.a.b`"
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Json
    }

    fn example(&self) -> Value {
        json!({"a": {"b": [1, 2]}})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::JsonType;
    use crate::types::ColumnType;
    use crate::written::Cast;
    use crate::written::Reading;

    #[test]
    fn json_text_is_read_with_its_digits() {
        let config = serde_json::Map::new();
        let cast = |text: &str| JsonType.typecast(&config, text, &Reading::default());
        assert_eq!(cast("{\"a\": [1, null]}"), Cast::Value(json!({"a": [1, null]})));
        let digits = "0.1234567890123456789012345678901234567890";
        let Cast::Value(Value::Number(number)) = cast(digits) else { panic!("a number") };
        assert_eq!(number.to_string(), digits);
        for bad in [
            "{",
            "Acme",
            "'a'",
            "\"a\\u0000b\"",
            "{\"a\\u0000b\": 1}",
            "[1e200000]",
            "1e-20000",
            "1e99999999999",
        ] {
            assert_eq!(cast(bad), Cast::No, "{bad}");
        }
        assert_eq!(cast(&"[".repeat(100_000)), Cast::No);
    }
}
