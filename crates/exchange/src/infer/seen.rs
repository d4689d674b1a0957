//! The different values of a column, and how often they occur.

use std::collections::HashMap;

use dyntables_values::text::shorten_text;
use serde_json::Value;

use crate::cell::Cell;

/// One of the different values of a column.
#[derive(Debug)]
pub(super) struct Seen {
    /// The value as a text, as typecast reads it.
    pub(super) text: String,
    /// The value, if it is no text.
    pub(super) value: Option<Value>,
    /// How many cells have it.
    pub(super) count: u64,
    /// The first row that has it.
    pub(super) row: u64,
}

impl Seen {
    /// The value as it is shown.
    pub(super) fn shown(&self) -> String {
        shorten_text(&self.text)
    }
}

/// What a column holds.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// The different values in the order of the file.
    pub(super) seen: Vec<Seen>,
    texts: HashMap<Box<str>, usize>,
    values: HashMap<Box<str>, usize>,
    /// The cells that cannot be read.
    pub(super) faults: Vec<(u64, String)>,
    /// How many cells have a value, or a fault.
    pub(super) filled: u64,
}

impl Column {
    /// Adds a cell. Returns how many bytes are kept for it.
    pub(super) fn add(&mut self, row: u64, cell: &Cell<'_>) -> usize {
        let text = match cell {
            Cell::Empty => return 0,
            Cell::Fault(fault) => {
                self.filled += 1;
                self.faults.push((row, shorten_text(&fault.shown)));
                return 0;
            }
            Cell::Text(text) => text,
            Cell::Value(Value::String(text)) => text.as_str(),
            Cell::Value(value) => {
                self.filled += 1;
                return count(&mut self.values, &mut self.seen, row, &value.to_string(), Some(value));
            }
        };
        self.filled += 1;
        count(&mut self.texts, &mut self.seen, row, text, None)
    }
}

fn count(
    map: &mut HashMap<Box<str>, usize>,
    seen: &mut Vec<Seen>,
    row: u64,
    text: &str,
    value: Option<&Value>,
) -> usize {
    if let Some(at) = map.get(text) {
        seen[*at].count += 1;
        return 0;
    }
    map.insert(text.into(), seen.len());
    seen.push(Seen { text: text.to_owned(), value: value.cloned(), count: 1, row });
    text.len() * 2 + size_of::<Seen>()
}
