//! `decimal`: an exact number of any size, as PostgreSQL's numeric.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::number::bounded_schema;
use crate::types::{ColumnType, check_range};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, locale, numerals};

/// Every digit is stored and compared.
pub struct Decimal;

impl ColumnType for Decimal {
    fn name(&self) -> &'static str {
        "decimal"
    }

    fn config(&self) -> Value {
        json!({
            "min": {"type": "number"},
            "max": {"type": "number"},
            "locale": locale::config_schema(),
            "scale": {"type": "integer", "minimum": 0, "maximum": 1000},
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        locale::check(config)?;
        check_range(config, "min", "max")
    }

    fn schema(&self, config: &Object) -> Value {
        bounded_schema(config, "scale")
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        numerals::cast(text, Marks::of(config, reading))
    }

    fn stored(&self) -> &'static str {
        "an exact number of any size"
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
