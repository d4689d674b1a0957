//! `currency`: an amount of money in a currency of ISO 4217.

use std::sync::LazyLock;

use iso_currency::{Currency as Iso, IntoEnumIterator};
use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::jsonb::node::{JsonbNode, Node, Object as _};
use crate::jsonb::{Held, Members};
use crate::kind::Kind;
use crate::text::{Object, shorten_text};
use crate::types::number::digits_step;
use crate::types::rating::whole_config;
use crate::types::rule::ValueRule;
use crate::types::{ColumnType, limit};
use crate::written::numerals::{Numeral, is_sign};
use crate::written::{Cast, Reading, numerals, plain_text};

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

/// Whether a text is a code of ISO 4217. A table of all three letters answers: the library compares with one code after
/// the other.
fn is_code(text: &str) -> bool {
    static CODES: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut codes = vec![false; 26 * 26 * 26];
        for place in Iso::iter().filter_map(|currency| place(currency.code())) {
            codes[place] = true;
        }
        codes
    });
    place(text).is_some_and(|place| CODES[place])
}

/// The place of three capital letters in the order of all of them.
fn place(text: &str) -> Option<usize> {
    let letters = <[u8; 3]>::try_from(text.as_bytes()).ok()?;
    letters
        .iter()
        .try_fold(0, |place, byte| byte.is_ascii_uppercase().then(|| place * 26 + usize::from(byte - b'A')))
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
            // A language tag of BCP 47.
            "locale": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
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
        let Some((negative, body)) = numerals::sign(text.trim()) else { return Cast::No };
        let (before, number, after) = around_number(body);
        let mut code = None;
        for token in [before, after].into_iter().filter(|token| !token.is_empty()) {
            match currency_of(token, own(config)) {
                Ok(found) if code.is_none_or(|known| known == found) => code = Some(found),
                Ok(_) => return Cast::No,
                Err(cast) => return cast,
            }
        }
        let Some(code) = code.map(|code| code.code()).or(own(config)) else { return Cast::No };
        let signed = number.starts_with(is_sign);
        match numerals::read(number, reading.decimal_mark) {
            Numeral::Digits(_) if negative && signed => Cast::No,
            Numeral::Digits(digits) => {
                let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
                let digits = if negative && !is_zero { format!("-{digits}") } else { digits };
                numerals::value(&digits)
                    .map_or(Cast::No, |amount| Cast::Value(json!({"amount": amount, "currency": code})))
            }
            Numeral::Unclear(why) => Cast::Unclear(why),
            Numeral::No => Cast::No,
        }
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

/// The rule for amounts of money: an object of amount and currency, and nothing else. What the amount must be
/// is left to the schema.
struct MoneyRule;

/// The members of an object that were seen so far.
#[derive(Default)]
struct Seen {
    amount: bool,
    currency: bool,
}

impl Seen {
    /// Whether the object may have this member. `text` is its value, if that is a text.
    fn allows(&mut self, key: &[u8], text: Option<&str>) -> bool {
        match key {
            b"amount" => self.amount = true,
            b"currency" => {
                self.currency = true;
                return text.is_some_and(is_code);
            }
            _ => return false,
        }
        true
    }
}

impl ValueRule for MoneyRule {
    fn covers(&self) -> &'static [&'static str] {
        &["/type", "/properties/currency", "/required", "/additionalProperties"]
    }

    fn holds(&self, _config: &Object, value: &Held<'_>) -> Option<bool> {
        let Held::Object(object) = value else { return Some(false) };
        let mut seen = Seen::default();
        for (key, part) in Members::of(object)? {
            let text = if let Held::Text(text) = part.held()? { Some(text) } else { None };
            if !seen.allows(key, text) {
                return Some(false);
            }
        }
        Some(seen.amount && seen.currency)
    }

    fn fault(&self, _config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        const DUE: &str = "{\"amount\": 12.5, \"currency\": \"USD\"}";
        let Some(object) = value.as_object() else {
            return Some(if value.as_number().is_some() {
                let message = format!("has no currency: write {DUE}, or give the column the config currency");
                (FaultCode::Currency, message)
            } else {
                (FaultCode::Type, format!("must be an object such as {DUE}"))
            });
        };
        let mut seen = Seen::default();
        for (key, part) in object.members() {
            if seen.allows(key.as_bytes(), part.as_string().as_deref()) {
                continue;
            }
            return Some(if key == "currency" {
                let code = shorten_text(&part.to_value().to_string());
                (FaultCode::Currency, format!("has the currency {code}, which is no code of ISO 4217"))
            } else {
                let key = shorten_text(&key);
                (FaultCode::Type, format!("has the key \"{key}\", where only amount and currency may be"))
            });
        }
        match seen {
            Seen { amount: false, .. } => Some((FaultCode::Type, format!("has no amount; write {DUE}"))),
            Seen { currency: false, .. } => {
                Some((FaultCode::Currency, format!("has no currency; write {DUE}")))
            }
            _ => None,
        }
    }
}

fn amount_schema(config: &Object) -> Value {
    let mut schema = json!({"type": "number"});
    if let Some(digits) = limit(config, "scale") {
        schema["multipleOf"] = digits_step(digits);
    }
    schema
}

/// The text before a number, the number with its sign, and the text after it.
fn around_number(text: &str) -> (&str, &str, &str) {
    let mut start = text.find(|c: char| c.is_ascii_digit() || is_sign(c)).unwrap_or(text.len());
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == ')').map_or(start, |at| at + 1).max(start);
    // The mark of `.5` belongs to the number, unless it ends a symbol of letters: `Bs.5`.
    if let Some(rest) = text[..start].strip_suffix(['.', ','])
        && !rest.ends_with(char::is_alphabetic)
    {
        start = rest.len();
    }
    let before = text[..start].trim();
    (before, &text[start..end], text[end..].trim())
}

/// The currency of a code or a symbol. A symbol of letters (`C$`, `kr`) may well be that of another currency, so it counts
/// only in a column of its currency. A sign such as `€` counts if only one currency has it.
fn currency_of(token: &str, own: Option<&str>) -> Result<Iso, Cast> {
    if token.len() == 3
        && let Some(currency) = Iso::from_code(&token.to_ascii_uppercase())
    {
        return Ok(currency);
    }
    let own = own.and_then(Iso::from_code);
    let symbol = |currency: Iso| currency.symbol().to_string();
    if let Some(own) = own
        && (symbol(own) == token || (token == "$" && symbol(own).ends_with('$')))
    {
        return Ok(own);
    }
    if token == "US$" {
        return Ok(Iso::USD);
    }
    let usual = |c: &Iso| !c.is_fund() && !c.is_special() && c.is_superseded().is_none();
    let found: Vec<Iso> = Iso::iter().filter(usual).filter(|c| symbol(*c) == token).collect();
    match found.as_slice() {
        [] => Err(Cast::No),
        [one] if !token.contains(char::is_alphabetic) => Ok(*one),
        [one] => Err(Cast::Unclear(format!("could be in {}; give the code of its currency", one.code()))),
        many => {
            let codes: Vec<&str> = many.iter().map(|currency| currency.code()).collect();
            let message = format!("could be in {}; give the code of its currency", codes.join(", "));
            Err(Cast::Unclear(message))
        }
    }
}
