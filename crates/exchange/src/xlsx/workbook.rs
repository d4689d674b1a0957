//! A sheet of an XLSX workbook as rows.

use std::rc::Rc;

use dyntables_values::error::Error;

use crate::Source;
use crate::cell::{CellReader, Slot};
use crate::header::is_header;
use crate::limits::{MAX_CELL, MAX_COLUMNS, too_many_columns};
use crate::names;
use crate::options::ReadOptions;
use crate::row::{Cells, Row};
use crate::xlsx::archive::{Archive, damaged};
use crate::xlsx::parts::{Contents, chosen};
use crate::xlsx::sheet::Rows;
use crate::xlsx::xml::Xml;

/// How many rows decide whether there is a header.
const SAMPLE: usize = 200;
/// How many bytes of a cell tell what it looks like.
const LOOK: usize = 256;

/// Reads rows out of a sheet of a workbook.
pub(crate) struct Workbook<'s> {
    archive: Archive<'s>,
    contents: Rc<Contents>,
    sheets: Vec<String>,
    path: String,
    rows: Rows<'s>,
    reading: CellReader,
    skip_rows: u64,
    pub(crate) has_header: bool,
    pub(crate) headers: Vec<String>,
    number: u64,
}

impl<'s> Workbook<'s> {
    pub(crate) fn open(source: Box<dyn Source + 's>, options: &ReadOptions) -> Result<Self, Error> {
        let archive = Archive::open(source)?;
        let contents = Rc::new(Contents::read(&archive)?);
        let sheets = contents.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let path = chosen(&contents, options.sheet.as_ref())?.path.clone();
        let reading = CellReader::new(options);
        let rows = rows(&archive, &path, &contents, &reading)?;
        let mut workbook = Workbook {
            archive,
            contents,
            sheets,
            path,
            rows,
            reading,
            skip_rows: options.skip_rows,
            has_header: true,
            headers: Vec::new(),
            number: 0,
        };
        workbook.read_header(options)?;
        Ok(workbook)
    }

    pub(crate) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    fn read_header(&mut self, options: &ReadOptions) -> Result<(), Error> {
        let mut sample: Vec<Vec<String>> = Vec::new();
        while sample.len() < SAMPLE && self.next_used()? {
            if self.rows.width > MAX_COLUMNS && sample.is_empty() {
                return Err(too_many_columns(self.rows.width));
            }
            // Of cells below the header it matters what they look like only, and they may be large.
            let most = if sample.is_empty() { MAX_CELL } else { LOOK };
            sample.push(self.rows.slots.iter().map(|slot| begin(shown(slot), most)).collect());
        }
        self.has_header = options.header.unwrap_or_else(|| is_header(&sample, &options.names));
        let width = sample.iter().map(Vec::len).max().unwrap_or(0);
        let headers = match sample.into_iter().next() {
            Some(first) if self.has_header => first.iter().map(|text| text.trim().to_owned()).collect(),
            _ => (0..width).map(names::unnamed).collect(),
        };
        self.headers = names::distinct(headers)?;
        self.rewind()
    }

    /// Reads the next row behind those that are passed over.
    fn next_used(&mut self) -> Result<bool, Error> {
        while self.rows.next()? {
            if self.rows.line > self.skip_rows {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn rewind(&mut self) -> Result<(), Error> {
        self.rows = rows(&self.archive, &self.path, &self.contents, &self.reading)?;
        self.number = 0;
        if self.has_header && !self.headers.is_empty() {
            self.next_used()?;
        }
        Ok(())
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        if !self.next_used()? {
            return Ok(None);
        }
        self.number += 1;
        let width = self.headers.len();
        let slots = &self.rows.slots;
        Ok(Some(Row {
            number: self.number,
            line: self.rows.line,
            extra: self.rows.width.saturating_sub(width),
            cells: Cells::Slots(&slots[..slots.len().min(width)]),
        }))
    }
}

fn rows<'s>(
    archive: &Archive<'s>,
    path: &str,
    contents: &Rc<Contents>,
    reading: &CellReader,
) -> Result<Rows<'s>, Error> {
    let entry = archive.find(path).ok_or_else(|| damaged("a sheet is missing"))?;
    Ok(Rows::new(Xml::open(archive, entry)?, Rc::clone(contents), reading.clone()))
}

/// A cell as a text, for the header.
fn shown(slot: &Slot) -> String {
    match slot {
        Slot::Empty => String::new(),
        Slot::Text(text) => text.clone(),
        Slot::Value(value) => value.to_string(),
        Slot::Fault(fault) => fault.shown.clone(),
    }
}

/// The begin of a text, of at most so many bytes.
fn begin(mut text: String, most: usize) -> String {
    if text.len() > most {
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.shrink_to_fit();
    }
    text
}
