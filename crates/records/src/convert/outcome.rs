//! What becomes of one value of the column?

use dyntables_model::column::Column;
use dyntables_schema::{TooManySteps, has_user_schema};
use dyntables_values::error::Error;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::files;
use dyntables_values::jsonb::Part;
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten;
use dyntables_values::types::autonumber;
use dyntables_values::written::{Cast, Takes, numerals};
use serde_json::Value;

use crate::Environment;
use crate::convert::Conversion;
use crate::depth::{MOST_LEVELS, deeper_than};

/// What becomes of a stored value.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// There is no value, or an empty one that the new column takes.
    Nothing,
    /// It goes: it is an empty value or a blank text, which the new type does not have.
    Emptied,
    /// It stays as it is.
    Kept,
    /// It becomes this value.
    Changed(Value),
    /// It does not convert. The message says why.
    Failed(String),
}

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

impl Conversion {
    /// What becomes of a stored value.
    pub(super) fn outcome_of(&self, value: Part<'_>, environment: &Environment<'_>) -> Outcome {
        // A schema of the user's recurses, and so does a copy. Both need a bound.
        let is_too_deep = deeper_than(value, MOST_LEVELS);
        let is_followed = !(is_too_deep && has_user_schema(&self.to.config));
        match (
            is_followed
                && !self.brings_files()
                && !self.is_rewritten()
                && !self.to.type_.is_assigned()
                && self.rule.holds(value),
            value.is_empty(),
        ) {
            (false, true) if is_followed && self.rule.holds(value) => Outcome::Nothing,
            (true, true) => Outcome::Nothing,
            (true, false) => Outcome::Kept,
            (false, true) => Outcome::Emptied,
            (false, false) if is_too_deep => {
                Outcome::Failed(format!("the value is nested deeper than {MOST_LEVELS} levels"))
            }
            (false, false) => self.convert(&value.to_value(), environment),
        }
    }

    /// What becomes of a value that is not empty.
    pub fn convert(&self, value: &Value, environment: &Environment<'_>) -> Outcome {
        if !self.are_related() {
            return Outcome::Failed(format!("{} cannot be read as {}", shorten(value), self.to.type_.name()));
        }
        if let Some(outcome) = self.rewritten(value, environment) {
            return outcome;
        }
        let faults = match self.taken(value, environment) {
            Ok(taken) if taken == *value => return Outcome::Kept,
            Ok(taken) => return Outcome::Changed(taken),
            Err(faults) => faults,
        };
        if let Some(plain) = self.from.type_.plain(&self.from.config, value)
            && let Ok(taken) = self.taken(&plain, environment)
        {
            return Outcome::Changed(taken);
        }
        let Some(text) = self.text(value).filter(|_| self.is_meant_as_text(value)) else {
            return Outcome::Failed(first(&faults));
        };
        let text = Value::String(text);
        let text_faults = match self.taken(&text, environment) {
            Ok(taken) => return Outcome::Changed(taken),
            Err(faults) => faults,
        };
        let trimmed = text.as_str().unwrap_or_default().trim();
        if trimmed.is_empty() {
            return Outcome::Emptied;
        }
        // Blanks around it may be all that is wrong.
        if text != trimmed
            && let Ok(taken) = self.taken(&Value::String(trimmed.to_owned()), environment)
        {
            return Outcome::Changed(taken);
        }
        if self.to.type_.takes() == Takes::AsItIs {
            return Outcome::Failed(first(&text_faults));
        }
        match self.typecast(trimmed) {
            Cast::Value(read) => match self.taken(&read, environment) {
                Ok(taken) => Outcome::Changed(taken),
                Err(faults) => Outcome::Failed(first(&faults)),
            },
            Cast::WithOptions { missing, .. } => Outcome::Failed(not_an_option(&missing)),
            Cast::Unclear(what) => Outcome::Failed(format!("{} {what}", shorten(&text))),
            Cast::No => {
                // What is wrong with the text says more than that it is no number.
                let known = faults.iter().chain(&text_faults).find(|fault| fault.code != FaultCode::Type);
                Outcome::Failed(known.map_or_else(
                    || format!("{} cannot be read as {}", shorten(&text), self.to.type_.name()),
                    |fault| fault.message.clone(),
                ))
            }
        }
    }

    /// Whether the text of a value may be read. A number of a JSON column was never meant as text, and the braces and
    /// commas of its objects and lists are not those of a person: only a set may be read out of a list.
    pub(super) fn is_meant_as_text(&self, value: &Value) -> bool {
        if !self.from.type_.reads_valid_texts() {
            return true;
        }
        let takes_any = self.to.type_.takes() == Takes::AnyText;
        match (value, self.to.type_.kind(&self.to.config)) {
            (Value::String(_), _) => true,
            (Value::Object(_), Kind::Set) => false,
            (Value::Array(_) | Value::Object(_), Kind::Text | Kind::Folded) => takes_any,
            (Value::Array(_) | Value::Object(_), _) => true,
            _ => takes_any,
        }
    }

    /// Whether values become entries of files that were none before, so that the server is asked what they are.
    fn brings_files(&self) -> bool {
        self.to.type_.holds_files() && !self.from.type_.holds_files()
    }

