//! How is an export written? Record by record, so that it takes no more memory than its largest record.

use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::Error;
use dyntables_values::jsonb::{Part, print_part};
use dyntables_values::zone::Zone;

use crate::format::Format;
pub use crate::write::cell::Record;
use crate::write::cell::{self, Cell};
use crate::write::csv::{BOM, Dialect};
use crate::write::json::Documents;
use crate::write::layout::{Layout, Output, Place};
use crate::write::options::{ExportOptions, Header};
#[cfg(feature = "xlsx")]
use crate::write::workbook::Workbook;

/// An export that is being written.
pub struct Export {
    file: File,
    /// How many records were written.
    records: u64,
}

enum File {
    Rows(Box<Rows>),
    Lines(Documents),
    Array(Documents),
    #[cfg(feature = "xlsx")]
    Workbook(Box<Workbook>),
}

/// A file of delimited values.
struct Rows {
    layout: Layout,
    cells: Cells,
    header: Header,
    has_bom: bool,
    /// Whether the file is to be read again, so that no value may look like none.
    is_exact: bool,
}

/// What writes the cells of a file of delimited values.
struct Cells {
    dialect: Dialect,
    zone: Option<Zone>,
    room: Vec<u8>,
}

impl Export {
    /// An export of records of a table. `wanted` are the keys of its columns; all where absent.
    pub fn new(table: &Table, wanted: Option<&[String]>, options: &ExportOptions) -> Result<Self, Error> {
        let layout = Layout::new(table, wanted, options)?;
        let file = match options.format {
            Format::Csv | Format::Tsv => File::Rows(Box::new(Rows {
                layout,
                cells: Cells {
                    dialect: Dialect::new(options),
                    zone: options.time_zone.clone(),
                    room: Vec::new(),
                },
                header: options.header,
                has_bom: options.bom,
                is_exact: !options.display,
            })),
            Format::Jsonl => File::Lines(documents(table, layout, wanted)),
            Format::Json => File::Array(documents(table, layout, wanted)),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => File::Workbook(Box::new(Workbook::new(layout, table, options))),
            #[cfg(not(feature = "xlsx"))]
            Format::Xlsx => {
                return Err(Error::unsupported(
                    "this build of pg_dyntables writes no xlsx",
                    "It was built without the feature xlsx; csv is another format.",
                ));
            }
        };
        Ok(Export { file, records: 0 })
    }

    /// Writes what comes before the records.
    pub fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        match &mut self.file {
            File::Rows(rows) => rows.begin(out),
            File::Lines(_) => {}
            File::Array(_) => out.push(b'['),
            #[cfg(feature = "xlsx")]
            File::Workbook(workbook) => workbook.begin(out)?,
        }
        Ok(())
    }

    /// Writes a record. `None` if its data is damaged.
    pub fn record(&mut self, out: &mut Vec<u8>, record: &Record<'_>) -> Result<Option<()>, Error> {
        let is_first = self.records == 0;
        self.records += 1;
        match &mut self.file {
            File::Rows(rows) => rows.record(out, record),
            File::Lines(documents) => {
                let written = documents.write(out, record);
                out.push(b'\n');
                Ok(written)
            }
            File::Array(documents) => {
                out.extend_from_slice(if is_first { b"\n" } else { b",\n" });
                Ok(documents.write(out, record))
            }
            #[cfg(feature = "xlsx")]
            File::Workbook(workbook) => workbook.record(out, record),
        }
    }

    /// Writes what comes after the records.
    pub fn end(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        match &mut self.file {
            File::Rows(_) | File::Lines(_) => {}
            File::Array(_) => out.extend_from_slice(b"\n]\n"),
            #[cfg(feature = "xlsx")]
            File::Workbook(workbook) => workbook.end(out)?,
        }
        Ok(())
    }
}

fn documents(table: &Table, layout: Layout, wanted: Option<&[String]>) -> Documents {
    let trashed = table.trashed.iter().map(|key| Box::from(key.as_str().as_bytes()));
    let left_out = trashed.chain([Box::from(UNCONVERTED.as_bytes())]);
    Documents::new(layout, wanted.is_some(), left_out.collect())
}

impl Rows {
    fn begin(&self, out: &mut Vec<u8>) {
        if self.has_bom {
            out.extend_from_slice(BOM);
        }
        let name = |output: &Output| match self.header {
            Header::Label => output.label.clone(),
            Header::Key | Header::None => output.key.clone(),
        };
        if self.header == Header::None {
            return;
        }
        let start = out.len();
        for (at, output) in self.layout.outputs.iter().enumerate() {
            self.cells.dialect.begin_cell(out, at == 0);
            self.cells.dialect.cell(out, Cell::Text(name(output).as_bytes()));
        }
        self.cells.dialect.end(out, start);
    }

    fn record(&mut self, out: &mut Vec<u8>, record: &Record<'_>) -> Result<Option<()>, Error> {
        let Some(values) = self.layout.values(record.stored.data) else { return Ok(None) };
        let row = out.len();
        for (at, output) in self.layout.outputs.iter().enumerate() {
            self.cells.dialect.begin_cell(out, at == 0);
            let cell = out.len();
            let Some(has_value) = self.cells.write(out, record, output, &values) else { return Ok(None) };
            if has_value && self.is_exact && self.cells.dialect.is_null_text(&out[cell..]) {
                return Err(is_null_text(record, output));
            }
        }
        self.cells.dialect.end(out, row);
        Ok(Some(()))
    }
}

impl Cells {
    /// Writes the cell of a column. Returns whether there is a value; `None` if it is damaged.
    #[inline]
    fn write(
        &mut self,
        out: &mut Vec<u8>,
        record: &Record<'_>,
        output: &Output,
        values: &[Option<Part<'_>>],
    ) -> Option<bool> {
        self.room.clear();
        let cell = match output.place {
            Place::Field(field) => cell::of_field(record, field, self.zone.as_ref(), &mut self.room),
            Place::Data(place) => match values[place] {
                None => Cell::Empty,
                // Most values are numbers and texts, which need no room.
                Some(value)
                    if value.is_number()
                        && self.dialect.is_plain_number()
                        && output.form.is_stored()
                        && !output.has_comma =>
                {
                    print_part(out, value)?;
                    return Some(true);
                }
                Some(value) => output.form.cell(value, &mut self.room)?,
            },
        };
        if let Cell::Number(text) | Cell::Safe(text) = cell
            && output.has_comma
        {
            self.dialect.cell(out, Cell::Safe(&cell::with_comma(text)));
        } else {
            self.dialect.cell(out, cell);
        }
        Some(cell != Cell::Empty)
    }
}

/// The error for a value that would be read as no value.
fn is_null_text(record: &Record<'_>, output: &Output) -> Error {
    let id = uuid::Uuid::from_bytes(record.stored.id);
    Error::bad_hint(
        format!("column \"{}\" of record {id} has the value that null_text stands for", output.key),
        "Choose a null_text that no value is, or \"display\": true if the file is not imported again.",
    )
}
