//! `decimal`: an exact number of any size, as PostgreSQL's numeric.

use serde_json::{Value, json};

use crate::json::Object;
use crate::types::kind::Kind;
use crate::types::number::digits_step;
use crate::types::{ColumnType, check_range, copy_keywords, limit};
use crate::validate::fault::FaultCode;

/// Stored and compared digit for digit.
pub struct Decimal;

impl ColumnType for Decimal {
    fn name(&self) -> &'static str {
        "decimal"
    }

    fn config(&self) -> Value {
        json!({
            "min": {"type": "number"},
            "max": {"type": "number"},
            "scale": {"type": "integer", "minimum": 0, "maximum": 1000},
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        check_range(config, "min", "max")
    }

    fn schema(&self, config: &Object) -> Value {
        let mut schema = Object::new();
        schema.insert("type".into(), "number".into());
        copy_keywords(config, &mut schema, &[("min", "minimum"), ("max", "maximum")]);
        if let Some(digits) = limit(config, "scale") {
            schema.insert("multipleOf".into(), digits_step(digits));
        }
        Value::Object(schema)
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Numeric
    }

    fn fault_code(&self, keyword: &str) -> Option<FaultCode> {
        (keyword == "multipleOf").then_some(FaultCode::Scale)
    }

    fn example(&self) -> Value {
        json!(19.99)
    }
}
