//! The rows of a sheet.

use std::rc::Rc;

use dyntables_values::error::Error;
use serde_json::{Number, Value};

use crate::cell::{CellFault, CellReader, Slot};
use crate::limits::{MAX_CELL, MAX_COLUMNS, MAX_ROW};
use crate::xlsx::archive::damaged;
use crate::xlsx::format::{Shown, date_text};
use crate::xlsx::parts::{Contents, unescaped};
use crate::xlsx::xml::{Element, Token, Xml, drop_blanks};

/// The most rows of a sheet of Excel.
const MAX_ROWS: u64 = 1_048_576;
/// The most columns of a sheet of Excel.
const MOST_COLUMNS: usize = 16_384;

/// How a cell holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Boolean,
    Error,
    Date,
}

/// Reads rows of a sheet.
pub(crate) struct Rows<'s> {
    xml: Xml<'s>,
    contents: Rc<Contents>,
    reading: CellReader,
    in_data: bool,
    is_done: bool,
    /// The number of the row.
    pub(crate) line: u64,
    /// The cells up to the last that is not empty, at most [`MAX_COLUMNS`].
    pub(crate) slots: Vec<Slot>,
    /// How many cells there are up to the last that is not empty.
    pub(crate) width: usize,
    column: usize,
    kind: Kind,
    style: Option<usize>,
    text: String,
    has_value: bool,
}

