//! What a type asks of a stored value beyond its JSON Schema.
//!
//! A type says its rule once. The rule is read in three places: when a record is written, on the bytes of the value;
//! when a record is refused, to say why; and in filters, which refuse a text that no record can hold.

use serde_json::Value;

use crate::fault::FaultCode;
use crate::jsonb::Held;
use crate::jsonb::node::{JsonNumber, JsonbNode, Node};
use crate::text::Object;
use crate::written::numerals;

/// A rule for the stored values of a type. `config` is that of the column.
pub trait ValueRule: Sync {
    /// The parts of the type's schema that the rule covers, as JSON Pointers. They are for clients: the validator
    /// leaves them to the rule, which is faster or more exact.
    fn covers(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a value keeps the rule; `None` if its bytes do not tell. Every value that is written is asked.
    fn holds(&self, config: &Object, value: &Held<'_>) -> Option<bool>;

    /// What is wrong with a value; `None` if it keeps the rule. The message ends a sentence that begins with the
    /// value.
    fn fault(&self, config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)>;

    /// What is wrong with a text that no write accepts, so that no record can hold it. Ends a sentence that begins
    /// with the text.
    fn text_fault(&self, _config: &Object, _text: &str) -> Option<String> {
        None
    }
}

/// A rule for texts. Values that are no texts keep it: the schema refuses them.
pub(super) struct TextRule<H: Fn(&Object, &str) -> bool> {
    /// See [`ValueRule::covers`].
    pub covers: &'static [&'static str],
    /// The code of the fault.
    pub code: FaultCode,
    /// Whether a text is in the stored form.
    pub holds: H,
    /// What is wrong with a text that is not.
    pub message: fn(&Object, &str) -> String,
    /// Whether a write accepts a text in any form; `None` if filters take any text.
    pub accepts: Option<fn(&Object, &str) -> bool>,
}

impl<H: Fn(&Object, &str) -> bool + Sync> ValueRule for TextRule<H> {
    fn covers(&self) -> &'static [&'static str] {
        self.covers
    }

    fn holds(&self, config: &Object, value: &Held<'_>) -> Option<bool> {
        Some(if let Held::Text(text) = value { (self.holds)(config, text) } else { true })
    }

    fn fault(&self, config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        let text = value.as_string()?;
        (!(self.holds)(config, &text)).then(|| (self.code, (self.message)(config, &text)))
    }

    fn text_fault(&self, config: &Object, text: &str) -> Option<String> {
        let accepts = self.accepts?;
        (!accepts(config, text)).then(|| (self.message)(config, text))
    }
}

/// The rule for whole numbers: they are stored without a point. `12.0` is another form of 12.
pub(super) struct Whole;

impl ValueRule for Whole {
    fn holds(&self, _config: &Object, value: &Held<'_>) -> Option<bool> {
        Some(if let Held::Number(number) = value { !number.has_point() } else { true })
    }

    fn fault(&self, _config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        let number = value.as_number()?;
        (!number.is_written_as_integer()).then(|| (FaultCode::Type, "must be of type integer".into()))
    }
}

/// The stored form of a whole number that is written with a point.
pub(super) fn without_point(value: &Value) -> Option<Value> {
    let text = value.is_number().then(|| value.to_string())?;
    let (whole, zeros) = text.split_once('.')?;
    let whole = if whole == "-0" { "0" } else { whole };
    zeros.bytes().all(|byte| byte == b'0').then(|| numerals::value(whole)).flatten()
}

/// The rule for numbers that are compared as float8: a double can hold them.
///
/// Not `minimum` and `maximum` in the schema: comparing with 309 digits is slow.
pub(super) struct Finite;

impl ValueRule for Finite {
    fn holds(&self, _config: &Object, value: &Held<'_>) -> Option<bool> {
        let Held::Number(number) = value else { return Some(true) };
        Some(number.double().is_some_and(|double| double != 0.0 || number.is_zero()))
    }

    fn fault(&self, _config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        let double = value.as_number()?.as_f64().filter(|double| double.is_finite());
        let text = value.to_value().to_string();
        let is_negative = text.starts_with('-');
        if double == Some(0.0) && text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
            let code = if is_negative { FaultCode::Maximum } else { FaultCode::Minimum };
            return Some((code, "is too near to 0 for a double; a decimal column can hold it".into()));
        }
        if double.is_some() {
            return None;
        }
        let code = if is_negative { FaultCode::Minimum } else { FaultCode::Maximum };
        Some((code, "is beyond the range of a double; a decimal column can hold it".into()))
    }
}

/// The rule for types that hold anything but null.
pub(super) struct NotNull {
    /// See [`ValueRule::covers`].
    pub covers: &'static [&'static str],
    /// The code of the fault.
    pub code: FaultCode,
    /// What is wrong with a null.
    pub message: &'static str,
}

impl ValueRule for NotNull {
    fn covers(&self) -> &'static [&'static str] {
        self.covers
    }

    fn holds(&self, _config: &Object, value: &Held<'_>) -> Option<bool> {
        Some(!matches!(value, Held::Null))
    }

    fn fault(&self, _config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        value.is_null().then(|| (self.code, self.message.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Object;
    use crate::types::registry;

    /// A pointer to nothing would leave the validator a part that the rule covers.
    #[test]
    fn what_a_rule_covers_is_in_the_schema() {
        // The schema of json is the user's.
        for type_ in registry::all().iter().filter(|type_| type_.name() != "json") {
            let schema = type_.schema(&Object::new());
            for part in type_.rule().iter().flat_map(|rule| rule.covers()) {
                assert!(schema.pointer(part).is_some(), "{} {part}", type_.name());
            }
        }
    }
}
