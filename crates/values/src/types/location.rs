//! `location`: an address, a point on Earth, or both.

use serde_json::{Number, Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, parts};
use crate::written::{Cast, Reading};

/// At least one part. Latitude and longitude are degrees of WGS 84; a value has both or none.
pub struct Location;

/// The parts that are texts, in the order in which people write them.
const WRITTEN: [&str; 5] = ["address", "city", "region", "postal_code", "country"];

impl ColumnType for Location {
    fn name(&self) -> &'static str {
        "location"
    }

    fn schema(&self, _config: &Object) -> Value {
        let text = json!({"type": "string", "minLength": 1});
        json!({
            "type": "object",
            "properties": {
                "address": text, "city": text, "region": text, "country": text, "postal_code": text,
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lng": {"type": "number", "minimum": -180, "maximum": 180},
            },
            "dependentRequired": {"lat": ["lng"], "lng": ["lat"]},
            "minProperties": 1,
            "additionalProperties": false,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        parts::without_empty(value)
    }

    /// Reads two numbers as latitude and longitude, in this order (ISO 6709). A text with letters is an address.
    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        if let Some(cast) = parts::read_json(text) {
            return cast;
        }
        let text = text.trim();
        if text.starts_with('[') {
            return match serde_json::from_str::<[Number; 2]>(text) {
                Ok([lat, lng]) => point(lat, lng),
                Err(_) => Cast::No,
            };
        }
        if text.chars().any(char::is_alphabetic) {
            return Cast::Value(json!({"address": text}));
        }
        let Some((lat, lng)) = pair(text) else { return Cast::No };
        let (Some(lat), Some(lng)) = (number(lat), number(lng)) else { return Cast::No };
        point(lat, lng)
    }

    fn reads_lists(&self) -> bool {
        true
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        let value = value.as_object()?;
        let mut texts = parts::texts(value, &WRITTEN);
        texts.extend(parts::texts(value, &["lat", "lng"]));
        Some(texts.join(", "))
    }

    fn stored(&self) -> &'static str {
        "`{\"address\": \"Marienplatz 1\", \"city\": \"Munich\", \"lat\": 48.137, \"lng\": 11.575}`, with region, country, postal_code"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Json
    }

    fn parts(&self) -> &'static [(&'static str, Kind)] {
        &[
            ("address", Kind::Text),
            ("city", Kind::Text),
            ("region", Kind::Text),
            ("country", Kind::Text),
            ("postal_code", Kind::Text),
            ("lat", Kind::Numeric),
            ("lng", Kind::Numeric),
        ]
    }

    fn example(&self) -> Value {
        json!({"address": "Marienplatz 1", "city": "Munich", "country": "Germany", "lat": 48.137, "lng": 11.575})
    }
}

/// The point of a latitude and a longitude.
fn point(lat: Number, lng: Number) -> Cast {
    let within = |number: &Number, most: f64| number.as_f64().is_some_and(|number| number.abs() <= most);
    match (within(&lat, 90.0), within(&lng, 180.0)) {
        (true, true) => Cast::Value(json!({"lat": lat, "lng": lng})),
        (false, true) if within(&lat, 180.0) && within(&lng, 90.0) => {
            Cast::Unclear("has a latitude beyond 90 degrees; latitude comes before longitude".into())
        }
        _ => Cast::No,
    }
}

/// Splits a text at its comma, semicolon or blank.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once(|c: char| matches!(c, ',' | ';') || c.is_whitespace())?;
    // In `48 , 11` the blank and the comma are one separator.
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix([',', ';']) {
        Some(more) if text[first.len()..].starts_with(char::is_whitespace) => more.trim_start(),
        _ => rest,
    };
    Some((first, rest))
}

/// Reads a decimal number: `48.137`, `-0.5`, `+7`.
fn number(text: &str) -> Option<Number> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || digits.len() > 40 {
        return None;
    }
    let trimmed = whole.trim_start_matches('0');
    let whole = if trimmed.is_empty() { "0" } else { trimmed };
    let point = if digits.contains('.') { format!(".{fraction}") } else { String::new() };
    format!("{sign}{whole}{point}").parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Location;
    use crate::text::Object;
    use crate::types::ColumnType;
    use crate::written::Cast;
    use crate::written::Reading;

    fn cast(text: &str) -> Cast {
        Location.typecast(&Object::new(), text, &Reading::default())
    }

    #[test]
    fn two_numbers_are_a_point_and_words_an_address() {
        let point = json!({"lat": 48.137, "lng": 11.575});
        for text in ["48.137, 11.575", "48.137,11.575", "48.137;11.575", "48.137 11.575", " 48.137 , 11.575 "]
        {
            assert_eq!(cast(text), Cast::Value(point.clone()), "{text}");
        }
        assert_eq!(
            cast("-33.86, +151"),
            Cast::Value(json!({"lat": "-33.86".parse::<serde_json::Number>().unwrap(), "lng": 151}))
        );
        assert_eq!(cast("Marienplatz 1, Munich"), Cast::Value(json!({"address": "Marienplatz 1, Munich"})));
        assert_eq!(cast("[48.137, 11.575]"), Cast::Value(point.clone()));
        for text in ["[]", "[48]", "[48, 11, 3]", "[\"48\", 11]", "[91, 181]", "[48.1 11.5]"] {
            assert_eq!(cast(text), Cast::No, "{text}");
        }
        assert_eq!(cast("東京都"), Cast::Value(json!({"address": "東京都"})));
        assert_eq!(cast(r#"{"city": "Munich"}"#), Cast::Value(json!({"city": "Munich"})));
        for text in
            ["", "12345", "48.137", "48,137, 11,575", "1, 2, 3", "91, 181", "., .", "{", "🎉", "1e1, 2"]
        {
            let expected = if text == "1e1, 2" { Cast::Value(json!({"address": text})) } else { Cast::No };
            assert_eq!(cast(text), expected, "{text}");
        }
    }

    #[test]
    fn longitude_before_latitude_is_told() {
        assert!(matches!(cast("151.2, -33.86"), Cast::Unclear(_)));
    }

    #[test]
    fn text_says_every_part() {
        let text = |value: Value| Location.to_text(&Object::new(), &value);
        assert_eq!(
            text(
                json!({"country": "DE", "postal_code": "80331", "city": "Munich", "lat": 48.10, "lng": -11, "address": "Tal 1"})
            ),
            Some("Tal 1, Munich, 80331, DE, 48.1, -11".into())
        );
        assert_eq!(text(json!({"lat": 48.5, "lng": 11})).as_deref(), Some("48.5, 11"));
    }
}
