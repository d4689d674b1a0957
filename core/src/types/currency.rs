//! `currency`: an amount of money in a currency of ISO 4217.

use jsonschema::json::{JsonbNode, Node};
use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::kind::Kind;
use crate::validate::fault::FaultCode;

/// `{"amount": 12.5, "currency": "USD"}`; compared by amount.
pub struct Currency;

/// Amount and currency as one text, equal for equal amounts of one currency: `12.5 USD`.
#[must_use]
pub fn identity(amount: &str, currency: &str) -> String {
    let amount =
        if amount.contains('.') { amount.trim_end_matches('0').trim_end_matches('.') } else { amount };
    let amount = if amount == "-0" { "0" } else { amount };
    format!("{amount} {currency}")
}

impl ColumnType for Currency {
    fn name(&self) -> &'static str {
        "currency"
    }

    fn config(&self) -> Value {
        json!({"currency": {"type": "string"}, "locale": {"type": "string"}, "scale": {"type": "integer", "minimum": 0, "maximum": 1000}})
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({
            "type": "object",
            "properties": {"amount": {"type": "number"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            "required": ["amount", "currency"],
            "additionalProperties": false,
        })
    }

    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, _config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        let _ = value.as_object();
        Ok(())
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Numeric
    }

    fn extraction(&self, _config: &Object) -> (Kind, &'static str) {
        (Kind::Numeric, "get_amount")
    }

    fn identity(&self, _config: &Object) -> (Kind, &'static str) {
        (Kind::Text, "get_money")
    }

    fn parts(&self) -> &'static [(&'static str, Kind)] {
        &[("amount", Kind::Numeric), ("currency", Kind::Text)]
    }

    fn unit(&self) -> Option<&'static str> {
        Some("currency")
    }

    fn stored(&self) -> &'static str {
        "`{\"amount\": 12.5, \"currency\": \"USD\"}`"
    }

    fn example(&self) -> Value {
        json!({"amount": 12.5, "currency": "USD"})
    }
}
