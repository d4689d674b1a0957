//! `image`: files that are images.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::ValueRule;
use crate::types::{ColumnType, file};
use crate::written::{Cast, Reading};

/// A `file` whose `allowed_types` are `image/*` where the config does not say it.
pub struct Image;

impl ColumnType for Image {
    fn name(&self) -> &'static str {
        "image"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["images", "photo", "picture"]
    }

    fn config(&self) -> Value {
        file::config()
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        file::check_config(config)
    }

    fn schema(&self, config: &Object) -> Value {
        file::schema(config)
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&file::Entries { usual_types: &["image/*"] })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        file::normalized(config, value)
    }

    fn typecast(&self, config: &Object, text: &str, _reading: &Reading) -> Cast {
        file::typecast(config, text)
    }

    fn reads_lists(&self) -> bool {
        true
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        Some(value.to_string())
    }

    fn stored(&self) -> &'static str {
        "as file, with `\"width\"` and `\"height\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Json
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn element_parts(&self) -> &'static [(&'static str, Kind)] {
        file::PARTS
    }

    fn default_fault(&self, default: &Value) -> Option<&'static str> {
        file::default_fault(default)
    }

    fn example(&self) -> Value {
        json!([{"name": "logo.png", "type": "image/png", "url": "https://example.com/logo.png"}])
    }
}
