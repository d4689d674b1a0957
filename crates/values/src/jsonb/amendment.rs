//! Changes to a record, as its bytes are written anew.

use crate::text::Object;

/// Changes to the top level of a record's data.
#[derive(Debug, Default, PartialEq)]
pub struct Amendment {
    /// Keys and the values they get.
    pub set: Object,
    /// Keys to remove.
    pub remove: Vec<String>,
    /// Keys that get the next number of their column's sequence. Drawing one is left to whoever
    /// stores the record: a number that is drawn is used up.
    pub number: Vec<String>,
    /// Whether the record, so amended, is known to be in its stored form: it need not be looked at again.
    pub is_complete: bool,
}

impl Amendment {
    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty() && self.number.is_empty()
    }
}
