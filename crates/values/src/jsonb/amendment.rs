//! Changes to the data of a record.

use crate::text::Object;

/// Changes to the top level of the data of a record.
#[derive(Debug, Default, PartialEq)]
pub struct Amendment {
    /// Keys to set, and their values.
    pub set: Object,
    /// Keys to remove.
    pub remove: Vec<String>,
    /// Keys to set to the next number of their column's sequence. Whoever stores the record draws the number, because a
    /// number that is drawn is used up.
    pub number: Vec<String>,
    /// Whether the amended record is known to be in its stored form, so that it need not be checked again.
    pub is_complete: bool,
}

impl Amendment {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty() && self.number.is_empty()
    }
}