    /// Whether a value may become another one though the new column takes it as it is.
    fn is_rewritten(&self) -> bool {
        let (from, to) = (self.from.type_, self.to.type_);
        if self.kept.is_some() {
            // What is kept is text as people read it, without quotation marks.
            return to.reads_valid_texts();
        }
        from.holds_any_text() && to.reads_valid_texts() || from.reads_valid_texts() && to.holds_any_text()
    }

    /// A text that is JSON becomes JSON, and goes back as the same text.
    fn rewritten(&self, value: &Value, environment: &Environment<'_>) -> Option<Outcome> {
        let text = value.as_str().filter(|_| self.is_rewritten())?;
        if self.kept.is_none()
            && let Some(quoted) = self.from.type_.quoted(value)
        {
            return Some(match self.taken(&Value::String(quoted), environment) {
                Ok(taken) => Outcome::Changed(taken),
                Err(faults) => Outcome::Failed(first(&faults)),
            });
        }
        if !self.to.type_.reads_valid_texts() {
            return None;
        }
        // JSON has no other blanks.
        match self.typecast(text.trim_matches([' ', '\t', '\n', '\r'])) {
            // The word stays: a null would be no value.
            Cast::Value(Value::Null) => None,
            Cast::Value(read) => self.taken(&read, environment).ok().map(Outcome::Changed),
            _ => None,
        }
    }

    /// Reads a text by the new column's type.
    pub(super) fn typecast(&self, text: &str) -> Cast {
        let (type_, config) = (self.to.type_, &self.to.config);
        match self.rule.option_names(&self.to) {
            Some(names) => type_.typecast_named(config, names, text, &self.reading),
            None => type_.typecast(config, text, &self.reading),
        }
    }

    /// Whether values of the old type may become values of the new one. A text may become anything, and anything may
    /// become a text. But a number does not become a date or a telephone number because it could be read as one.
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
    pub(super) fn text(&self, value: &Value) -> Option<String> {
        let is_set = |column: &Column| column.type_.kind(&column.config) == Kind::Set;
        let value = match value {
            // Where any text may stand, a set is written so that it is read back as the set.
            Value::Array(items)
                if items.len() == 1
                    && is_set(&self.from)
                    && !is_set(&self.to)
                    && !self.to.type_.holds_any_text() =>
            {
                &items[0]
            }
            _ => value,
        };
        self.from.type_.to_text(&self.from.config, value)
    }

    /// The stored form of a value of the new column, or what is wrong with the value.
    pub(super) fn taken(&self, value: &Value, environment: &Environment<'_>) -> Result<Value, Vec<Fault>> {
        let key = self.to.key.as_str();
        let mut stored = self.to.type_.normalize(&self.to.config, value).unwrap_or_else(|| value.clone());
        if self.brings_files() {
            let completed = files::completed(&stored, None, &mut |id| (environment.file)(None, id));
            stored = completed.map_err(|wrong| {
                let fault = |(code, value, what): files::Wrong| Fault::of_value(key, code, &value, &what);
                wrong.into_iter().map(fault).collect::<Vec<_>>()
            })?;
        }
        if !fits_jsonb(&stored) {
            return Err(vec![Fault {
                column: key.to_owned(),
                code: FaultCode::Maximum,
                message: format!("{} is beyond the range of numbers", shorten(value)),
                value: None,
                nearest: None,
            }]);
        }
        if self.to.type_.is_assigned() && autonumber::number(&stored).is_none() {
            return Err(vec![Fault::of_value(key, FaultCode::Type, value, autonumber::NO_NUMBER)]);
        }
        let mut room = Vec::new();
        let faults = match environment.part(&stored, &mut room) {
            Some(part) if !self.rule.holds(part) => {
                self.rule.faults(&self.to, part).unwrap_or_else(|TooManySteps { most }| {
                    let mut fault = Fault::of_value(key, FaultCode::Schema, value, "");
                    fault.message = format!("the schema needs more than {most} steps for the value");
                    vec![fault]
                })
            }
            _ => Vec::new(),
        };
        if faults.is_empty() { Ok(stored) } else { Err(faults) }
    }

    /// The default after the change; an error if it does not convert.
    pub fn default(&self, environment: &Environment<'_>) -> Result<Option<Value>, Error> {
        let Some(default) = &self.from.default else { return Ok(None) };
        let was_dynamic = self.from.type_.is_dynamic_default(default);
        if was_dynamic && self.to.type_.is_dynamic_default(default) {
            return Ok(Some(default.clone()));
        }
        let outcome = if was_dynamic {
            Outcome::Failed(format!("{} is no value of type {}", shorten(default), self.to.type_.name()))
        } else {
            self.convert(default, environment)
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

/// Whether PostgreSQL's numeric can hold the numbers in a value: it has at most 131,072 digits before the point and 16,383
/// after it. Stored numbers fit; a number that was read from a text may not.
fn fits_jsonb(value: &Value) -> bool {
    match value {
        Value::Number(number) => numerals::fits_numeric(number.as_str()),
        Value::Array(items) => items.iter().all(fits_jsonb),
        Value::Object(members) => members.values().all(fits_jsonb),
        _ => true,
    }
}
