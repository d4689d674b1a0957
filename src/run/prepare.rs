//! Records before they are given to the trigger: read as people write them, with the faults that remain.

use std::collections::{HashMap, HashSet};

use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_records::cast::CastOptions;
use dyntables_values::Error;
use dyntables_values::argument::not_an_object;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::jsonb::node::{Array, JsonbNode, Node};
use dyntables_values::moment::Moment;
use dyntables_values::system::Source;
use serde_json::{Value, json};

use crate::catalog::cache::Definition;
use crate::server::backend::check_for_interrupts;
use crate::server::jsonb::{self, Jsonb};

/// The elements of an array.
pub fn elements<'a>(records: &'a Jsonb<'_>) -> impl Iterator<Item = JsonbNode<'a>> {
    records.node().as_array().into_iter().flat_map(|array| array.elements().collect::<Vec<_>>())
}

/// Why a record cannot be stored.
pub enum Refused {
    /// It is no object: the error that says so.
    NoObject(Error),
    /// It breaks rules of its columns.
    Faults(Vec<Fault>),
}

impl Refused {
    /// As JSON for programs.
    pub fn to_json(&self) -> Value {
        match self {
            Refused::NoObject(error) => json!([{"column": null, "code": "type", "message": error.message()}]),
            Refused::Faults(faults) => faults.iter().map(Fault::to_json).collect(),
        }
    }
}

/// The record as it is to be given to the trigger, or everything that is wrong with it.
pub fn prepare(
    definition: &Definition,
    element: &JsonbNode<'_>,
    options: &CastOptions,
    moment: &Moment,
) -> Result<Result<Value, Refused>, Error> {
    let value = element.to_value().into_owned();
    if !value.is_object() {
        return Ok(Err(Refused::NoObject(not_an_object(&value))));
    }
    let validator = &definition.validator;
    // A record that is too deep fails as a whole, in the trigger.
    if validator.is_too_deep(*element) || validator.is_stored_form(*element, true) {
        return Ok(Ok(value));
    }
    let copy = jsonb::from_value(&value);
    let (stored, faults) = read(definition, copy, None, options, moment)?;
    if !faults.is_empty() {
        return Ok(Err(Refused::Faults(faults)));
    }
    // Defaults, generated values and the like are the trigger's.
    Ok(Ok(if options.reading.is_some() { stored.node().to_value().into_owned() } else { value }))
}

/// What a new record, or one that was `old` before, becomes: normalised, its values read as `options` say, its defaults filled in;
/// and the faults that remain.
pub fn read(
    definition: &Definition,
    data: Jsonb<'_>,
    old: Option<Jsonb<'_>>,
    options: &CastOptions,
    moment: &Moment,
) -> Result<(Jsonb<'static>, Vec<Fault>), Error> {
    let validator = &definition.validator;
    let check = |data: &Jsonb<'_>| {
        let stored = data.amended(&validator.amend(data.bytes(), old.is_none(), &|| moment.clone()))?;
        let mut faults = validator.forbidden_changes(stored.node(), old.map(|old| old.node()));
        faults.extend(validator.faults(stored.node()));
        Ok((stored, faults))
    };
    let (stored, faults) = check(&data)?;
    let Some(reading) = options.reading.as_ref().filter(|_| !faults.is_empty()) else {
        return Ok((stored, faults));
    };
    let mut casting = validator.cast(stored.node(), &faults, reading);
    if casting.is_empty() {
        return Ok((stored, faults));
    }
    let mut lacking: Vec<Fault> = Vec::new();
    if !options.create_options {
        for (key, values) in &casting.missing {
            casting.amendment.set.remove(key);
            // Of a list in one text, which is no array, the elements say more.
            let says_it = |fault: &Fault| fault.column == *key && fault.code == FaultCode::Option;
            if !faults.iter().any(says_it) {
                lacking.extend(values.iter().map(|value| Fault::no_option(key, value)));
            }
        }
    }
    let (stored, mut faults) = check(&stored.amended(&casting.amendment)?)?;
    let is_told = |fault: &Fault| {
        let told = casting.unclear.iter().chain(&lacking).any(|told| told.column == fault.column);
        let created = || casting.missing.iter().any(|(key, _)| *key == fault.column);
        told || options.create_options && fault.code == FaultCode::Option && created()
    };
    faults.retain(|fault| !is_told(fault));
    faults.extend(lacking);
    faults.extend(casting.unclear);
    faults.sort_by_key(|fault| validator.table().position(&fault.column));
    Ok((stored, faults))
}

/// The options that the records' values lack, by column; an error as soon as a column would get more than `most`.
pub fn missing_options(
    definition: &Definition,
    records: &Jsonb<'_>,
    options: &CastOptions,
    moment: &Moment,
    most: usize,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let Some(reading) = &options.reading else { return Ok(Vec::new()) };
    let validator = &definition.validator;
    let mut missing: Vec<(String, Vec<String>)> = Vec::new();
    let mut known: HashMap<String, HashSet<String>> = HashMap::new();
    for element in elements(records) {
        check_for_interrupts();
        if element.as_object().is_none() || validator.is_stored_form(element, true) {
            continue;
        }
        // A record that is not stored brings no options with it.
        let copy = jsonb::from_value(&element.to_value());
        if !read(definition, copy, None, options, moment)?.1.is_empty() {
            continue;
        }
        for (key, values) in validator.cast(element, &validator.faults(element), reading).missing {
            let known = known.entry(key.clone()).or_default();
            // The first spelling is the option; the others find it.
            let new: Vec<String> =
                values.into_iter().filter(|value| known.insert(value.to_lowercase())).collect();
            if known.len() > most {
                return Err(Error::limit_hint(
                    format!("column \"{key}\" would get more than {most} new options"),
                    "A column of so many different values is rather of type text.",
                ));
            }
            match missing.iter_mut().find(|(other, _)| *other == key) {
                Some((_, values)) => values.extend(new),
                None => missing.push((key, new)),
            }
        }
    }
    Ok(missing)
}

/// How unique rules compare these columns: key and extraction function each; `None` if one is no
/// column of `data`.
pub fn identities(table: &Table, columns: &[String]) -> Option<Vec<(ColumnKey, &'static str)>> {
    let data_column = |key: &String| table.column(key).filter(|column| column.type_.source() == Source::Data);
    columns
        .iter()
        .map(|key| data_column(key).map(|c| (c.key.clone(), c.type_.identity(&c.config).1)))
        .collect()
}
