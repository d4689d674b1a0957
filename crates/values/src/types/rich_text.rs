//! `rich_text`: text in Markdown, of any number of lines.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, long_text};
use crate::written::{Cast, Reading, Takes};

/// A text, stored as given: any text is Markdown. Its length is counted in characters (Unicode code points).
pub struct RichText;

impl ColumnType for RichText {
    fn name(&self) -> &'static str {
        "rich_text"
    }

    fn config(&self) -> Value {
        long_text::config()
    }

    fn schema(&self, config: &Object) -> Value {
        long_text::schema(config)
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        Cast::text(text)
    }

    fn stored(&self) -> &'static str {
        "a string, Markdown"
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
        json!("# Agenda\n\n- **first** item")
    }
}
