//! `checkbox`: true or false.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::written::{Cast, Reading};

/// A boolean. Empty is not false. A column that is never empty has the default `false`.
pub struct Checkbox;

/// What people, spreadsheets and PostgreSQL write for true and false, in lower case.
const WORDS: [(bool, &[&str]); 2] = [
    (true, &["true", "t", "yes", "y", "on", "1", "x", "checked", "✓", "✔", "☑"]),
    (false, &["false", "f", "no", "n", "off", "0", "unchecked", "☐"]),
];

impl ColumnType for Checkbox {
    fn name(&self) -> &'static str {
        "checkbox"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["boolean"]
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "boolean"})
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        let word = text.trim().to_lowercase();
        let found = WORDS.iter().find(|(_, words)| words.contains(&word.as_str()));
        found.map_or(Cast::No, |(flag, _)| Cast::Value(json!(flag)))
    }

    fn stored(&self) -> &'static str {
        "true or false; empty is not false"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Bool
    }

    fn example(&self) -> Value {
        json!(true)
    }
}
