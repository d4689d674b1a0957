//! Delimited text as rows.

use dyntables_values::error::Error;

use crate::cell::CellReader;
use crate::decode::Decoded;
use crate::header::is_header;
use crate::limits::{MAX_COLUMNS, too_many_columns};
use crate::names;
use crate::options::ReadOptions;
use crate::row::{Cells, Row};
use crate::sniff;
use crate::split::{Dialect, Record, Splitter};

/// Reads rows out of delimited text.
pub(crate) struct Delimited<'s> {
    splitter: Splitter<'s>,
    pub(crate) dialect: Dialect,
    pub(crate) has_header: bool,
    pub(crate) headers: Vec<String>,
    skip_rows: u64,
    record: Record,
    reading: CellReader,
    number: u64,
}

impl<'s> Delimited<'s> {
    pub(crate) fn open(input: Decoded<'s>, options: &ReadOptions, tabs: bool) -> Result<Self, Error> {
        let default = if tabs { b'\t' } else { b',' };
        let dialect = Dialect {
            delimiter: options.delimiter.unwrap_or(default),
            quote: options.quote.unwrap_or(Some(b'"')),
        };
        let mut splitter = Splitter::new(input, dialect);
        let given = options.delimiter.or(tabs.then_some(b'\t'));
        let dialect = sniff::dialect(&mut splitter, given, options)?;
        splitter.set_dialect(dialect);
        let mut delimited = Delimited {
            splitter,
            dialect,
            has_header: true,
            headers: Vec::new(),
            skip_rows: options.skip_rows,
            record: Record::default(),
            reading: CellReader::new(options),
            number: 0,
        };
        delimited.read_header(options)?;
        Ok(delimited)
    }

    /// Finds out whether there is a header, and reads it.
    fn read_header(&mut self, options: &ReadOptions) -> Result<(), Error> {
        let sample = sniff::sample(&mut self.splitter, self.skip_rows, self.dialect)?;
        let first = sample.rows.first();
        if let Some(first) = first
            && first.len() > MAX_COLUMNS
        {
            return Err(too_many_columns(first.len()));
        }
        self.has_header = options.header.unwrap_or_else(|| is_header(&sample.rows, &options.names));
        let width = sample.rows.iter().map(Vec::len).max().unwrap_or(0).min(MAX_COLUMNS);
        let headers = match first {
            Some(first) if self.has_header => {
                first.iter().map(|cell| self.reading.unguarded(cell.trim()).to_owned()).collect()
            }
            _ => (0..width).map(names::unnamed).collect(),
        };
        self.headers = names::distinct(headers)?;
        self.rewind()
    }

    pub(crate) fn input(&self) -> &Decoded<'s> {
        self.splitter.input()
    }

    pub(crate) fn rewind(&mut self) -> Result<(), Error> {
        self.splitter.rewind()?;
        self.splitter.skip_lines(self.skip_rows)?;
        self.number = 0;
        if self.has_header && !self.headers.is_empty() {
            self.splitter.read(&mut self.record)?;
        }
        Ok(())
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        if !self.splitter.read(&mut self.record)? {
            return Ok(None);
        }
        if self.record.is_unfinished {
            return Err(Error::bad_file(
                format!(
                    "the row that begins in line {} has a quotation mark that is never closed",
                    self.record.line
                ),
                "Close it, or give \"quote\": \"\" if the file has no quotation marks around cells.",
            ));
        }
        self.number += 1;
        let width = self.headers.len();
        Ok(Some(Row {
            number: self.number,
            line: self.record.line,
            extra: self.record.extra(width),
            cells: Cells::Record(&self.record, &self.reading, width),
        }))
    }
}
