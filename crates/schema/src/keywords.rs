//! The keywords of JSON Schema that are ours, or read in our way, and how a schema is compiled with them.

use std::collections::HashSet;
use std::sync::Arc;

use dyntables_values::iso;
use dyntables_values::jsonb::node::{JsonNumber, Jsonb, JsonbNode, Node};
use dyntables_values::text::{shorten, shorten_text};
use jsonschema::{Keyword, PatternOptions, ValidationError};
use serde_json::Value;

/// Bounds of dates and instants, as ajv-formats names them.
pub(crate) const MINIMUM: &str = "formatMinimum";
/// See [`MINIMUM`].
pub(crate) const MAXIMUM: &str = "formatMaximum";
/// JSON Schema's own, of which the column types use only 1, 0.1, 0.01 and so on: see [`Digits`].
pub(crate) const MULTIPLE_OF: &str = "multipleOf";
/// JSON Schema's own, of which the column types use nothing but lists of texts: see [`Texts`].
pub(crate) const ENUM: &str = "enum";

pub(super) fn no_schema(error: &ValidationError<'_>) -> String {
    format!("has a config that makes no valid JSON Schema: {}", shorten_text(&error.to_string()))
}

/// How schemas are compiled.
pub(super) fn options() -> jsonschema::ValidationOptions<'static, Arc<dyn jsonschema::Retrieve>, Jsonb> {
    jsonschema::options_for::<Jsonb>()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        // Linear in time, whatever pattern a user writes; it has no look-around.
        .with_pattern_options(PatternOptions::regex())
        .with_keyword(MINIMUM, |_, value, _| Ok(Box::new(Bound::new(value, false))))
        .with_keyword(MAXIMUM, |_, value, _| Ok(Box::new(Bound::new(value, true))))
}

/// [`MULTIPLE_OF`] a power of ten: how many digits a number may have after the point. Counted where
/// the library divides fractions of any size, which took a sixth of the time of storing a record of
/// 20 columns.
pub(crate) struct Digits {
    most: usize,
}

impl Digits {
    pub(crate) fn new(step: &Value) -> Self {
        Digits { most: step.to_string().split_once('.').map_or(0, |(_, digits)| digits.len()) }
    }
}

impl Digits {
    /// Whether so many digits after the point, without zeros at the end, are allowed.
    pub(crate) fn holds_for(&self, decimals: usize) -> bool {
        decimals <= self.most
    }
}

impl<'i> Keyword<'i, Jsonb> for Digits {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        let noun = if self.most == 1 { "digit" } else { "digits" };
        Err(ValidationError::custom(format!("has more than {} {noun} after the point", self.most)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        let Some(number) = value.as_number() else { return true };
        // PostgreSQL prints a numeric without an exponent.
        number.is_written_as_integer()
            || number
                .as_str()
                .split_once('.')
                .is_none_or(|(_, digits)| self.holds_for(digits.trim_end_matches('0').len()))
    }
}

/// [`ENUM`] of texts. The library compares a value with one after the other, and gives each error a copy
/// of all of them: a set of 20,000 wrong items of 10,000 options would take more memory than there is.
pub(super) struct Texts {
    texts: HashSet<Box<str>>,
    /// The options as errors name them.
    named: String,
}

impl Texts {
    pub(super) fn new(options: &Value) -> Self {
        let texts = options.as_array().into_iter().flatten().filter_map(Value::as_str);
        Texts { texts: texts.map(Box::from).collect(), named: shorten(options) }
    }
}

impl<'i> Keyword<'i, Jsonb> for Texts {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        Err(ValidationError::custom(format!("is none of the options {}", self.named)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        value.as_string().is_some_and(|text| self.texts.contains(&*text))
    }
}

/// The keywords [`MINIMUM`] and [`MAXIMUM`], on dates and on instants.
pub(crate) struct Bound {
    text: String,
    limit: Option<i64>,
    is_maximum: bool,
}

/// Days for a date, microseconds for an instant: never compared with each other, as both sides
/// are of the column's type.
fn rank(text: &str) -> Option<i64> {
    iso::stored_date(text).map(i64::from).or_else(|| iso::stored_timestamp(text))
}

impl Bound {
    pub(crate) fn new(value: &Value, is_maximum: bool) -> Self {
        let text = value.as_str().unwrap_or_default().to_owned();
        Bound { limit: rank(&text), text, is_maximum }
    }

    pub(crate) fn holds_for(&self, text: &str) -> bool {
        match (rank(text), self.limit) {
            (Some(value), Some(limit)) if self.is_maximum => value <= limit,
            (Some(value), Some(limit)) => value >= limit,
            // No date: the type's own check says so.
            _ => true,
        }
    }
}

impl<'i> Keyword<'i, Jsonb> for Bound {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        let side = if self.is_maximum { "after the maximum" } else { "before the minimum" };
        Err(ValidationError::custom(format!("is {side} {}", self.text)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        value.as_string().is_none_or(|text| self.holds_for(&text))
    }
}
