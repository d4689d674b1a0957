//! The options that say how values are read that break a rule.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use dyntables_model::column::Column;
use dyntables_model::how::MaxOptions;
use dyntables_model::table::Table;
use dyntables_values::argument::boolean;
use dyntables_values::error::Error;
use dyntables_values::jsonb::{Held, Part};
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::text::{Object, nfc};
use dyntables_values::types::options;
use dyntables_values::written::numerals::ShownMarks;
use dyntables_values::written::{DateOrder, Reading, options as reading_options};
use serde_json::{Value, json};

/// Adds options of these values to a config that has `options`.
pub fn add_options(config: &mut Object, values: &[String]) {
    let mut known: HashSet<String> = options::texts(config).into_iter().collect();
    let options = config.entry("options").or_insert_with(|| json!([]));
    if let Some(options) = options.as_array_mut() {
        for value in values.iter().map(|value| nfc(value).into_owned()) {
            if known.insert(value.clone()) {
                options.push(json!({"value": value}));
            }
        }
    }
}

/// How values are read that break a rule.
#[derive(Debug, Clone, Default)]
pub struct CastOptions {
    /// How they are read; `None` if they are not.
    pub reading: Option<Reading>,
    /// Whether columns get the options that they lack for what was read.
    pub create_options: bool,
    /// Whether new records may bring the numbers that the server gives otherwise.
    pub given: bool,
    /// The most options that a column gets in one call.
    pub max_options: MaxOptions,
    /// The decimal marks that the texts of each column show in the records of one call.
    pub shown: HashMap<String, ShownMarks>,
    /// The orders of day and month that the texts of columns show, where the texts of a whole file are known.
    pub orders: HashMap<String, DateOrder>,
    /// Whether the values come out of JSON, so that a text is a text: a column of any JSON takes it as it is.
    pub is_json: bool,
}

impl CastOptions {
    /// The option keys.
    pub const KEYS: [&'static str; 9] = [
        "typecast",
        "given",
        "create_options",
        "max_options",
        "date_order",
        "decimal_mark",
        "time_zone",
        "two_digit_years",
        "name_order",
    ];

    /// Reads these options. `rest` is given the others.
    pub fn parse(
        options: &Object,
        mut rest: impl FnMut(&str, &Value) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut parsed = CastOptions::default();
        let mut typecast = None;
        let mut reading = Reading::default();
        let mut hints = Vec::new();
        for (key, value) in options {
            match key.as_str() {
                "typecast" => typecast = Some(boolean(value, key)?),
                "given" => parsed.given = boolean(value, key)?,
                "create_options" => parsed.create_options = boolean(value, key)?,
                "max_options" => {
                    parsed.max_options = MaxOptions::parse(value)?;
                    hints.push(key.as_str());
                }
                _ if reading_options::read(&mut reading, key, value)? => hints.push(key.as_str()),
                _ => rest(key, value)?,
            }
        }
        if parsed.create_options {
            hints.push("create_options");
        }
        match hints.first() {
            Some(hint) if typecast != Some(true) => {
                return Err(Error::bad_hint(
                    format!("option \"{hint}\" means nothing without typecast"),
                    "Add \"typecast\": true.",
                ));
            }
            _ => {}
        }
        parsed.reading = (typecast == Some(true)).then_some(reading);
        Ok(parsed)
    }

    /// Learns from the records of one call which decimal mark each column has, where neither the call nor the column says
    /// it: `"1.234,50"` decides how `"1.234"` beside it is read.
    pub fn observe<'r>(&mut self, table: &Table, records: impl Iterator<Item = &'r [u8]>) {
        if self.reading.as_ref().is_none_or(|reading| reading.decimal_mark.is_some()) {
            return;
        }
        let columns: Vec<&Column> = table.columns.iter().filter(|column| reads_numbers(column)).collect();
        if columns.is_empty() {
            return;
        }
        for record in records {
            for key in columns.iter().map(|column| column.key.as_str()) {
                let value = Part::root(record).and_then(|record| record.at(&[key.as_bytes()]));
                if let Some(Held::Text(text)) = value.and_then(Part::held) {
                    self.shown.entry(key.to_owned()).or_default().add(text);
                }
            }
        }
    }

    /// How the values of a column are read that break a rule; `None` if they are not.
    pub(crate) fn reading_of(&self, column: &Column) -> Option<Cow<'_, Reading>> {
        let reading = self.reading.as_ref().filter(|_| !self.is_json || !column.type_.reads_valid_texts())?;
        if let Some(order) = self.orders.get(column.key.as_str()) {
            return Some(Cow::Owned(Reading { date_order: Some(*order), ..reading.clone() }));
        }
        let shown = self.shown.get(column.key.as_str()).and_then(|shown| shown.reading(reading));
        Some(shown.map_or(Cow::Borrowed(reading), Cow::Owned))
    }
}

/// Whether the values of a column are numbers, so that the marks in texts matter.
pub(crate) fn reads_numbers(column: &Column) -> bool {
    column.type_.source() == Source::Data
        && matches!(column.type_.kind(&column.config), Kind::Float8 | Kind::Int8 | Kind::Numeric)
}
