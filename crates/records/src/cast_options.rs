//! The options that say how values are read that break a rule.

use std::collections::HashSet;

use dyntables_values::argument::{boolean, string};
use dyntables_values::error::Error;
use dyntables_values::text::Object;
use dyntables_values::types::options;
use dyntables_values::written::{DateOrder, Reading};
use dyntables_values::zone;
use serde_json::{Value, json};

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

/// Reads the option `date_order`, `decimal_mark` or `time_zone` into `reading`. False if the key is none of these.
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
            reading.zone = Some(zone::find(name).ok_or_else(|| zone::unknown(name))?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// How values are read that break a rule.
#[derive(Debug, Clone, Default)]
pub struct CastOptions {
    /// How they are read; `None` if they are not.
    pub reading: Option<Reading>,
    /// Whether columns get the options that they lack for what was read.
    pub create_options: bool,
}

impl CastOptions {
    /// The option keys.
    pub const KEYS: [&'static str; 5] =
        ["typecast", "create_options", "date_order", "decimal_mark", "time_zone"];

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
