//! Which arguments do several functions have, and how are they checked?

use std::sync::Arc;

use dyntables_ask::select::Trash;
use dyntables_values::Error;
use dyntables_values::argument::{not_an_object, wrong_kind};
use dyntables_values::jsonb::node::Node;
use pgrx::pg_sys;

use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::server::call::Arg;
use crate::server::jsonb::Jsonb;
use crate::server::snapshot::Pushed;
use crate::server::types::{self, Text};

/// The table of this name, for writing records. An error if there is none, or if its records are not written to.
pub fn writable(table_name: Arg<Text>) -> Result<Arc<Definition>, Error> {
    let definition = cache::by_name(&table_name.required()?, pg_sys::RowExclusiveLock)?;
    definition.check_writable()?;
    Ok(definition)
}

/// A table to read records of. While this lives, the snapshot fits the definition.
pub struct Readable {
    definition: Arc<Definition>,
    _snapshot: Option<Pushed>,
}

impl std::ops::Deref for Readable {
    type Target = Definition;

    fn deref(&self) -> &Definition {
        &self.definition
    }
}

/// The table of this name, for reading records. An error if there is none.
pub fn readable(table_name: Arg<Text>) -> Result<Readable, Error> {
    let definition = cache::by_name(&table_name.required()?, pg_sys::AccessShareLock)?;
    let snapshot = definition.snapshot()?;
    Ok(Readable { definition, _snapshot: snapshot })
}

/// The argument `data` or `patch`. An error unless it is a JSON object.
pub fn object_arg(argument: Arg<'_, types::Jsonb>) -> Result<Jsonb<'_>, Error> {
    let data = argument.required()?;
    if data.node().as_object().is_none() {
        let value = data.node().to_value();
        return Err(match argument.name() {
            "data" => not_an_object(&value),
            name => wrong_kind(name, "an object", &value),
        });
    }
    Ok(data)
}

/// An argument with records. An error unless it is a JSON array.
pub fn array_arg(argument: Arg<'_, types::Jsonb>) -> Result<Jsonb<'_>, Error> {
    let records = argument.required()?;
    if records.node().as_array().is_none() {
        let (due, example) = match argument.name() {
            "patches" => (
                "an array of patches",
                "[{\"id\": \"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c\", \"patch\": {\"amount\": 5}}]",
            ),
            _ => ("an array of records", "[{\"name\": \"Acme\"}, {\"name\": \"Globex\"}]"),
        };
        let error = wrong_kind(argument.name(), due, &records.node().to_value());
        return Err(error.or_hint(format!("Write for example {example}.")));
    }
    Ok(records)
}

/// The argument `trash` of the listing functions. An error if it is none of its words.
pub fn trash_argument(trash: Arg<Text>) -> Result<String, Error> {
    let word = trash.get().unwrap_or_else(|| "exclude".to_owned());
    Trash::parse(&word)?;
    Ok(word)
}
