//! The rules for the values of one column, compiled.

use std::sync::OnceLock;

use dyntables_model::column::Column;
use dyntables_schema::{Check, TooManySteps};
use dyntables_values::error::{Error, MOST_INDEXED_BYTES};
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::{Held, Members, Part, elements};
use dyntables_values::kind::Kind;
use dyntables_values::types::options::OptionNames;
use serde_json::Value;

/// The rules of one column. Functions that need the column itself are given it.
pub(crate) struct Rule {
    /// The column's key.
    pub(crate) key: Box<[u8]>,
    /// The column's place in the table.
    pub(crate) at: usize,
    /// Whether a record must have a value.
    pub(crate) is_required: bool,
    /// Whether an insert fills the column where it is empty.
    pub(crate) fills_itself: bool,
    /// Whether the server gives the values, so that no write may.
    pub(crate) is_assigned: bool,
    /// Whether values may have files in the database, which are asked for.
    pub(crate) holds_files: bool,
    /// Whether a value may be nested to any depth.
    pub(crate) takes_any: bool,
    check: Check,
    /// Whether an index compares the whole value, which must not be large then.
    is_compared_whole: bool,
    /// The column's options, prepared when the first value is read again.
    names: OnceLock<Option<Box<OptionNames>>>,
}

impl Rule {
    /// Compiles the rules of the column at this place of the table. `is_indexed` tells whether it is in an index that
    /// compares whole values.
    pub(crate) fn new(column: &Column, at: usize, is_indexed: bool) -> Result<Self, Error> {
        let is_assigned = column.type_.is_assigned();
        Ok(Rule {
            key: Box::from(column.key.as_str().as_bytes()),
            at,
            is_required: column.required && !is_assigned,
            fills_itself: column.fills_itself(),
            is_assigned,
            holds_files: column.type_.holds_files(),
            takes_any: column.type_.kind(&column.config) == Kind::Json,
            check: Check::new(column.key.as_str(), column.type_, &column.config)
                .map_err(|what| column.fault(&what))?,
            is_compared_whole: is_indexed && is_large(column.type_.kind(&column.config)),
            names: OnceLock::new(),
        })
    }

    /// Whether a value is valid, and in its stored form.
    #[inline]
    pub(crate) fn holds(&self, value: Part<'_>) -> bool {
        self.check.is_valid(value)
            && !(self.is_required && value.is_empty())
            && !(self.is_compared_whole && indexed_size(value) > MOST_INDEXED_BYTES)
    }

    /// What is wrong with a value.
    pub(crate) fn faults(&self, column: &Column, value: Part<'_>) -> Result<Vec<Fault>, TooManySteps> {
        // More faults of one column would help nobody, and an array may have a million wrong items.
        const MOST: usize = 20;
        let key = column.key.as_str();
        // There is nothing else to say about a value that is missing.
        if self.is_required && value.is_empty() {
            return Ok(vec![Fault::required(key)]);
        }
        let mut faults = self.check.faults(value, MOST)?;
        let size = if self.is_compared_whole { indexed_size(value) } else { 0 };
        if size > MOST_INDEXED_BYTES {
            faults.push(Fault::index_size(key, &value.to_value(), size));
        }
        Ok(faults)
    }

    /// The column's options, prepared for being looked up. `None` where it has none.
    pub(crate) fn option_names(&self, column: &Column) -> Option<&OptionNames> {
        self.names.get_or_init(|| column.type_.option_names(&column.config).map(Box::new)).as_deref()
    }
}

/// Whether values of a kind are of any size.
fn is_large(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Folded | Kind::Numeric | Kind::Set)
}

/// How many bytes of a value, or of the largest element of a set, an index has to hold. Numbers, which have at most 16,000
/// digits, are counted as they are stored; keys and lists of objects, which no such index is over, are not.
fn indexed_size(value: Part<'_>) -> usize {
    match value.held() {
        Some(Held::Text(text)) => text.len(),
        Some(Held::Number(_)) => value.size(),
        Some(Held::Array(array)) => elements(array).flatten().map(indexed_size).max().unwrap_or(0),
        Some(Held::Object(object)) => {
            Members::of(object).map_or(0, |members| members.map(|(_, part)| indexed_size(part)).sum())
        }
        Some(Held::Null | Held::Boolean) | None => 0,
    }
}

/// The stored form of a value that breaks a rule; `None` if its type has no other form for it.
pub(crate) fn stored_form(column: &Column, value: Part<'_>) -> Option<Value> {
    // Most types have none: then the value need not be copied.
    if !column.type_.has_normalize() {
        return None;
    }
    column.type_.normalize(&column.config, &value.to_value())
}
