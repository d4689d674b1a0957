//! `long_text`: text of any number of lines.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, copy_keywords};
use crate::written::{Cast, Reading, Takes};

/// A text. Its length is counted in characters (Unicode code points).
pub struct LongText;

impl ColumnType for LongText {
    fn name(&self) -> &'static str {
        "long_text"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["textarea"]
    }

    fn config(&self) -> Value {
        config()
    }

    fn schema(&self, config: &Object) -> Value {
        schema(config)
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        Cast::text(text)
    }

    fn stored(&self) -> &'static str {
        "a string"
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
        json!("First line\nSecond line")
    }
}

/// The config of a text of any number of lines.
pub(super) fn config() -> Value {
    json!({"max_length": {"type": "integer", "minimum": 1}})
}

/// The schema of a text of any number of lines.
pub(super) fn schema(config: &Object) -> Value {
    let mut schema = Object::new();
    schema.insert("type".into(), "string".into());
    copy_keywords(config, &mut schema, &[("max_length", "maxLength")]);
    Value::Object(schema)
}
