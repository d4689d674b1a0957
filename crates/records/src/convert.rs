//! Carrying stored values over when a column's type or config changes.
//!
//! A value that the new column takes as it is stays. Otherwise it is written as text by its old
//! type and read by the new one, as a person would. What cannot be read without doubt, or would
//! lose something, fails, and the caller says what becomes of it.

use std::sync::Arc;

use dyntables_model::change::OnFailure;
use dyntables_model::column::Column;
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::iso;
use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::{JsonbNode, Node, Object as _};
use dyntables_values::kind::Kind;
use dyntables_values::text::{Object, shorten};
use dyntables_values::types::options::OptionNames;
use dyntables_values::written::{Cast, Reading, Takes};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::record::{deeper_than, is_empty};
use crate::{RecordValidator, unconverted};

/// What becomes of a stored value.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// There is no value, or an empty one that the new column takes.
    Nothing,
    /// It is an empty value, or a blank text, which the new type does not have: it goes.
    Emptied,
    /// It stays as it is.
    Kept,
    /// It becomes this value.
    Changed(Value),
    /// It does not convert; the message says why.
    Failed(String),
}

/// The faults of a record, given as a value: the validator reads jsonb, which only its caller can make.
pub type Judge<'a> = &'a dyn Fn(&RecordValidator, &Value) -> Vec<Fault>;

/// The most levels of a value that is looked into.
const MOST_LEVELS: usize = 100;

/// Kinds whose values mean the same sort of thing.
#[derive(PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Time,
    Bool,
    Uuid,
    Inet,
}

/// A change of a column's type or config, compiled.
pub struct Conversion {
    from: Column,
    to: Column,
    /// The new column's rules alone: every other key of a record is allowed.
    validator: RecordValidator,
    key: Box<[u8]>,
    /// The new column's options, if it has some.
    names: Option<OptionNames>,
    reading: Reading,
    on_failure: OnFailure,
}

/// The conversion as a document, which [`Conversion::from_document`] reads: how it reaches the
/// functions that generated SQL calls for each record. `zone` is the name of the session's time zone.
#[must_use]
pub fn document(from: &Column, to: &Column, on_failure: OnFailure, zone: &str) -> Value {
    json!({"from": from.to_document(), "to": to.to_document(), "on_failure": on_failure.name(), "zone": zone})
}

impl Conversion {
    /// Reads a [`document`], whose columns were checked before it was made. `zone` turns the name of
    /// a time zone into the zone.
    pub fn from_document(document: &Value, zone: impl FnOnce(&str) -> TimeZone) -> Result<Self, Error> {
        let from = Column::from_catalog(&document["from"])?;
        let mut to = Column::from_catalog(&document["to"])?;
        // A change of the key is another step; and whether a value is required is asked afterwards.
        to.key = from.key.clone();
        to.required = false;
        to.default = None;
        let alone = Table {
            id: uuid::Uuid::nil(),
            no: 0,
            slug: dyntables_model::ident::Slug::from_name(""),
            name: String::new(),
            description: None,
            open: true,
            settings: Object::new(),
            columns: vec![to.clone()],
            trashed: Vec::new(),
            indexing: Default::default(),
        };
        // A column with a zone of its own shows its instants there.
        let own = from.config.get("timezone").and_then(Value::as_str).and_then(iso::time_zone);
        let zone = own.unwrap_or_else(|| zone(document["zone"].as_str().unwrap_or_default()));
        Ok(Conversion {
            validator: RecordValidator::new(Arc::new(alone))?,
            key: Box::from(from.key.as_str().as_bytes()),
            names: to.type_.option_names(&to.config),
            from,
            to,
            // Nothing says that texts which differ in case mean the same: options are made of both.
            reading: Reading { zone: Some(zone), each_spelling: true, ..Reading::default() },
            on_failure: OnFailure::parse(&document["on_failure"])?,
        })
    }

