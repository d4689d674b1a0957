//! The rules for the values of one column, compiled.

use std::sync::OnceLock;

use dyntables_model::column::Column;
use dyntables_schema::Check;
use dyntables_values::error::Error;
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::Part;
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
    check: Check,
    /// The column's options, prepared when the first value is read again.
    names: OnceLock<Option<OptionNames>>,
}

impl Rule {
    /// Compiles the rules of the column at this place of the table.
    pub(crate) fn new(column: &Column, at: usize) -> Result<Self, Error> {
        let is_assigned = column.type_.is_assigned();
        Ok(Rule {
            key: Box::from(column.key.as_str().as_bytes()),
            at,
            is_required: column.required && !is_assigned,
            fills_itself: column.fills_itself(),
            is_assigned,
            check: Check::new(column.key.as_str(), column.type_, &column.config)
                .map_err(|what| column.fault(&what))?,
            names: OnceLock::new(),
        })
    }

    /// Whether a value is valid, and in its stored form.
    #[inline]
    pub(crate) fn holds(&self, value: Part<'_>) -> bool {
        self.check.is_valid(value) && !(self.is_required && value.is_empty())
    }

    /// What is wrong with a value.
    pub(crate) fn faults(&self, column: &Column, value: Part<'_>) -> Vec<Fault> {
        // More faults of one column would help nobody, and an array may have a million wrong items.
        const MOST: usize = 20;
        let key = column.key.as_str();
        // There is nothing else to say about a value that is missing.
        if self.is_required && value.is_empty() {
            return vec![Fault::required(key)];
        }
        let mut faults: Vec<Fault> = Vec::new();
        let mut room = Vec::new();
        for fault in self.check.faults(key, column.type_, &column.config, value.node(&mut room)) {
            if !faults.iter().any(|known| known.covers(&fault)) {
                faults.push(fault);
            }
            if faults.len() == MOST {
                break;
            }
        }
        faults
    }

    /// The column's options, prepared for being looked up. `None` where it has none.
    pub(crate) fn option_names(&self, column: &Column) -> Option<&OptionNames> {
        self.names.get_or_init(|| column.type_.option_names(&column.config)).as_ref()
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
