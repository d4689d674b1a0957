//! What an amount of money is.

use crate::fault::FaultCode;
use crate::jsonb::node::{JsonbNode, Node, Object as _};
use crate::jsonb::{Held, Members};
use crate::text::{Object, shorten_text};
use crate::types::currency::code::is_code;
use crate::types::rule::ValueRule;

/// The rule for amounts of money: an object of amount and currency, and nothing else. What the amount must be
/// is left to the schema.
pub(super) struct MoneyRule;

/// The members of an object that were seen so far.
#[derive(Default)]
struct Seen {
    amount: bool,
    currency: bool,
}

impl Seen {
    /// Adds a member; false if the object may not have it. `text` is its value, if that is a text.
    fn add(&mut self, key: &[u8], text: Option<&str>) -> bool {
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
            if !seen.add(key, text) {
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
            if seen.add(key.as_bytes(), part.as_string().as_deref()) {
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
