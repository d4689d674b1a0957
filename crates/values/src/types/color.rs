//! `color`: an amount of red, green and blue.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// `#rrggbb` in lower case. A write may also give upper case, and `#rgb`, where each digit stands for two of it.
pub struct Color;

fn is_stored_form(text: &str) -> bool {
    matches!(text.as_bytes(), [b'#', digits @ ..] if digits.len() == 6
        && digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')))
}

/// The stored form of the hexadecimal digits after `#`.
fn of_digits(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let times = match digits.len() {
        3 => 2,
        6 => 1,
        _ => return None,
    };
    let doubled = digits.chars().flat_map(|digit| std::iter::repeat_n(digit.to_ascii_lowercase(), times));
    Some(std::iter::once('#').chain(doubled).collect())
}

impl ColumnType for Color {
    fn name(&self) -> &'static str {
        "color"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^#[0-9a-f]{6}$"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/pattern"],
            code: FaultCode::Format,
            holds: |_, text| is_stored_form(text),
            message: |_, _| "is not a color such as \"#1e90ff\" or \"#19f\"".into(),
            accepts: Some(|_, text| text.strip_prefix('#').and_then(of_digits).is_some()),
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if is_stored_form(text) {
            return None;
        }
        of_digits(text.strip_prefix('#')?).map(Value::String)
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        // Without #, three digits may well be something else.
        let digits = match text.strip_prefix('#') {
            Some(digits) => digits,
            None if text.len() == 6 => text,
            None => return Cast::No,
        };
        of_digits(digits).map_or(Cast::No, |stored| Cast::Value(Value::String(stored)))
    }

    fn stored(&self) -> &'static str {
        "`\"#rrggbb\"` in lower case"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("#1e90ff")
    }
}
