//! Cells, and how they are read.

use dyntables_values::fault::FaultCode;
use serde_json::Value;

use crate::guard::unguard;
use crate::options::ReadOptions;
use crate::split::Record;

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'f> {
    /// There is no value.
    Empty,
    /// A text, to be read as a person writes it.
    Text(&'f str),
    /// A value of JSON, or a number or boolean of a sheet. It is never null.
    Value(&'f Value),
    /// The cell cannot be read.
    Fault(CellFault),
}

/// Why a cell cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct CellFault {
    /// Which rule is broken.
    pub code: FaultCode,
    /// Ends a sentence that begins with the column.
    pub message: String,
    /// What the cell holds, as far as it can be shown.
    pub shown: String,
}

impl CellFault {
    pub(crate) fn format(message: impl Into<String>, shown: impl Into<String>) -> Self {
        CellFault { code: FaultCode::Format, message: message.into(), shown: shown.into() }
    }
}

/// A cell that a row owns.
#[derive(Debug, Clone, Default)]
pub(crate) enum Slot {
    #[default]
    Empty,
    #[cfg(feature = "xlsx")]
    Text(String),
    Value(Value),
    Fault(CellFault),
}

/// How cells are read.
#[derive(Debug, Clone)]
pub(crate) struct CellReader {
    trim: bool,
    unguards: bool,
    null_values: Vec<String>,
    /// Whether an empty text is the only one that means no value.
    only_empty: bool,
}

impl CellReader {
    pub(crate) fn new(options: &ReadOptions) -> Self {
        let null_values = options.null_values.clone();
        CellReader {
            trim: options.trim,
            unguards: options.escape_formulas,
            only_empty: null_values == [""],
            null_values,
        }
    }

    /// Whether a text means no value. An empty cell without quotation marks always does.
    #[inline]
    pub(crate) fn is_null(&self, text: &str) -> bool {
        if self.only_empty { text.is_empty() } else { self.null_values.iter().any(|null| null == text) }
    }

    /// A text without the mark of an export.
    #[inline]
    pub(crate) fn unguarded<'t>(&self, text: &'t str) -> &'t str {
        if self.unguards { unguard(text) } else { text }
    }

    /// A cell of a record.
    #[inline]
    pub(crate) fn cell<'f>(&self, record: &'f Record, column: usize) -> Cell<'f> {
        let Some((text, is_quoted)) = record.text(column) else { return unreadable(record.raw(column).0) };
        let text = if self.trim && !is_quoted { trim(text) } else { text };
        if (text.is_empty() && !is_quoted) || self.is_null(text) {
            Cell::Empty
        } else {
            Cell::Text(self.unguarded(text))
        }
    }
}

/// A text without the blanks around it.
#[inline]
fn trim(text: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) { text } else { text.trim() }
}

fn unreadable<'f>(bytes: &[u8]) -> Cell<'f> {
    let shown = String::from_utf8_lossy(bytes).replace('\0', "\u{2400}");
    let message = if memchr::memchr(0, bytes).is_some() && std::str::from_utf8(bytes).is_ok() {
        "has the character NUL, which no text can have"
    } else {
        "has bytes that mean nothing in the encoding of the file"
    };
    Cell::Fault(CellFault::format(message, shown))
}
