//! Which columns does an export have, and where are their values?

use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_values::error::{Error, Within};
use dyntables_values::jsonb::{Members, Part, in_order};
use dyntables_values::system::Source;
use dyntables_values::written::locale;

use crate::format::Format;
use crate::write::cell::Form;
use crate::write::options::{ExportOptions, Field};

/// A column of the export.
#[derive(Debug)]
pub(super) struct Output {
    /// The key, or the name of the field.
    pub(super) key: String,
    /// What people call it.
    pub(super) label: String,
    /// Where the values are.
    pub(super) place: Place,
    /// How they are written.
    pub(super) form: Form,
    /// Whether the texts of numbers have a decimal comma, as the locale of the column says. A point in them would be read as
    /// a mark between thousands.
    pub(super) has_comma: bool,
}

/// Where the value of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a field beside the data.
    Field(Field),
    /// In the data, at this place of [`Layout::values`].
    Data(usize),
}

/// The columns of an export.
#[derive(Debug)]
pub(super) struct Layout {
    /// In the order of the export.
    pub(super) outputs: Vec<Output>,
    /// The keys in the data, in the order that jsonb has.
    keys: Vec<Box<[u8]>>,
    /// Which keys the last record had, as jsonb says it, and the places of their values. Most records of a table have the
    /// same.
    last: [Vec<u8>; 2],
    places: Vec<Option<usize>>,
}

impl Layout {
    /// The fields asked for, then the columns that are wanted, or all.
    pub(super) fn new(
        table: &Table,
        wanted: Option<&[String]>,
        options: &ExportOptions,
    ) -> Result<Self, Error> {
        let mut outputs: Vec<Output> = options.system.iter().map(|field| of_field(*field)).collect();
        match wanted {
            None => outputs.extend(table.columns.iter().map(|column| of_column(column, options))),
            Some(keys) => outputs.extend(keys.iter().map(|key| match table.column(key) {
                Some(column) => of_column(column, options),
                // A key that is no column, in a table that is open.
                None => output(key, key, Place::Data(0), Form::json()),
            })),
        }
        if let Some((at, field)) = options
            .system
            .iter()
            .enumerate()
            .find(|(at, field)| outputs.iter().skip(at + 1).any(|output| output.key == field.name()))
        {
            let message = format!("\"{}\" is a column of the table", field.name());
            return Err(Error::bad_hint(message, "Give columns without it, or leave out the system field."))
                .within_element(at)
                .within("system");
        }
        let mut keys: Vec<Box<[u8]>> = Vec::new();
        let is_data = |output: &&mut Output| matches!(output.place, Place::Data(_));
        keys.extend(outputs.iter_mut().filter(is_data).map(|output| output.key.as_bytes().into()));
        keys.sort_by(|a, b| in_order(a, b));
        for output in &mut outputs {
            if let Place::Data(place) = &mut output.place
                && let Ok(found) = keys.binary_search_by(|key| in_order(key, output.key.as_bytes()))
            {
                *place = found;
            }
        }
        Ok(Layout { outputs, keys, last: Default::default(), places: Vec::new() })
    }

    /// The values of a record, at the places that the columns have. `None` if the data is damaged.
    pub(super) fn values<'a>(&mut self, data: &'a [u8]) -> Option<Vec<Option<Part<'a>>>> {
        let mut members = Members::of(data)?;
        let names = members.names()?;
        if names != [&self.last[0][..], &self.last[1][..]] {
            self.places = self.places_in(Members::of(data)?)?;
            self.last = names.map(<[u8]>::to_vec);
        }
        let mut values = vec![None; self.keys.len()];
        for place in &self.places {
            let value = members.next_value()?;
            if let Some(place) = place {
                values[*place] = Some(value);
            }
        }
        Some(values)
    }

    /// The places of the values of an object, in the order of its keys.
    fn places_in(&self, mut members: Members<'_>) -> Option<Vec<Option<usize>>> {
        let place = |key: &[u8]| self.keys.binary_search_by(|known| in_order(known, key)).ok();
        let places = members.by_ref().map(|(key, _)| place(key)).collect();
        members.is_done().then_some(places)
    }
}

fn output(key: &str, label: &str, place: Place, form: Form) -> Output {
    Output { key: key.to_owned(), label: label.to_owned(), place, form, has_comma: false }
}

fn of_field(field: Field) -> Output {
    output(field.name(), field.name(), Place::Field(field), Form::Stored)
}

fn of_column(column: &Column, options: &ExportOptions) -> Output {
    let place = match column.type_.source() {
        Source::System(field) => Place::Field(Field::System(field)),
        Source::Data => Place::Data(0),
    };
    let is_workbook = options.format == Format::Xlsx;
    let form = Form::of(column, options.display, is_workbook, options.time_zone.as_ref());
    let has_comma = locale::decimal_mark(&column.config) == Some(',');
    Output { has_comma, ..output(column.key.as_str(), &column.label, place, form) }
}
