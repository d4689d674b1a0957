//! Objects of JSON as rows: the elements of an array, or one after the other.

use dyntables_values::error::Error;

use crate::cell::CellReader;
use crate::decode::Decoded;
use crate::format::Format;
use crate::json::layout::{self, Layout};
use crate::json::record::Record;
use crate::json::scan::Scanner;
use crate::options::ReadOptions;
use crate::row::{Cells, Row};

/// How many records the first headers come from.
const SAMPLE: u64 = 1_000;
/// How many bytes they come from at most.
const SAMPLE_BYTES: u64 = 4 << 20;

/// Reads rows out of JSON.
pub(crate) struct Json<'s> {
    scanner: Scanner<'s>,
    layout: Layout,
    skip_rows: u64,
    record: Record,
    reading: CellReader,
    number: u64,
    /// Whether an element was read, so that a comma is due before the next.
    is_begun: bool,
    is_done: bool,
}

impl<'s> Json<'s> {
    pub(crate) fn open(input: Decoded<'s>, options: &ReadOptions) -> Result<Self, Error> {
        let mut scanner = Scanner::new(input);
        let layout = layout::find(&mut scanner, options.format)?;
        let mut json = Json {
            scanner,
            layout,
            skip_rows: options.skip_rows,
            record: Record::default(),
            reading: CellReader::new(options),
            number: 0,
            is_begun: false,
            is_done: false,
        };
        json.rewind()?;
        let start = json.scanner.offset();
        // What is wrong there is told when the rows are read.
        while json.number < SAMPLE
            && json.scanner.offset() - start < SAMPLE_BYTES
            && matches!(json.next(), Ok(Some(_)))
        {}
        json.rewind()?;
        Ok(json)
    }

    pub(crate) fn format(&self) -> Format {
        if matches!(self.layout, Layout::Array(_)) { Format::Json } else { Format::Jsonl }
    }

    pub(crate) fn headers(&self) -> &[String] {
        self.record.headers()
    }

    pub(crate) fn input(&self) -> &Decoded<'s> {
        self.scanner.input()
    }

    pub(crate) fn rewind(&mut self) -> Result<(), Error> {
        (self.number, self.is_begun, self.is_done) = (0, false, false);
        match self.layout {
            Layout::Array(offset) => {
                self.scanner.rewind_to(offset)?;
                if self.scanner.peek()? == Some(b'[') {
                    self.scanner.advance();
                }
            }
            Layout::Lines => self.scanner.rewind_to(0)?,
        }
        for _ in 0..self.skip_rows {
            if !self.begin_element()? {
                break;
            }
            self.scanner.skip()?;
        }
        Ok(())
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        if !self.begin_element()? {
            return Ok(None);
        }
        let Some(text) = self.scanner.value()? else { return Ok(None) };
        let line = text.line;
        self.record.read(text, &self.reading)?;
        self.number += 1;
        Ok(Some(Row { number: self.number, line, extra: 0, cells: Cells::Slots(self.record.slots()) }))
    }

    /// Goes to the next element; false if there is none.
    fn begin_element(&mut self) -> Result<bool, Error> {
        if self.is_done {
            return Ok(false);
        }
        let mut next = self.scanner.peek()?;
        if let Layout::Array(offset) = self.layout {
            if next == Some(b']') {
                return self.end(offset);
            }
            if self.is_begun {
                if next != Some(b',') {
                    return Err(self.scanner.unexpected());
                }
                self.scanner.advance();
                next = self.scanner.peek()?;
            }
        }
        match (next, self.layout) {
            (None, Layout::Lines) => {
                self.is_done = true;
                Ok(false)
            }
            (Some(b'{'), _) => {
                self.is_begun = true;
                Ok(true)
            }
            (Some(b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'), _) => Err(self.no_object()),
            _ => Err(self.scanner.unexpected()),
        }
    }

    /// Ends the array. Behind one that is the whole file nothing may follow.
    fn end(&mut self, offset: u64) -> Result<bool, Error> {
        self.scanner.advance();
        self.is_done = true;
        if offset == 0 && self.scanner.peek()?.is_some() {
            return Err(self.scanner.unexpected());
        }
        Ok(false)
    }

    /// The error for an element that is no object.
    fn no_object(&mut self) -> Error {
        let line = self.scanner.line();
        let kind = match self.scanner.peek() {
            Ok(Some(b'[')) => "an array",
            Ok(Some(b'"')) => "a text",
            Ok(Some(b't' | b'f')) => "true or false",
            Ok(Some(b'n')) => "null",
            _ => "a number",
        };
        Error::bad_file(
            format!("the elements of the file must be objects, and the one in line {line} is {kind}"),
            "Write each record as an object, such as {\"name\": \"Acme\"}.",
        )
    }
}
