//! Delimited text as records of cells: RFC 4180, and what is found in the wild.
//!
//! Lines end with LF, CR LF or CR. Cells within quotation marks are told from others, because blanks in them count. A
//! quotation mark amid a cell is a character as any other, and so are those around a cell that goes on behind them.

use dyntables_values::error::Error;
use memchr::memchr;

use crate::decode::Decoded;
use crate::limits::{MAX_CELL, MAX_COLUMNS, MAX_ROW};

/// The characters that mean something in a delimited text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quote: Option<u8>,
}

/// Where a cell is in a record.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    is_quoted: bool,
}

/// A record: its cells one after the other.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The cells, if they are UTF-8.
    text: String,
    /// Else, and while they are read.
    bytes: Vec<u8>,
    spans: Vec<Span>,
    /// Whether `text` holds the cells.
    is_text: bool,
    has_nul: bool,
    /// The line in which it begins.
    pub(crate) line: u64,
    /// How many cells there are.
    count: usize,
    /// How many cells there are up to the last that is not empty.
    filled: usize,
    /// Whether a quotation mark opens a cell that never ends.
    pub(crate) is_unfinished: bool,
}

impl Record {
    /// How many cells are kept: at most [`MAX_COLUMNS`].
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// How many cells there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// How many cells there are beyond `width`, up to the last that is not empty.
    pub(crate) fn extra(&self, width: usize) -> usize {
        self.filled.saturating_sub(width)
    }

    /// The bytes of a cell, and whether it is quoted.
    pub(crate) fn raw(&self, column: usize) -> (&[u8], bool) {
        let span = self.spans[column];
        let bytes = if self.is_text { self.text.as_bytes() } else { &self.bytes };
        (&bytes[span.start..span.end], span.is_quoted)
    }

    /// A cell as a text that has no NUL, and whether it is quoted; `None` if it is none.
    #[inline]
    pub(crate) fn text(&self, column: usize) -> Option<(&str, bool)> {
        let span = self.spans[column];
        if self.is_text && !self.has_nul {
            return Some((&self.text[span.start..span.end], span.is_quoted));
        }
        let (bytes, is_quoted) = self.raw(column);
        let text = std::str::from_utf8(bytes).ok()?;
        (memchr(0, bytes).is_none()).then_some((text, is_quoted))
    }

    fn clear(&mut self) {
        if self.is_text {
            self.bytes = std::mem::take(&mut self.text).into_bytes();
        }
        self.bytes.clear();
        self.spans.clear();
        (self.is_text, self.has_nul, self.is_unfinished) = (false, false, false);
        (self.count, self.filled) = (0, 0);
    }

    /// Ends a cell that begins at `start`.
    #[inline]
    fn end_cell(&mut self, start: usize, is_quoted: bool) {
        self.count += 1;
        if self.bytes.len() > start {
            self.filled = self.count;
        }
        if self.count <= MAX_COLUMNS {
            self.spans.push(Span { start, end: self.bytes.len(), is_quoted });
        } else {
            self.bytes.truncate(start);
        }
    }

    fn finish(&mut self) {
        self.has_nul = memchr(0, &self.bytes).is_some();
        match String::from_utf8(std::mem::take(&mut self.bytes)) {
            Ok(text) => (self.text, self.is_text) = (text, true),
            Err(error) => self.bytes = error.into_bytes(),
        }
    }
}

/// What ends a cell.
enum End {
    Cell,
    Record,
}

/// Reads records.
pub(crate) struct Splitter<'s> {
    input: Decoded<'s>,
    buffer: Vec<u8>,
    at: usize,
    line: u64,
    dialect: Dialect,
    /// The bytes that end a cell without quotation marks.
    stops: Box<[bool; 256]>,
}

impl<'s> Splitter<'s> {
    pub(crate) fn new(input: Decoded<'s>, dialect: Dialect) -> Self {
        let stops = Box::new([false; 256]);
        let mut splitter = Splitter { input, buffer: Vec::new(), at: 0, line: 1, dialect, stops };
        splitter.set_dialect(dialect);
        splitter
    }

