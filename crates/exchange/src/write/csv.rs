//! How is a row of cells written as CSV? As RFC 4180 says, in UTF-8.

use crate::guard::is_guarded;
use crate::write::cell::Cell;
use crate::write::options::ExportOptions;

/// A mark at the beginning of a file, which says that it is UTF-8. Programs take it off.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();

/// How cells and rows are written.
#[derive(Debug)]
pub(super) struct Dialect {
    delimiter: u8,
    line_end: &'static str,
    null_text: Box<[u8]>,
    guards: bool,
    is_plain_number: bool,
    /// The bytes for which a cell is quoted.
    is_special: [bool; 256],
}

impl Dialect {
    pub(super) fn new(options: &ExportOptions) -> Self {
        let mut is_special = [false; 256];
        for byte in [options.delimiter, b'"', b'\n', b'\r'] {
            is_special[usize::from(byte)] = true;
        }
        Dialect {
            delimiter: options.delimiter,
            line_end: options.line_end,
            null_text: options.null_text.as_bytes().into(),
            guards: options.escape_formulas,
            is_plain_number: !matches!(options.delimiter, b'.' | b'-'),
            is_special,
        }
    }

    /// Writes what stands before a cell.
    #[inline]
    pub(super) fn begin_cell(&self, out: &mut Vec<u8>, is_first: bool) {
        if !is_first {
            out.push(self.delimiter);
        }
    }

    /// Writes a cell.
    #[inline]
    pub(super) fn cell(&self, out: &mut Vec<u8>, cell: Cell<'_>) {
        match cell {
            Cell::Empty => out.extend_from_slice(&self.null_text),
            Cell::Text(text) => self.text(out, text, self.guards && is_guarded(text)),
            Cell::Safe(text) => self.text(out, text, false),
            Cell::Number(digits) if self.is_plain_number => out.extend_from_slice(digits),
            // The delimiter is a point or a minus.
            Cell::Number(digits) => self.text(out, digits, false),
            Cell::Boolean(true) => out.extend_from_slice(b"true"),
            Cell::Boolean(false) => out.extend_from_slice(b"false"),
        }
    }

    /// Whether a number needs no quotation marks.
    pub(super) fn is_plain_number(&self) -> bool {
        self.is_plain_number
    }

    /// Whether a cell that has a value, and was written so, is read as none.
    #[inline]
    pub(super) fn is_null_text(&self, written: &[u8]) -> bool {
        !self.null_text.is_empty() && *written == *self.null_text
    }

    #[inline]
    fn text(&self, out: &mut Vec<u8>, text: &[u8], is_guarded: bool) {
        let is_special = |byte: &u8| self.is_special[usize::from(*byte)];
        // Blanks at an end are part of the text, and so are the bytes that begin a file.
        let is_graphic = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
        let is_plain = is_graphic(text.first()) && is_graphic(text.last()) || is_trimmed(text);
        if !is_plain || text.iter().any(is_special) {
            return quoted(out, text, is_guarded);
        }
        if is_guarded {
            out.push(b'\'');
        }
        out.extend_from_slice(text);
    }

    /// Ends a row that began at `start`. A reader would skip a row that is an empty line.
    pub(super) fn end(&self, out: &mut Vec<u8>, start: usize) {
        if out.len() == start {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(self.line_end.as_bytes());
    }
}

/// Whether a text has neither blanks around it nor a byte order mark before it.
fn is_trimmed(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.trim().len() == text.len() && !text.starts_with('\u{feff}')
}

#[cold]
fn quoted(out: &mut Vec<u8>, text: &[u8], is_guarded: bool) {
    out.push(b'"');
    if is_guarded {
        out.push(b'\'');
    }
    for (at, piece) in text.split(|byte| *byte == b'"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(piece);
    }
    out.push(b'"');
}