    /// What becomes of the value in a record.
    #[must_use]
    pub fn outcome(&self, data: JsonbNode<'_>, judge: Judge<'_>) -> Outcome {
        let Some(value) = data.as_object().and_then(|object| object.get(&self.key)) else {
            return Outcome::Nothing;
        };
        // Whoever recurses, a validator with a schema of the user's or a copy, needs a bound.
        let too_deep = deeper_than(value, MOST_LEVELS);
        let as_it_is = !self.validator.is_too_deep(data) && self.validator.is_stored_form(data, false);
        match (as_it_is, is_empty(&value)) {
            (true, true) => Outcome::Nothing,
            (true, false) => Outcome::Kept,
            (false, true) => Outcome::Emptied,
            (false, false) if too_deep => {
                Outcome::Failed(format!("the value is nested deeper than {MOST_LEVELS} levels"))
            }
            (false, false) => self.convert(&value.to_value(), judge),
        }
    }

    /// What becomes of a value that is not empty.
    #[must_use]
    pub fn convert(&self, value: &Value, judge: Judge<'_>) -> Outcome {
        if !self.are_related() {
            return Outcome::Failed(format!("{} cannot be read as {}", shorten(value), self.to.type_.name()));
        }
        let faults = match self.taken(value, judge) {
            Ok(taken) if taken == *value => return Outcome::Kept,
            Ok(taken) => return Outcome::Changed(taken),
            Err(faults) => faults,
        };
        if let Some(plain) = self.from.type_.plain(&self.from.config, value)
            && let Ok(taken) = self.taken(&plain, judge)
        {
            return Outcome::Changed(taken);
        }
        // In a JSON column a number is one, and no text.
        let is_json_scalar = self.from.type_.kind(&self.from.config) == Kind::Json
            && !(value.is_string() || value.is_array() || value.is_object())
            && self.to.type_.takes() != Takes::AnyText;
        let Some(text) = self.text(value).filter(|_| !is_json_scalar) else {
            return Outcome::Failed(first(&faults));
        };
        let text = Value::String(text);
        let text_faults = match self.taken(&text, judge) {
            Ok(taken) => return Outcome::Changed(taken),
            Err(faults) => faults,
        };
        let trimmed = text.as_str().unwrap_or_default().trim();
        if trimmed.is_empty() {
            return Outcome::Emptied;
        }
        // Blanks around it may be all that is wrong.
        if text != trimmed
            && let Ok(taken) = self.taken(&Value::String(trimmed.to_owned()), judge)
        {
            return Outcome::Changed(taken);
        }
        if self.to.type_.takes() == Takes::AsItIs {
            return Outcome::Failed(first(&text_faults));
        }
        match self.typecast(trimmed) {
            Cast::Value(read) => match self.taken(&read, judge) {
                Ok(taken) => Outcome::Changed(taken),
                Err(faults) => Outcome::Failed(first(&faults)),
            },
            Cast::WithOptions { missing, .. } => Outcome::Failed(not_an_option(&missing)),
            Cast::Unclear(what) => Outcome::Failed(format!("{} {what}", shorten(&text))),
            Cast::No => {
                // That a text is no number says less than what is wrong with the text.
                let known = faults.iter().chain(&text_faults).find(|fault| fault.code != FaultCode::Type);
                Outcome::Failed(known.map_or_else(
                    || format!("{} cannot be read as {}", shorten(&text), self.to.type_.name()),
                    |fault| fault.message.clone(),
                ))
            }
        }
    }

    /// Reads a text by the new column's type.
    fn typecast(&self, text: &str) -> Cast {
        let (type_, config) = (self.to.type_, &self.to.config);
        match &self.names {
            Some(names) => type_.typecast_named(config, names, text, &self.reading),
            None => type_.typecast(config, text, &self.reading),
        }
    }

