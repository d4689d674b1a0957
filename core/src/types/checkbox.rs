//! `checkbox`: true or false.

use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::kind::Kind;

/// A boolean. Empty is not false: a column that should never be empty has the default `false`.
pub struct Checkbox;

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

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Bool
    }

    fn example(&self) -> Value {
        json!(true)
    }
}
