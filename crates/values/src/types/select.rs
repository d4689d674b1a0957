//! `select`: one of a list of options.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::options::OptionNames;
use crate::types::{ColumnType, multi_select, options};
use crate::written::{Cast, Reading, Takes};

/// The value of an option. With `allow_multiple` it is the same as `multi_select`.
pub struct SelectType;

fn is_multiple(config: &Object) -> bool {
    config.get("allow_multiple") == Some(&Value::Bool(true))
}

impl ColumnType for SelectType {
    fn name(&self) -> &'static str {
        "select"
    }

    fn config(&self) -> Value {
        json!({"options": options::config_schema(json!({})), "allow_multiple": {"type": "boolean"}})
    }

    fn normalize_config(&self, config: &mut Object) {
        options::normalize(config);
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        options::check(config)
    }

    fn schema(&self, config: &Object) -> Value {
        if is_multiple(config) {
            multi_select::schema(config)
        } else {
            json!({"type": "string", "enum": options::values(config)})
        }
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

    fn typecast_named(&self, config: &Object, names: &OptionNames, text: &str, reading: &Reading) -> Cast {
        if is_multiple(config) {
            options::read_many(names, text, reading)
        } else {
            options::read_one(names, text)
        }
    }

    fn to_text(&self, config: &Object, value: &Value) -> Option<String> {
        options::to_text(config, value)
    }

    fn stored(&self) -> &'static str {
        "the option's value; with allow_multiple an array of distinct values"
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, config: &Object) -> Kind {
        if is_multiple(config) { Kind::Set } else { Kind::Text }
    }

    fn example(&self) -> Value {
        json!("won")
    }
}
