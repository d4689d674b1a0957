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
            is_special,
        }
    }

    /// Writes a cell. Returns whether it has a value that is read as none.
    #[inline]
    pub(super) fn cell(&self, out: &mut Vec<u8>, cell: Cell<'_>, is_first: bool) -> bool {
        if !is_first {
            out.push(self.delimiter);
        }
        match cell {
            Cell::Empty => {
                out.extend_from_slice(&self.null_text);
                return false;
            }
            Cell::Text(text) => self.text(out, text, self.guards && is_guarded(text)),
            Cell::Safe(text) => self.text(out, text, false),
            // A comma or a point may be the delimiter.
            Cell::Number(digits) => self.text(out, digits, false),
            Cell::Boolean(flag) => self.text(out, if flag { b"true" } else { b"false" }, false),
        }
        match cell {
            Cell::Text(text) | Cell::Safe(text) | Cell::Number(text) => self.is_null_text(text),
            Cell::Boolean(flag) => self.is_null_text(if flag { b"true" } else { b"false" }),
            Cell::Empty => false,
        }
    }

    fn is_null_text(&self, text: &[u8]) -> bool {
        !self.null_text.is_empty() && *text == *self.null_text
    }

    fn text(&self, out: &mut Vec<u8>, text: &[u8], is_guarded: bool) {
        let is_special = |byte: &u8| self.is_special[usize::from(*byte)];
        // Blanks at an end are part of the text, and so are the bytes that begin a file.
        let is_edge = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ');
        let is_quoted = is_edge(text.first())
            || is_edge(text.last())
            || text.starts_with(BOM)
            || text.iter().any(is_special);
        if !is_quoted {
            if is_guarded {
                out.push(b'\'');
            }
            return out.extend_from_slice(text);
        }
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

    /// Ends a row that began at `start`. A reader would skip a row that is an empty line.
    pub(super) fn end(&self, out: &mut Vec<u8>, start: usize) {
        if out.len() == start {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(self.line_end.as_bytes());
    }
}
