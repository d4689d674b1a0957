//! Keywords of JSON Schema that the library does not know, or that are faster here, and how a schema is compiled with them.

use std::collections::HashSet;
use std::sync::Arc;

use dyntables_values::iso;
use dyntables_values::jsonb::node::{JsonNumber, Jsonb, JsonbNode, Node};
use dyntables_values::text::{shorten, shorten_text};
use jsonschema::{Keyword, PatternOptions, ValidationError};
use serde_json::Value;

/// The first date or instant that is allowed. ajv-formats has this keyword.
pub(crate) const MINIMUM: &str = "formatMinimum";
/// The last date or instant that is allowed. ajv-formats has this keyword.
pub(crate) const MAXIMUM: &str = "formatMaximum";
/// A keyword of JSON Schema. The column types use it with 1, 0.1, 0.01 and so on; see [`Digits`].
pub(crate) const MULTIPLE_OF: &str = "multipleOf";
/// A keyword of JSON Schema. The column types use it with lists of texts; see [`Texts`].
pub(crate) const ENUM: &str = "enum";

pub(super) fn no_schema(error: &ValidationError<'_>) -> String {
    format!("has a config that makes no valid JSON Schema: {}", shorten_text(&error.to_string()))
}

/// How schemas are compiled.
pub(super) fn options() -> jsonschema::ValidationOptions<'static, Arc<dyn jsonschema::Retrieve>, Jsonb> {
    jsonschema::options_for::<Jsonb>()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        // This engine needs linear time, whatever pattern a user writes. It has no look-around.
        .with_pattern_options(PatternOptions::regex())
        .with_keyword(MINIMUM, |_, value, _| Ok(Box::new(Bound::new(value, false))))
        .with_keyword(MAXIMUM, |_, value, _| Ok(Box::new(Bound::new(value, true))))
}

/// [`MULTIPLE_OF`] a power of ten, as the most digits after the point. They are counted here; the library divides fractions
/// of any size, which took a sixth of the time of storing a record of 20 columns.
pub(crate) struct Digits {
    most: usize,
}

impl Digits {
    pub(crate) fn new(step: &Value) -> Self {
        Digits { most: step.to_string().split_once('.').map_or(0, |(_, digits)| digits.len()) }
    }
}

impl Digits {
    /// Whether a number may have so many digits after the point, without zeros at the end.
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

/// [`ENUM`] of texts. The library compares a value with one text after the other, and each error has a copy of them all: a
/// set of 20,000 wrong items of 10,000 options would take more memory than a machine has.
pub(super) struct Texts {
    texts: HashSet<Box<str>>,
    /// The texts as errors name them.
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

/// The keywords [`MINIMUM`] and [`MAXIMUM`] for dates and for instants.
pub(crate) struct Bound {
    text: String,
    limit: Option<i64>,
    is_maximum: bool,
}

/// The days of a date, or the microseconds of an instant. Both sides of a comparison have the type of the column, so days
/// and microseconds are never compared.
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
            // The rule of the type refuses what is no date.
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