    /// Whether values of the old type may become values of the new one: texts may become anything,
    /// anything may become text. A number is no telephone number, and 20260128 no date, only because
    /// it could be read as one.
    fn are_related(&self) -> bool {
        let family = |column: &Column| match column.type_.kind(&column.config) {
            Kind::Text | Kind::Folded | Kind::Set | Kind::Json => Family::Text,
            Kind::Float8 | Kind::Int8 | Kind::Numeric => Family::Number,
            Kind::Date | Kind::Timestamptz | Kind::Time => Family::Time,
            Kind::Bool => Family::Bool,
            Kind::Uuid => Family::Uuid,
            Kind::Inet => Family::Inet,
        };
        match (family(&self.from), family(&self.to)) {
            (Family::Text, _) | (Family::Number, Family::Bool) => true,
            (from, to) => from == to || self.to.type_.takes() == Takes::AnyText,
        }
    }

    /// A stored value as text. A set of one element is that element, for types that hold no sets.
    fn text(&self, value: &Value) -> Option<String> {
        let is_set = |column: &Column| column.type_.kind(&column.config) == Kind::Set;
        let value = match value {
            Value::Array(items) if items.len() == 1 && is_set(&self.from) && !is_set(&self.to) => &items[0],
            _ => value,
        };
        self.from.type_.to_text(&self.from.config, value)
    }

    /// The stored form of a value that a write may give; else what is wrong with it.
    fn taken(&self, value: &Value, judge: Judge<'_>) -> Result<Value, Vec<Fault>> {
        let key = self.to.key.as_str();
        let stored = self.to.type_.normalize(&self.to.config, value).unwrap_or_else(|| value.clone());
        if !fits_jsonb(&stored) {
            return Err(vec![Fault {
                column: key.to_owned(),
                code: FaultCode::Maximum,
                message: format!("{} is beyond the range of numbers", shorten(value)),
                value: None,
                nearest: None,
            }]);
        }
        let mut faults = judge(&self.validator, &json!({ key: stored }));
        faults.retain(|fault| fault.column == key);
        if faults.is_empty() { Ok(stored) } else { Err(faults) }
    }

    /// The options that the new column would have to have for the value in a record.
    #[must_use]
    pub fn missing_options(&self, data: JsonbNode<'_>, judge: Judge<'_>) -> Vec<String> {
        let value = data.as_object().and_then(|object| object.get(&self.key));
        let Some(value) = value.filter(|value| !is_empty(value) && !deeper_than(*value, MOST_LEVELS)) else {
            return Vec::new();
        };
        let value = value.to_value().into_owned();
        if self.taken(&value, judge).is_ok() {
            return Vec::new();
        }
        if let (Kind::Set, Value::Array(items)) = (self.to.type_.kind(&self.to.config), &value) {
            let is_known = |item: &str| self.names.as_ref().is_some_and(|names| names.has_value(item));
            let items = items.iter().filter_map(Value::as_str);
            return items.filter(|item| !item.is_empty() && !is_known(item)).map(ToOwned::to_owned).collect();
        }
        let Some(text) = self.text(&value) else { return Vec::new() };
        match text.trim() {
            "" => Vec::new(),
            text => match self.typecast(text) {
                Cast::WithOptions { missing, .. } => missing,
                _ => Vec::new(),
            },
        }
    }

    /// What is wrong with the value in a record: `None` where there is none, an empty text where
    /// it converts.
    #[must_use]
    pub fn fault(&self, data: JsonbNode<'_>, judge: Judge<'_>) -> Option<String> {
        match self.outcome(data, judge) {
            Outcome::Nothing | Outcome::Emptied => None,
            Outcome::Kept | Outcome::Changed(_) => Some(String::new()),
            Outcome::Failed(message) => Some(message),
        }
    }