    pub(crate) fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
        self.stops.fill(false);
        for stop in [dialect.delimiter, b'\n', b'\r'] {
            self.stops[usize::from(stop)] = true;
        }
    }

    pub(crate) fn input(&self) -> &Decoded<'s> {
        &self.input
    }

    pub(crate) fn rewind(&mut self) -> Result<(), Error> {
        self.buffer.clear();
        (self.at, self.line) = (0, 1);
        self.input.rewind()
    }

    /// Passes over lines, whatever is in them.
    pub(crate) fn skip_lines(&mut self, lines: u64) -> Result<(), Error> {
        for _ in 0..lines {
            while let Some(byte) = self.next()? {
                if self.is_line_end(byte)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Reads the next record that is no blank line; false at the end.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, Error> {
        loop {
            record.clear();
            record.line = self.line;
            if self.peek()?.is_none() {
                return Ok(false);
            }
            while matches!(self.cell(record)?, End::Cell) {}
            record.finish();
            let is_blank = record.count == 1 && {
                let (bytes, is_quoted) = record.raw(0);
                !is_quoted && bytes.iter().all(|byte| matches!(byte, b' ' | b'\t'))
            };
            if !is_blank {
                return Ok(true);
            }
        }
    }

    /// The next byte, which stays.
    #[inline]
    fn peek(&mut self) -> Result<Option<u8>, Error> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            self.input.fill(&mut self.buffer)?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    #[inline]
    fn next(&mut self) -> Result<Option<u8>, Error> {
        let next = self.peek()?;
        self.at += usize::from(next.is_some());
        Ok(next)
    }

    /// Whether a byte that was taken ends the line. A LF after a CR is taken, too.
    #[inline]
    fn is_line_end(&mut self, byte: u8) -> Result<bool, Error> {
        if byte == b'\r' && self.peek()? == Some(b'\n') {
            self.at += 1;
        }
        let ends = matches!(byte, b'\n' | b'\r');
        self.line += u64::from(ends);
        Ok(ends)
    }

    /// Reads a cell with what ends it.
    #[inline]
    fn cell(&mut self, record: &mut Record) -> Result<End, Error> {
        let start = record.bytes.len();
        if self.dialect.quote.is_some() && self.peek()? == self.dialect.quote {
            self.at += 1;
            return self.quoted(record, start);
        }
        self.unquoted(record, start)
    }

    fn unquoted(&mut self, record: &mut Record, start: usize) -> Result<End, Error> {
        loop {
            let rest = &self.buffer[self.at..];
            let stop = rest.iter().position(|byte| self.stops[usize::from(*byte)]);
            let length = stop.unwrap_or(rest.len());
            record.bytes.extend_from_slice(&rest[..length]);
            self.at += length;
            if stop.is_none() {
                self.check_size(record, start)?;
                if self.peek()?.is_some() {
                    continue;
                }
            }
            break;
        }
        // `a, "b"`: blanks before a quotation mark are hardly meant.
        record.end_cell(start, false);
        self.end()
    }

    /// Takes what ends a cell.
    #[inline]
    fn end(&mut self) -> Result<End, Error> {
        Ok(match self.next()? {
            Some(byte) if byte == self.dialect.delimiter => End::Cell,
            Some(byte) => {
                self.is_line_end(byte)?;
                End::Record
            }
            None => End::Record,
        })
    }

    /// Reads the rest of a cell whose first quotation mark was taken.
    fn quoted(&mut self, record: &mut Record, start: usize) -> Result<End, Error> {
        let quote = self.dialect.quote.unwrap_or(b'"');
        let mut after_cr = false;
        loop {
            if self.peek()?.is_none() {
                record.is_unfinished = true;
                record.end_cell(start, true);
                return Ok(End::Record);
            }
            let rest = &self.buffer[self.at..];
            let length = memchr(quote, rest).unwrap_or(rest.len());
            let inner = &rest[..length];
            record.bytes.extend_from_slice(inner);
            self.line += lines(inner, &mut after_cr);
            self.at += length;
            self.check_size(record, start)?;
            if self.at == self.buffer.len() {
                continue;
            }
            self.at += 1;
            after_cr = false;
            let next = self.peek()?;
            if next == Some(quote) {
                record.bytes.push(quote);
                self.at += 1;
                continue;
            }
            if next.is_none_or(|byte| self.stops[usize::from(byte)]) {
                record.end_cell(start, true);
                return self.end();
            }
            return self.behind(record, start, quote);
        }
    }

    /// Reads what is behind the second quotation mark of a cell. Blanks are dropped; with anything else the quotation
    /// marks are no marks but a part of the cell.
    fn behind(&mut self, record: &mut Record, start: usize, quote: u8) -> Result<End, Error> {
        let mut blanks = 0;
        while let Some(blank) = self.peek()?.filter(|byte| matches!(byte, b' ' | b'\t')) {
            if self.stops[usize::from(blank)] {
                break;
            }
            self.at += 1;
            blanks += 1;
            if blanks > MAX_CELL {
                return Err(too_large(record.line));
            }
        }
        if self.peek()?.is_none_or(|byte| self.stops[usize::from(byte)]) {
            record.end_cell(start, true);
            return self.end();
        }
        record.bytes.insert(start, quote);
        record.bytes.push(quote);
        record.bytes.resize(record.bytes.len() + blanks, b' ');
        self.unquoted(record, start)
    }

    fn check_size(&self, record: &Record, start: usize) -> Result<(), Error> {
        if record.bytes.len() - start > MAX_CELL {
            return Err(too_large(record.line));
        }
        if record.bytes.len() > MAX_ROW {
            return Err(Error::limit(format!(
                "the row that begins in line {} is larger than {} MiB",
                record.line,
                MAX_ROW >> 20
            )));
        }
        Ok(())
    }
}

fn too_large(line: u64) -> Error {
    Error::limit_hint(
        format!("a cell of the row that begins in line {line} is larger than {} MiB", MAX_CELL >> 20),
        "Perhaps a quotation mark is not closed. Give \"quote\": \"\" if the file has none.",
    )
}

/// How many lines end in these bytes. `after_cr` tells whether a CR was before them, and becomes whether one is at the
/// end.
fn lines(bytes: &[u8], after_cr: &mut bool) -> u64 {
    let mut lines = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let follows_cr = if at == 0 { *after_cr } else { bytes[at - 1] == b'\r' };
        lines += u64::from(bytes[at] == b'\r' || !follows_cr);
    }
    if let Some(last) = bytes.last() {
        *after_cr = *last == b'\r';
    }
    lines
}
