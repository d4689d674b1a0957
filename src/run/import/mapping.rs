//! Which column does a cell go to?

use std::collections::HashMap;

use dyntables_exchange::write::options::Field;
use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_records::cast_options::CastOptions;
use dyntables_records::cells::CellForm;
use dyntables_values::Error;
use dyntables_values::folding::folded;
use dyntables_values::jsonb::in_order;
use dyntables_values::system::Source;

use crate::run::import::options::{ImportOptions, Target};

/// Where the cells of a file go.
pub struct Mapping {
    /// By the place of the header; `None` for what is left out.
    slots: Vec<Option<Slot>>,
    /// The keys of the columns, in the order in which a record has them.
    pub keys: Vec<String>,
}

/// Where the cells under a header go.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// The place among [`Mapping::keys`].
    pub at: usize,
    /// How their texts are taken.
    pub form: CellForm,
}

/// What the headers of a file mean for a table.
#[derive(Default)]
pub struct Headers {
    /// The key of the column of each header; `None` for what is left out or unknown.
    pub keys: Vec<Option<String>>,
    /// The places of the headers that are no column.
    pub unknown: Vec<usize>,
    /// The headers that are left out: on demand, or since the server gives the values.
    pub left_out: Vec<String>,
}

impl Headers {
    /// Looks each header up: where the options send it, else by key, by label, and by either without case.
    pub fn resolve(table: &Table, headers: &[String], options: &ImportOptions) -> Result<Self, Error> {
        if let Some(header) = options.columns.keys().find(|header| !headers.contains(header)) {
            let known = headers.iter().map(String::as_str);
            return Err(Error::unknown("header in columns", header, known));
        }
        let mut resolved = Headers::default();
        let mut taken: HashMap<&str, &str> = HashMap::new();
        for (at, header) in headers.iter().enumerate() {
            let found = match options.columns.get(header) {
                Some(Target::LeftOut) => Found::LeftOut,
                Some(Target::Column(key)) if options.create_columns => {
                    table.column(key).map_or(Found::Unknown, Found::Column)
                }
                Some(Target::Column(key)) => Found::Column(table.require_column(key, "columns")?),
                Some(Target::Made(_)) | None => find(table, header),
            };
            let column = match found {
                Found::Column(column) => Some(column),
                Found::LeftOut => None,
                Found::Unknown => {
                    resolved.unknown.push(at);
                    resolved.keys.push(None);
                    continue;
                }
            };
            if let (Some(column), Some(Target::Column(_))) = (column, options.columns.get(header))
                && column.type_.source() != Source::Data
            {
                return Err(column.fault("is filled by the server, and no cells can go to it"));
            }
            let Some(column) = column.filter(|column| column.type_.source() == Source::Data) else {
                resolved.left_out.push(header.clone());
                resolved.keys.push(None);
                continue;
            };
            let key = column.key.as_str();
            if let Some(other) = taken.insert(key, header) {
                return Err(Error::bad_hint(
                    format!("columns \"{other}\" and \"{header}\" of the file both go to column \"{key}\""),
                    format!("Leave one of them out: \"columns\": {{\"{header}\": null}}."),
                ));
            }
            resolved.keys.push(Some(key.to_owned()));
        }
        Ok(resolved)
    }
}

/// What a header means.
enum Found<'t> {
    Column(&'t Column),
    /// A field that the server gives, or what nobody wants.
    LeftOut,
    Unknown,
}

fn find<'t>(table: &'t Table, header: &str) -> Found<'t> {
    let same = folded(header);
    let label = |column: &&Column| column.label == header;
    let without_case =
        |column: &&Column| folded(column.key.as_str()) == same || folded(&column.label) == same;
    let column = table
        .column(header)
        .or_else(|| table.columns.iter().find(label))
        .or_else(|| table.columns.iter().find(without_case));
    match column {
        Some(column) => Found::Column(column),
        // The server gives it anew.
        None if Field::find(header).is_some() => Found::LeftOut,
        None => Found::Unknown,
    }
}

impl Mapping {
    /// Where cells go, by the keys of their headers.
    pub fn new(table: &Table, headers: &[Option<String>], cast: &CastOptions) -> Self {
        let mut keys: Vec<String> = headers.iter().flatten().cloned().collect();
        keys.sort_by(|a, b| in_order(a.as_bytes(), b.as_bytes()));
        let slot = |key: &Option<String>| {
            let key = key.as_ref()?;
            let at = keys.iter().position(|other| other == key)?;
            let form = table.column(key).map_or(CellForm::Text, |column| CellForm::of(column, cast));
            Some(Slot { at, form })
        };
        let slots = headers.iter().map(slot).collect();
        Mapping { slots, keys }
    }

    /// Where the cells under the header at a place go.
    #[inline]
    pub fn slot(&self, header: usize) -> Option<Slot> {
        self.slots.get(header).copied().flatten()
    }
}
