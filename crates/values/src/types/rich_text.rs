//! `rich_text`: formatted text of any number of lines, written in Markdown.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, long_text};
use crate::written::{Cast, Reading, Takes};

/// A string, kept as it is: any text is Markdown. Lengths count characters (Unicode code points).
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
