//! `json`: any JSON value, if wanted one that satisfies a JSON Schema.

use jsonschema::json::{JsonbNode, Node};
use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::kind::Kind;
use crate::validate::fault::FaultCode;

/// Its parts are reached by paths in filters and sorts: `meta.a.b`.
pub struct JsonType;

impl ColumnType for JsonType {
    fn name(&self) -> &'static str {
        "json"
    }

    fn config(&self) -> Value {
        json!({"schema": {"type": ["object", "boolean"]}})
    }

    // The record's schema gives it an `$id`, so that `#/$defs/…` in it means its own definitions.
    fn schema(&self, config: &Object) -> Value {
        config.get("schema").cloned().unwrap_or_else(|| json!({}))
    }

    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, _config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        // A stored record never holds a null for a column; on the way in they are dropped.
        if value.is_null() { Err((FaultCode::Type, "must not be null".into())) } else { Ok(()) }
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Json
    }

    fn example(&self) -> Value {
        json!({"a": {"b": [1, 2]}})
    }
}
