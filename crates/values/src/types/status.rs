//! `status`: one of a list of options, each of which may have a category.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::options::OptionNames;
use crate::types::{ColumnType, options};
use crate::written::{Cast, Reading, Takes};

/// As `select`. Filters reach the category as `key.category`.
pub struct Status;

/// The property of an option that says whether the work is to do, in progress or done.
pub const CATEGORY: &str = "category";
/// All categories.
pub const CATEGORIES: [&str; 3] = ["todo", "in_progress", "done"];

impl ColumnType for Status {
    fn name(&self) -> &'static str {
        "status"
    }

    fn config(&self) -> Value {
        json!({"options": options::config_schema(json!({CATEGORY: {"enum": CATEGORIES}}))})
    }

    /// A config without options gets one for each category.
    fn normalize_config(&self, config: &mut Object) {
        if config.get("options").is_none_or(Value::is_null) {
            let usual = json!([
                {"value": "todo", "label": "Todo", CATEGORY: "todo"},
                {"value": "in_progress", "label": "In progress", CATEGORY: "in_progress"},
                {"value": "done", "label": "Done", CATEGORY: "done"},
            ]);
            config.insert("options".into(), usual);
        }
        options::normalize(config);
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        options::check(config)
    }

    fn schema(&self, config: &Object) -> Value {
        json!({"type": "string", "enum": options::values(config)})
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

    fn typecast_named(&self, _config: &Object, names: &OptionNames, text: &str, _reading: &Reading) -> Cast {
        options::read_one(names, text)
    }

    fn to_text(&self, config: &Object, value: &Value) -> Option<String> {
        options::to_text(config, value)
    }

    fn stored(&self) -> &'static str {
        "the option's value"
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn option_properties(&self) -> &'static [&'static str] {
        &[CATEGORY]
    }

    fn option_property<'a>(&self, config: &'a Object, property: &str) -> Option<Vec<(&'a str, &'a str)>> {
        (property == CATEGORY).then(|| options::property(config, CATEGORY))
    }

    fn example(&self) -> Value {
        json!("in_progress")
    }
}
