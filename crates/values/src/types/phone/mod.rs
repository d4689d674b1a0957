//! `phone`: a telephone number, stored as E.164 writes it.

mod plan;
mod read;

use phonelib::country_by_code;
use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::phone::plan::is_stored_form;
use crate::types::phone::read::{Meaning, cleaned, has_extension, read};
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// `+`, the calling code of the country, and the national number: at most 15 digits. A number must be *possible*: its
/// calling code exists, and the country has numbers of its length. Whether somebody has the number is not asked, as
/// that changes every month.
///
/// With config `country` a number may be national. In Germany `49 30 12345678` is a possible national number, and
/// also an international number that lacks its `+`. A number with two readings is refused.
pub struct Phone;

fn country(config: &Object) -> Option<&str> {
    config.get("country").and_then(Value::as_str)
}

/// What is wrong with a number that has two readings.
fn unclear(national: &str, international: &str) -> String {
    format!("could be {international} or {national}; write it with its calling code and + in front")
}

/// What is wrong with a text that is not one number.
fn message(config: &Object, text: &str) -> String {
    if let Meaning::Either { national, international } = read(country(config), text) {
        return unclear(&national, &international);
    }
    if has_extension(text) {
        return "has an extension, which a number in E.164 form cannot hold; write the number alone, and the extension into another column".to_owned();
    }
    match (cleaned(text), country(config)) {
        (None, _) => "is not a telephone number such as \"+49 30 1234567\"".to_owned(),
        (Some(number), _) if number.starts_with('+') => {
            "is not a telephone number that is possible for its country".to_owned()
        }
        (Some(_), Some(country)) => format!("is not a telephone number that is possible in {country}"),
        (Some(_), None) => {
            "is not a telephone number with its country's calling code, such as \"+49 30 1234567\"".to_owned()
        }
    }
}

impl ColumnType for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn config(&self) -> Value {
        json!({"country": {"type": "string", "pattern": "^[A-Z]{2}$"}})
    }

    fn normalize_config(&self, config: &mut Object) {
        if let Some(Value::String(country)) = config.get_mut("country") {
            country.make_ascii_uppercase();
        }
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        match country(config) {
            Some(code) if country_by_code(code).is_none() => Err(format!(
                "has a config whose country \"{code}\" is none of ISO 3166 that has telephone numbers"
            )),
            _ => Ok(()),
        }
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^\\+[1-9][0-9]{1,14}$"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/pattern"],
            code: FaultCode::Format,
            holds: |_, text| is_stored_form(text),
            message,
            accepts: Some(|config, text| matches!(read(country(config), text), Meaning::Number(_))),
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if is_stored_form(text) {
            return None;
        }
        match read(country(config), text) {
            Meaning::Number(stored) => Some(Value::String(stored)),
            Meaning::Either { .. } | Meaning::No => None,
        }
    }

    fn typecast(&self, config: &Object, text: &str, _reading: &Reading) -> Cast {
        // RFC 3966, without parameters.
        let number = match text.split_at_checked(4) {
            Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number,
            _ => text,
        };
        if is_stored_form(number) {
            return Cast::text(number);
        }
        match read(country(config), number) {
            Meaning::Number(stored) => Cast::Value(Value::String(stored)),
            Meaning::Either { national, international } => Cast::Unclear(unclear(&national, &international)),
            Meaning::No => Cast::No,
        }
    }

    /// A whole number, or with its calling code also the beginning of one.
    fn searched(&self, config: &Object, text: &str) -> Option<String> {
        if let Meaning::Number(stored) = read(country(config), text) {
            return Some(stored);
        }
        cleaned(text).filter(|digits| digits.starts_with('+'))
    }

    fn stored(&self) -> &'static str {
        "a telephone number in E.164 form: `\"+493012345678\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("+493012345678")
    }
}
