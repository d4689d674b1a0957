//! Changes to the data of a record.

use crate::text::Object;

/// Changes to the top level of the data of a record.
#[derive(Debug, Default, PartialEq)]
pub struct Amendment {
    /// Keys to set, and their values.
    pub set: Object,
    /// Keys to remove.
    pub remove: Vec<String>,
}

impl Amendment {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }
}
