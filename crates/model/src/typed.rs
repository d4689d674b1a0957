//! The plain column of a typed column: a column of the storage table beside `data`.

use crate::ident::ColumnKey;

/// The plain column of a typed column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Its name in the storage table.
    pub name: ColumnKey,
    /// Whether it has the value of every record. Until then it is written and not read.
    pub is_complete: bool,
}

impl Typed {
    /// A column that has every value.
    pub fn complete(name: ColumnKey) -> Self {
        Typed { name, is_complete: true }
    }
}
