//! `multi_select`: a set of options.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::options::OptionNames;
use crate::types::{ColumnType, check_range, copy_keywords, options};
use crate::written::{Cast, Reading, Takes};

/// An array of different options, in the order given.
pub struct MultiSelect;

impl ColumnType for MultiSelect {
    fn name(&self) -> &'static str {
        "multi_select"
    }

    fn config(&self) -> Value {
        json!({
            "options": options::config_schema(json!({})),
            "min_items": {"type": "integer", "minimum": 0},
            "max_items": {"type": "integer", "minimum": 1},
        })
    }

    fn normalize_config(&self, config: &mut Object) {
        options::normalize(config);
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        options::check(config)?;
        check_range(config, "min_items", "max_items")
    }

    fn schema(&self, config: &Object) -> Value {
        schema(config)
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        options::normalize_value(value)
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        self.typecast_named(config, &OptionNames::of(config), text, reading)
    }

    fn option_names(&self, config: &Object) -> Option<OptionNames> {
        Some(OptionNames::of(config))
    }

    fn typecast_named(&self, _config: &Object, names: &OptionNames, text: &str, reading: &Reading) -> Cast {
        options::read_many(names, text, reading)
    }

    fn to_text(&self, config: &Object, value: &Value) -> Option<String> {
        options::to_text(config, value)
    }

    fn stored(&self) -> &'static str {
        "an array of distinct values of options"
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Set
    }

    fn example(&self) -> Value {
        json!(["red", "green"])
    }
}

/// The schema of a set of options.
pub(super) fn schema(config: &Object) -> Value {
    let mut schema = Object::new();
    schema.insert("type".into(), "array".into());
    schema.insert("items".into(), json!({"type": "string", "enum": options::values(config)}));
    schema.insert("uniqueItems".into(), true.into());
    copy_keywords(config, &mut schema, &[("min_items", "minItems"), ("max_items", "maxItems")]);
    Value::Object(schema)
}
