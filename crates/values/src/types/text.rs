//! `text`: one line of text.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::{TextRule, ValueRule};
use crate::types::{ColumnType, check_range, copy_keywords};
use crate::written::{Cast, Reading, Takes};

fn has_line_break(text: &str) -> bool {
    text.bytes().any(|byte| byte == b'\n' || byte == b'\r')
}

/// A text without line breaks. Its length is counted in characters (Unicode code points).
pub struct Text;

impl ColumnType for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["string", "single_line_text"]
    }

    fn config(&self) -> Value {
        json!({
            "min_length": {"type": "integer", "minimum": 0},
            "max_length": {"type": "integer", "minimum": 1},
            "pattern": {"type": "string", "format": "regex"},
            "placeholder": {"type": "string"},
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        check_range(config, "min_length", "max_length")
    }

    fn schema(&self, config: &Object) -> Value {
        let mut schema = Object::new();
        schema.insert("type".into(), "string".into());
        copy_keywords(
            config,
            &mut schema,
            &[("min_length", "minLength"), ("max_length", "maxLength"), ("pattern", "pattern")],
        );
        Value::Object(schema)
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &[],
            code: FaultCode::Pattern,
            holds: |_, text| !has_line_break(text),
            message: |_, _| "must not have line breaks".into(),
            accepts: None,
        })
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        if has_line_break(text) { Cast::No } else { Cast::text(text) }
    }

    fn stored(&self) -> &'static str {
        "a string without line breaks"
    }

    fn holds_any_text(&self) -> bool {
        true
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("Acme")
    }
}