    /// What is to be changed in a record; empty where it stays as it is.
    #[must_use]
    pub fn amendment(&self, data: JsonbNode<'_>, judge: Judge<'_>) -> Amendment {
        let key = self.from.key.to_string();
        let mut amendment = Amendment::default();
        match (self.outcome(data, judge), self.on_failure) {
            (Outcome::Nothing | Outcome::Kept, _) | (Outcome::Failed(_), OnFailure::Abort) => {}
            (Outcome::Changed(value), _) => {
                amendment.set.insert(key, value);
            }
            (Outcome::Emptied, _) | (Outcome::Failed(_), OnFailure::Null) => amendment.remove.push(key),
            (Outcome::Failed(_), OnFailure::Keep) => {
                if let Some(kept) = self.kept(data) {
                    amendment.set.insert(UNCONVERTED.to_owned(), kept);
                    amendment.remove.push(key);
                }
            }
        }
        amendment
    }

    /// The record's [`UNCONVERTED`] with the value in it: under the column's key, or, where an
    /// earlier conversion has put something there, under `amount_2`, `amount_3`, …
    fn kept(&self, data: JsonbNode<'_>) -> Option<Value> {
        let object = data.as_object()?;
        let value = object.get(&self.key).filter(|value| !deeper_than(*value, MOST_LEVELS))?;
        let value = value.to_value().into_owned();
        let earlier = object.get(&Box::from(UNCONVERTED.as_bytes()));
        let earlier = earlier.filter(|earlier| !deeper_than(*earlier, MOST_LEVELS + 1));
        let mut kept = match earlier.map(|earlier| earlier.to_value().into_owned()) {
            Some(Value::Object(earlier)) => earlier,
            _ => Object::new(),
        };
        let free = unconverted::free(self.from.key.as_str(), |name| kept.contains_key(name));
        // Text for people; what has parts stays whole.
        let text = match &value {
            Value::Array(_) | Value::Object(_) => None,
            _ => self.from.type_.to_text(&self.from.config, &value),
        };
        kept.insert(free, text.map_or(value, Value::String));
        Some(Value::Object(kept))
    }

    /// The default after the change; an error if it does not convert.
    pub fn default(&self, judge: Judge<'_>) -> Result<Option<Value>, Error> {
        let Some(default) = &self.from.default else { return Ok(None) };
        let was_dynamic = self.from.type_.is_dynamic_default(default);
        if was_dynamic && self.to.type_.is_dynamic_default(default) {
            return Ok(Some(default.clone()));
        }
        let outcome = if was_dynamic {
            Outcome::Failed(format!("{} is no value of type {}", shorten(default), self.to.type_.name()))
        } else {
            self.convert(default, judge)
        };
        match outcome {
            Outcome::Kept => Ok(Some(default.clone())),
            Outcome::Changed(value) => Ok(Some(value)),
            Outcome::Nothing | Outcome::Emptied => Ok(None),
            Outcome::Failed(message) => Err(Error::bad_hint(
                format!("the default of column \"{}\" does not convert: {message}", self.from.key),
                "Give \"default\" in the same changes: a value of the new type, or null.",
            )),
        }
    }
}

fn first(faults: &[Fault]) -> String {
    faults.first().map(|fault| fault.message.clone()).unwrap_or_default()
}

fn not_an_option(missing: &[String]) -> String {
    let named = missing.first().map(|text| shorten(&Value::String(text.clone()))).unwrap_or_default();
    format!("{named} is none of the options")
}

/// Whether PostgreSQL's numeric holds the numbers in a value: at most 131,072 digits before the
/// point and 16,383 after it. What was stored already does; text that was read may not.
fn fits_jsonb(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
            let Ok(exponent) = exponent.parse::<i64>() else { return false };
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let digits = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
            digits(whole).saturating_add(exponent) <= 131_072
                && digits(fraction).saturating_sub(exponent) <= 16_383
        }
        Value::Array(items) => items.iter().all(fits_jsonb),
        Value::Object(members) => members.values().all(fits_jsonb),
        _ => true,
    }
}
