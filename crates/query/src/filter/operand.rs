//! The values of conditions, read as what the condition's field compares.

use dyntables_ask::field::Field;
use dyntables_values::error::Error;
use dyntables_values::folding::folded;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::shorten;
use dyntables_values::types::{ip, time};
use dyntables_values::written::numerals::fits_numeric;
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::options::Options;
use crate::filter::whole::{Place, place};

impl Leaf<'_> {
    /// A value read as the field's kind.
    pub(super) fn operand(&self, field: &Field, value: &Value) -> Result<Param, Error> {
        let kind = field.kind();
        let written = if is_number(kind) { written_number(value) } else { None };
        let value = written.as_ref().unwrap_or(value);
        let param = match (kind, value) {
            (Kind::Text, Value::String(_)) => self.text(field, value).map(Param::Text),
            (Kind::Folded, Value::String(text)) => Some(Param::Text(folded(text))),
            (Kind::Time, Value::String(text)) => time::read(text).map(Param::Time),
            (Kind::Inet, Value::String(text)) => {
                ip::parse(text).map(|(address, prefix)| Param::Inet(address, prefix))
            }
            (Kind::Float8, Value::Number(n)) if n.as_f64().is_none_or(f64::is_infinite) => {
                let message = format!("{} is beyond the range of a double", shorten(value));
                return Err(self.in_condition(Error::bad(message)));
            }
            (Kind::Float8, Value::Number(n)) => n.as_f64().map(Param::Float8),
            (Kind::Int8, Value::Number(n)) => match place(n) {
                Place::At(whole) => Some(Param::Int8(whole)),
                _ => None,
            },
            (Kind::Numeric, Value::Number(n)) if !fits_numeric(n.as_str()) => {
                let message = format!("{} is beyond the range of numbers", shorten(value));
                return Err(self.in_condition(Error::bad(message)));
            }
            (Kind::Numeric, Value::Number(n)) => Some(Param::Numeric(n.to_string())),
            (Kind::Bool, Value::Bool(b)) => Some(Param::Bool(*b)),
            (Kind::Uuid, Value::String(text)) => {
                uuid::Uuid::parse_str(text).ok().map(|uuid| Param::Uuid(*uuid.as_bytes()))
            }
            (Kind::Json, value) => Some(Param::Jsonb(value.clone())),
            _ => None,
        };
        param.ok_or_else(|| self.wrong_value(kind.noun(), value))
    }

    /// A value read as the field's kind, if a record could hold it: no record's e-mail address is `jane`.
    pub(super) fn storable_operand(&self, field: &Field, value: &Value) -> Result<Param, Error> {
        self.storable_operand_of(Options::of(self, field).as_ref(), field, value)
    }

    /// As [`Leaf::storable_operand`], with the options that the field's values are of, prepared for a list of values.
    pub(super) fn storable_operand_of(
        &self,
        options: Option<&Options<'_>>,
        field: &Field,
        value: &Value,
    ) -> Result<Param, Error> {
        let operand = self.operand(field, value)?;
        if let (Param::Text(text), Some(options)) = (&operand, options) {
            return options.value(self, text).map(Param::Text);
        }
        if let Param::Text(text) = &operand
            && let Some(read) = self.part_text(field, text)
        {
            return read.map(Param::Text).map_err(|error| self.in_condition(error));
        }
        if let (Field::Column { .. }, Some(column), Value::String(text)) = (field, self.column(), value)
            && let Some(rule) = column.type_.rule()
            && let Some(fault) = rule.text_fault(&column.config, text)
        {
            return Err(self.in_condition(Error::bad(format!("the value {} {fault}", shorten(value)))));
        }
        Ok(operand)
    }

    /// A text as the column stores it (`"#ABC"` → `"#aabbcc"`). On names of users `"me"` is the caller.
    pub(super) fn text(&self, field: &Field, value: &Value) -> Option<String> {
        let text = value.as_str()?;
        if let Some(Ok(stored)) = self.part_text(field, text) {
            return Some(stored);
        }
        let column = self.column();
        if text == "me" && (field.is_user() || column.is_some_and(|column| column.type_.names_users())) {
            return Some(self.moment.user.clone());
        }
        let column = column.filter(|column| field.kind() == Kind::Text && column.type_.has_normalize());
        match column.and_then(|column| column.type_.normalize(&column.config, value)) {
            Some(Value::String(stored)) => Some(stored),
            _ => Some(text.to_owned()),
        }
    }

    /// A text as the part stores it that the field is, or why no part is it; `None` if it may be any text.
    fn part_text(&self, field: &Field, text: &str) -> Option<Result<String, Error>> {
        let Field::Part { key, part, .. } = field else { return None };
        self.names.column(key.as_str())?.type_.part_text(part, text)
    }

    /// A list of texts. A single text stands for a list of one.
    pub(super) fn texts(&self, field: &Field, value: &Value) -> Result<Vec<String>, Error> {
        let options = Options::of(self, field);
        let text = |value: &Value| {
            let text = self.text(field, value).ok_or_else(|| self.wrong_value("a list of texts", value))?;
            options.as_ref().map_or(Ok(text.clone()), |options| options.value(self, &text))
        };
        match value {
            Value::Array(list) => list.iter().map(text).collect(),
            _ => Ok(vec![text(value)?]),
        }
    }
}

/// The number that a text is, digit by digit as JSON writes it: JavaScript has no whole numbers beyond 53 bits.
pub(super) fn written_number(value: &Value) -> Option<Value> {
    let text = value.as_str().filter(|text| !text.contains(char::is_whitespace))?;
    serde_json::from_str(text).ok().map(Value::Number)
}

/// Whether values of the kind are numbers.
fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Int8 | Kind::Float8 | Kind::Numeric)
}
