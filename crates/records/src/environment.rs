//! What the rules of records ask of the server they run in.

use dyntables_values::files::FileFacts;
use dyntables_values::jsonb::{self, Part};
use dyntables_values::moment::Moment;
use serde_json::Value;
use uuid::Uuid;

/// What only the server knows.
pub struct Environment<'a> {
    /// When and by whom a record is written. Asked once per record that has a default to fill in.
    pub moment: &'a dyn Fn() -> Moment,
    /// Writes a value as jsonb, without the length before it. Asked only for numbers with an exponent or with
    /// hundreds of digits.
    pub encode: &'a dyn Fn(&Value) -> Vec<u8>,
    /// What a finished file in the database is that the caller may put into a table of this organisation; `None` if there is
    /// none. Asked only for files that are new in a record.
    pub file: &'a dyn Fn(Option<&str>, Uuid) -> Option<FileFacts>,
    /// Whether new records may bring the numbers that the server gives otherwise.
    pub numbers_given: bool,
}

impl Environment<'_> {
    /// A value as the walk reads it. Its bytes are in `room` unless it is a text.
    pub(crate) fn part<'v>(&self, value: &'v Value, room: &'v mut Vec<u8>) -> Option<Part<'v>> {
        if let Value::String(text) = value {
            return Some(Part::of_text(text));
        }
        *room = jsonb::document(value).unwrap_or_else(|| (self.encode)(value));
        Part::root(room)
    }
}
