//! `currency`: an amount of money in a currency of ISO 4217.

mod code;
mod read;
mod rule;

use iso_currency::Currency as Iso;
use serde_json::{Value, json};

use crate::error::Error;
use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::{Object, shorten_text};
use crate::types::currency::code::is_code;
use crate::types::currency::rule::MoneyRule;
use crate::types::number::digits_step;
use crate::types::rating::whole_config;
use crate::types::rule::ValueRule;
use crate::types::{ColumnType, limit, parts};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, locale, plain_text};

/// `{"amount": 12.5, "currency": "USD"}`, compared by amount. Only config `scale` limits the digits after the point: how
/// many a currency usually has matters to those who show it.
pub struct Currency;

/// Amount and currency as one text, which is the same for equal amounts of one currency: `12.5 USD`.
pub fn identity(amount: &str, currency: &str) -> String {
    let amount =
        if amount.contains('.') { amount.trim_end_matches('0').trim_end_matches('.') } else { amount };
    let amount = if amount == "-0" { "0" } else { amount };
    format!("{amount} {currency}")
}

/// The currency of the column, which amounts without a currency are in.
fn own(config: &Object) -> Option<&str> {
    config.get("currency").and_then(Value::as_str)
}

impl ColumnType for Currency {
    fn name(&self) -> &'static str {
        "currency"
    }

    fn config(&self) -> Value {
        json!({
            "currency": {"type": "string"},
            "locale": locale::config_schema(),
            "scale": {"type": "integer", "minimum": 0, "maximum": 1000},
        })
    }

    fn normalize_config(&self, config: &mut Object) {
        whole_config(config, "scale");
        if let Some(code) = own(config).map(str::to_ascii_uppercase) {
            config.insert("currency".into(), code.into());
        }
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        locale::check(config)?;
        match own(config) {
            Some(code) if Iso::from_code(code).is_none() => Err(format!(
                "has a config whose currency \"{}\" is no currency of ISO 4217 such as \"EUR\"",
                shorten_text(code)
            )),
            _ => Ok(()),
        }
    }

    fn schema(&self, config: &Object) -> Value {
        json!({
            "type": "object",
            "properties": {"amount": amount_schema(config), "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            "required": ["amount", "currency"],
            "additionalProperties": false,
        })
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&MoneyRule)
    }

    fn has_normalize(&self) -> bool {
        true
    }

    /// Gives a number, and an amount without a currency, the currency of the column; writes codes in upper case.
    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        match value {
            Value::Number(_) => own(config).map(|code| json!({"amount": value, "currency": code})),
            Value::Object(parts) => {
                let code = match parts.get("currency") {
                    None | Some(Value::Null) => own(config)?.to_owned(),
                    Some(given) => {
                        let given = given.as_str()?;
                        let code = given.to_ascii_uppercase();
                        (code != given && is_code(&code)).then_some(code)?
                    }
                };
                let mut parts = parts.clone();
                // An empty object is an empty value, and no amount.
                parts.get("amount")?;
                parts.insert("currency".into(), code.into());
                Some(Value::Object(parts))
            }
            _ => None,
        }
    }

    /// Reads `12 EUR`, `USD 12`, `€ 12`, `-12 €`; with config `currency` also `12` and `$12`.
    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        // A file of exported values has the JSON.
        parts::read_json(text).unwrap_or_else(|| read::cast(text, own(config), Marks::of(config, reading)))
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        let amount = plain_text(value.get("amount")?)?;
        Some(format!("{amount} {}", value.get("currency")?.as_str()?))
    }

    fn plain(&self, config: &Object, value: &Value) -> Option<Value> {
        let own = config.get("currency").filter(|own| value.get("currency") == Some(*own));
        own.and(value.get("amount")).cloned()
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

    fn part_text(&self, part: &str, text: &str) -> Option<Result<String, Error>> {
        (part == "currency").then(|| code::read(text))
    }

    fn unit(&self) -> Option<&'static str> {
        Some("currency")
    }

    fn fault_code(&self, keyword: &str) -> Option<FaultCode> {
        (keyword == "multipleOf").then_some(FaultCode::Scale)
    }

    fn stored(&self) -> &'static str {
        "`{\"amount\": 12.5, \"currency\": \"USD\"}`"
    }

    fn example(&self) -> Value {
        json!({"amount": 12.5, "currency": "USD"})
    }
}

fn amount_schema(config: &Object) -> Value {
    let mut schema = json!({"type": "number"});
    if let Some(digits) = limit(config, "scale") {
        schema["multipleOf"] = digits_step(digits);
    }
    schema
}