impl<'s> Rows<'s> {
    pub(crate) fn new(xml: Xml<'s>, contents: Rc<Contents>, reading: CellReader) -> Self {
        Rows {
            xml,
            contents,
            reading,
            in_data: false,
            is_done: false,
            line: 0,
            slots: Vec::new(),
            width: 0,
            column: 0,
            kind: Kind::Number,
            style: None,
            text: String::new(),
            has_value: false,
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.xml.bytes_read()
    }

    /// Reads the next row with a value; false at the end.
    pub(crate) fn next(&mut self) -> Result<bool, Error> {
        let (mut in_value, mut is_phonetic, mut bytes) = (false, false, 0);
        // Where a text without blanks around it begins.
        let mut bare = None;
        while !self.is_done {
            match self.xml.next()? {
                Token::Start(element) => match element.name() {
                    b"sheetData" => self.in_data = true,
                    _ if !self.in_data => {}
                    b"row" => {
                        let line = element.attribute(b"r").and_then(|text| text.parse().ok());
                        let next = self.line + 1;
                        self.line = line.filter(|line| (1..=MAX_ROWS).contains(line)).unwrap_or(next);
                        if self.line < next {
                            return Err(damaged(&format!("row {} comes after row {}", self.line, next - 1)));
                        }
                        self.slots.clear();
                        (self.width, self.column, bytes) = (0, 0, 0);
                    }
                    b"c" => {
                        let (column, kind, style) = attributes(&element);
                        self.column = column.unwrap_or(self.column);
                        (self.kind, self.style, self.has_value) = (kind, style, false);
                        self.text.clear();
                        bare = None;
                    }
                    b"v" => in_value = true,
                    b"t" => {
                        in_value = !is_phonetic;
                        bare = (in_value && !element.keeps_blanks()).then_some(self.text.len());
                    }
                    b"rPh" => is_phonetic = true,
                    _ => {}
                },
                Token::Text(piece) if in_value => {
                    self.has_value = true;
                    self.text.push_str(&piece);
                    if self.text.len() > MAX_CELL {
                        return Err(Error::limit(format!(
                            "a cell of row {} is larger than {} MiB",
                            self.line,
                            MAX_CELL >> 20
                        )));
                    }
                }
                Token::End(name) if self.in_data => match name {
                    b"v" | b"t" => {
                        in_value = false;
                        if let Some(start) = bare.take() {
                            drop_blanks(&mut self.text, start);
                        }
                    }
                    b"rPh" => is_phonetic = false,
                    b"c" => {
                        bytes += self.end_cell();
                        if bytes > MAX_ROW {
                            return Err(Error::limit(format!(
                                "row {} is larger than {} MiB",
                                self.line,
                                MAX_ROW >> 20
                            )));
                        }
                    }
                    b"row" if self.width > 0 => return Ok(true),
                    b"sheetData" => self.is_done = true,
                    _ => {}
                },
                Token::Done => {
                    self.is_done = true;
                    if self.in_data {
                        return Err(damaged("a sheet is cut off"));
                    }
                }
                Token::End(_) | Token::Text(_) => {}
            }
        }
        Ok(false)
    }

    /// Keeps the cell that was read. Returns how many bytes it has.
    fn end_cell(&mut self) -> usize {
        let column = self.column;
        self.column += 1;
        let slot = if self.has_value { self.slot() } else { Slot::Empty };
        if matches!(slot, Slot::Empty) {
            return 0;
        }
        self.width = self.width.max(column + 1);
        if column >= MAX_COLUMNS {
            return 0;
        }
        if self.slots.len() <= column {
            self.slots.resize(column + 1, Slot::Empty);
        }
        let bytes = if let Slot::Text(text) = &slot { text.len() } else { self.text.len() };
        self.slots[column] = slot;
        bytes
    }

    fn slot(&self) -> Slot {
        let text = match self.kind {
            Kind::Shared => {
                let at = self.text.trim().parse::<usize>().ok();
                match at.and_then(|at| self.contents.strings.get(at)) {
                    Some(text) => return self.text_slot(text),
                    None => return fault("names a text that the file does not have", &self.text),
                }
            }
            Kind::Text => return self.text_slot(&unescaped(&self.text)),
            Kind::Error => return fault("is an error of the spreadsheet", &self.text),
            Kind::Boolean => {
                return Slot::Value(Value::Bool(matches!(self.text.trim(), "1" | "true" | "TRUE")));
            }
            Kind::Date | Kind::Number => self.text.trim(),
        };
        if text.is_empty() || self.reading.is_null(text) {
            return Slot::Empty;
        }
        if self.kind == Kind::Date {
            return Slot::Text(text.to_owned());
        }
        let Some(double) = text.parse::<f64>().ok().filter(|double| double.is_finite()) else {
            return fault("is no number", text);
        };
        let shown =
            self.style.and_then(|style| self.contents.styles.get(style)).copied().unwrap_or(Shown::Number);
        if shown == Shown::Number {
            return Slot::Value(number(text, double));
        }
        match date_text(double, shown, self.contents.is_1904) {
            Some(date) => Slot::Text(date),
            None => fault("is shown as a date, and is none", text),
        }
    }

    fn text_slot(&self, text: &str) -> Slot {
        if text.is_empty() || self.reading.is_null(text) {
            Slot::Empty
        } else if text.contains('\0') {
            fault("has the character NUL, which no text can have", &text.replace('\0', "\u{2400}"))
        } else {
            Slot::Text(self.reading.unguarded(text).to_owned())
        }
    }
}

fn fault(message: &str, shown: &str) -> Slot {
    Slot::Fault(CellFault::format(message, shown))
}

/// The column, the kind and the style of a cell.
fn attributes(element: &Element<'_>) -> (Option<usize>, Kind, Option<usize>) {
    let (mut column, mut kind, mut style) = (None, Kind::Number, None);
    element.each_attribute(|name, value| match name {
        b"r" => column = column_of(value),
        b"t" => {
            kind = match value {
                b"s" => Kind::Shared,
                b"str" | b"inlineStr" => Kind::Text,
                b"b" => Kind::Boolean,
                b"e" => Kind::Error,
                b"d" => Kind::Date,
                _ => Kind::Number,
            }
        }
        b"s" => style = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()),
        _ => {}
    });
    (column, kind, style)
}

/// The column of a reference such as `AB12`, counted from 0.
fn column_of(reference: &[u8]) -> Option<usize> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let mut column = 0_usize;
    for letter in letters.take(4) {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    (1..=MOST_COLUMNS).contains(&column).then(|| column - 1)
}

/// A number with its digits. One that is whole has no point.
fn number(text: &str, double: f64) -> Value {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let is_whole = unsigned.len() <= 15 && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let is_json = is_whole && (unsigned.len() == 1 || !unsigned.starts_with('0'));
    if is_json && unsigned != "0" {
        return text.parse::<Number>().map_or(Value::Null, Value::Number);
    }
    if double.fract() == 0.0 && double.abs() < 1e15 {
        return Value::Number(Number::from(double as i64));
    }
    Number::from_f64(double).map_or(Value::Null, Value::Number)
}
