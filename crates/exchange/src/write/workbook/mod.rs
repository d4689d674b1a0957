//! A workbook of one sheet, as Office Open XML has it (ECMA-376): written from front to back, so that it takes the memory of
//! its largest record only. It has no formulas.

mod parts;
mod sheet;
mod zip;

use dyntables_model::table::Table;
use dyntables_values::Error;
use dyntables_values::iso;
use dyntables_values::zone::Zone;

use crate::guard::is_guarded;
use crate::write::cell::{self, Cell, Form, Record};
use crate::write::layout::{Layout, Output, Place};
use crate::write::options::{ExportOptions, Header};
use crate::write::workbook::sheet::{Sheet, Style};
use crate::write::workbook::zip::Zip;

/// A workbook that is being written.
pub(super) struct Workbook {
    layout: Layout,
    name: String,
    header: Header,
    guards: bool,
    display: bool,
    zone: Zone,
    zip: Zip,
    sheet: Sheet,
    room: Vec<u8>,
}

/// The most digits of a number that Excel keeps.
const MOST_DIGITS: usize = 15;

impl Workbook {
    pub(super) fn new(layout: Layout, table: &Table, options: &ExportOptions) -> Self {
        Workbook {
            layout,
            name: parts::sheet_name(&table.name),
            header: options.header,
            guards: options.escape_formulas,
            display: options.display,
            zone: options.time_zone.clone().unwrap_or_else(Zone::utc),
            zip: Zip::default(),
            sheet: Sheet::default(),
            room: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        for (name, text) in parts::fixed(&self.name) {
            self.zip.begin(out, name);
            self.zip.write(out, text.as_bytes())?;
            self.zip.end(out);
        }
        self.zip.begin(out, parts::SHEET);
        self.sheet.begin(self.header != Header::None);
        if self.header != Header::None {
            self.sheet.begin_row()?;
            for (at, output) in self.layout.outputs.iter().enumerate() {
                let name = if self.header == Header::Label { &output.label } else { &output.key };
                let is_guarded = self.guards && is_guarded(name.as_bytes());
                self.sheet.text(at, name.as_bytes(), is_guarded, Style::Header, &output.key)?;
            }
            self.sheet.end_row();
        }
        self.zip.write(out, self.sheet.taken())
    }

    /// Writes a record. `None` if its data is damaged.
    pub(super) fn record(&mut self, out: &mut Vec<u8>, record: &Record<'_>) -> Result<Option<()>, Error> {
        let Some(values) = self.layout.values(record.stored.data) else { return Ok(None) };
        self.sheet.begin_row()?;
        for (at, output) in self.layout.outputs.iter().enumerate() {
            self.room.clear();
            let cell = match output.place {
                Place::Field(field) => {
                    let moment = cell::moment_of(record, field).filter(|_| self.display);
                    if let Some(number) = moment.and_then(|moment| serial(moment, &self.zone)) {
                        self.sheet.number(at, number.to_string().as_bytes(), Style::Instant);
                        continue;
                    }
                    cell::of_field(record, field, Some(&self.zone), &mut self.room)
                }
                Place::Data(place) => {
                    let Some(value) = values[place] else { continue };
                    match value.text().and_then(|text| self.moment(&output.form, text)) {
                        Some((number, style)) => {
                            self.sheet.number(at, number.as_bytes(), style);
                            continue;
                        }
                        None => match output.form.cell(value, &mut self.room) {
                            Some(cell) => cell,
                            None => return Ok(None),
                        },
                    }
                }
            };
            write(&mut self.sheet, at, cell, output, self.guards, self.display)?;
        }
        self.sheet.end_row();
        self.zip.write(out, self.sheet.taken())?;
        Ok(Some(()))
    }

    /// A day or an instant as the number that Excel has for it.
    fn moment(&self, form: &Form, text: &[u8]) -> Option<(String, Style)> {
        match form {
            Form::Day => {
                let days = EPOCH + iso::stored_date(std::str::from_utf8(text).ok()?)?;
                (days >= FIRST).then(|| (days.to_string(), Style::Day))
            }
            Form::Instant => Some((serial(cell::moment(text)?, &self.zone)?.to_string(), Style::Instant)),
            _ => None,
        }
    }

    pub(super) fn end(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.sheet.end();
        self.zip.write(out, self.sheet.taken())?;
        self.zip.end(out);
        self.zip.finish(out);
        Ok(())
    }
}

/// The number of 2000-01-01.
const EPOCH: i32 = 36_526;
/// The number of 1900-03-01. Before that Excel has a day that there never was.
const FIRST: i32 = 61;

/// The number of the local time of an instant; `None` before 1900-03-01.
fn serial(instant: i64, zone: &Zone) -> Option<f64> {
    const DAY: i64 = 86_400_000_000;
    const EPOCH_SECONDS: i64 = 10_957 * 86_400;
    let offset = zone.offset_at(instant.div_euclid(1_000_000) + EPOCH_SECONDS);
    let local = instant + offset * 1_000_000;
    let number = local as f64 / DAY as f64 + f64::from(EPOCH);
    (iso::is_stored(instant) && iso::is_stored(local) && number >= f64::from(FIRST)).then_some(number)
}

fn write(
    sheet: &mut Sheet,
    at: usize,
    cell: Cell<'_>,
    output: &Output,
    guards: bool,
    display: bool,
) -> Result<(), Error> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Boolean(flag) => {
            sheet.boolean(at, flag);
            Ok(())
        }
        Cell::Number(digits) if is_kept(digits, !display) => {
            let style = if matches!(output.form, Form::Percent) { Style::Percent } else { Style::Plain };
            sheet.number(at, digits, style);
            Ok(())
        }
        Cell::Text(text) => sheet.text(at, text, guards && is_guarded(text), Style::Plain, &output.key),
        Cell::Number(text) | Cell::Safe(text) if output.has_comma => {
            sheet.text(at, &cell::with_comma(text), false, Style::Plain, &output.key)
        }
        Cell::Number(text) | Cell::Safe(text) => sheet.text(at, text, false, Style::Plain, &output.key),
    }
}

/// Whether Excel keeps a number as it is. `exact` asks for the zeros at its end, too.
fn is_kept(digits: &[u8], exact: bool) -> bool {
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let count = digits.iter().filter(is_digit).skip_while(|digit| **digit == b'0').count();
    let prints_so = || {
        let text = std::str::from_utf8(digits).unwrap_or_default();
        text.parse::<f64>().is_ok_and(|number| number.to_string() == text)
    };
    count <= MOST_DIGITS && (!exact || prints_so())
}

#[cfg(test)]
mod tests {
    use super::is_kept;

    #[test]
    fn numbers_that_excel_would_change_are_told() {
        for (digits, kept, kept_exactly) in [
            ("0", true, true),
            ("-12.5", true, true),
            ("1.50", true, false),
            ("123456789012345", true, true),
            ("1234567890123456", false, false),
            ("0.00000000000000000001", true, true),
            ("0.1234567890123456", false, false),
        ] {
            assert_eq!(is_kept(digits.as_bytes(), false), kept, "{digits}");
            assert_eq!(is_kept(digits.as_bytes(), true), kept_exactly, "{digits}");
        }
    }
}
