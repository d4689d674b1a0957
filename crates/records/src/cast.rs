//! `typecast`: values that no rule accepts are read again, as a person or a CSV file would write
//! them. What is acceptable as it is, is never touched.

use std::collections::HashSet;

use dyntables_model::column::Column;
use dyntables_values::argument::{boolean, string};
use dyntables_values::error::Error;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::iso;
use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::{JsonbNode, Node, Object as _};
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use dyntables_values::types::options::{self, OptionNames};
use dyntables_values::written::{Cast, DateOrder, Reading};
use serde_json::{Value, json};

use crate::RecordValidator;

/// What reading a record's values again came to.
#[derive(Debug, Default)]
pub struct Casting {
    /// The values as they were read.
    pub amendment: Amendment,
    /// Values that can be read in more than one way.
    pub unclear: Vec<Fault>,
    /// Columns, and the values of the options they lack for what was read.
    pub missing: Vec<(String, Vec<String>)>,
}

impl Casting {
    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amendment.is_empty() && self.unclear.is_empty()
    }
}

/// Reads a value of another kind or form; `None` where it is empty text, which means no value.
/// Numbers and booleans are read as the text that they print as, lists as JSON.
#[must_use]
pub fn read_value(column: &Column, value: &Value, reading: &Reading) -> Option<Cast> {
    read_named(column, column.type_.option_names(&column.config).as_ref(), value, reading)
}

/// As [`read_value`], with the options prepared of a column that has some.
fn read_named(
    column: &Column,
    names: Option<&OptionNames>,
    value: &Value,
    reading: &Reading,
) -> Option<Cast> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Object(_) | Value::Null => return Some(Cast::No),
        Value::Array(_) if column.type_.kind(&column.config) != Kind::Set => return Some(Cast::No),
        other => other.to_string(),
    };
    if text.is_empty() {
        return None;
    }
    // A JSON number has a point, whatever the texts beside it have.
    let printed = value.is_number().then(|| Reading { decimal_mark: Some('.'), ..reading.clone() });
    let reading = printed.as_ref().unwrap_or(reading);
    let cast = match names {
        Some(names) => column.type_.typecast_named(&column.config, names, &text, reading),
        None => column.type_.typecast(&column.config, &text, reading),
    };
    Some(match cast {
        // Blanks around it may be all that was wrong.
        Cast::No if value.as_str().is_some_and(|given| given.len() != text.len()) => Cast::Value(json!(text)),
        cast => cast,
    })
}

impl RecordValidator {
    /// Reads the values that `faults` are about again.
    #[must_use]
    pub fn cast(&self, data: JsonbNode<'_>, faults: &[Fault], reading: &Reading) -> Casting {
        let mut casting = Casting::default();
        let Some(object) = data.as_object() else { return casting };
        let mut done: Vec<&str> = Vec::new();
        for fault in faults {
            let hopeless =
                matches!(fault.code, FaultCode::Required | FaultCode::UnknownColumn | FaultCode::ReadOnly);
            let column = self.table().column(&fault.column);
            let Some(column) = column.filter(|c| !hopeless && c.type_.source() == Source::Data) else {
                continue;
            };
            let key = column.key.as_str();
            let value = object.get(&Box::from(key.as_bytes()));
            let Some(value) = value.filter(|_| !done.contains(&key)) else { continue };
            done.push(key);
            match read_named(column, self.option_names(column), &value.to_value(), reading) {
                None => casting.amendment.remove.push(key.to_owned()),
                Some(Cast::Value(value)) => {
                    casting.amendment.set.insert(key.to_owned(), value);
                }
                Some(Cast::WithOptions { value, missing }) => {
                    casting.amendment.set.insert(key.to_owned(), value);
                    casting.missing.push((key.to_owned(), missing));
                }
                Some(Cast::Unclear(why)) => {
                    casting.unclear.push(Fault::unclear(key, &value.to_value(), &why))
                }
                Some(Cast::No) => {}
            }
        }
        casting
    }
}

/// Adds options of these values to a config that has `options`.
pub fn add_options(config: &mut Object, values: &[String]) {
    let mut known: HashSet<String> = options::texts(config).into_iter().collect();
    let options = config.entry("options").or_insert_with(|| json!([]));
    if let Some(options) = options.as_array_mut() {
        for value in values {
            if known.insert(value.clone()) {
                options.push(json!({"value": value}));
            }
        }
    }
}

/// Reads the option `date_order`, `decimal_mark` or `time_zone` into `reading`; false if the key
/// is none of these.
pub fn read_option(reading: &mut Reading, key: &str, value: &Value) -> Result<bool, Error> {
    match key {
        "date_order" => {
            let name = string(value, key)?;
            let names = DateOrder::NAMES.map(|(name, _)| name);
            let order = DateOrder::parse(name);
            reading.date_order =
                Some(order.ok_or_else(|| Error::unknown("value of date_order", name, names))?);
        }
        "decimal_mark" => {
            reading.decimal_mark = match string(value, key)? {
                "." => Some('.'),
                "," => Some(','),
                other => {
                    let other = dyntables_values::text::shorten_text(other);
                    return Err(Error::bad(format!("decimal_mark must be \".\" or \",\", not \"{other}\"")));
                }
            }
        }
        "time_zone" => {
            let name = string(value, key)?;
            reading.zone = Some(iso::time_zone(name).ok_or_else(|| iso::unknown_zone(name))?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// How `dt_insert_many` and `dt_validate` treat values that no rule accepts.
#[derive(Debug, Clone, Default)]
pub struct CastOptions {
    /// Whether they are read again at all, and how.
    pub reading: Option<Reading>,
    /// Whether options that a select column lacks are added to it.
    pub create_options: bool,
}

impl CastOptions {
    /// The option keys.
    pub const KEYS: [&'static str; 5] =
        ["typecast", "create_options", "date_order", "decimal_mark", "time_zone"];

    /// Reads these options; `rest` is told the others.
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
                "create_options" => parsed.create_options = boolean(value, key)?,
                _ if read_option(&mut reading, key, value)? => hints.push(key.as_str()),
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
}
