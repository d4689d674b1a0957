//! The arguments that several functions have.

use std::sync::Arc;

use dyntables_ask::select::Trash;
use dyntables_values::Error;
use dyntables_values::fault::not_an_object;
use dyntables_values::jsonb::node::Node;
use dyntables_values::text::kind_of;
use pgrx::pg_sys;

use crate::catalog::cache::{self, Definition};
use crate::server::call::{Call, null};
use crate::server::guard::Failure;
use crate::server::jsonb::Jsonb;
use crate::server::param::Value as Arg;
use crate::server::snapshot::Pushed;

/// The table of argument 0, for writing records.
pub fn writable(call: &Call) -> Result<Arc<Definition>, Error> {
    let definition = cache::by_name(&call.required_text(0, "table_name")?, pg_sys::RowExclusiveLock)?;
    definition.check_writable()?;
    Ok(definition)
}

/// A table to read records of: definition and snapshot are of the same moment while this lives.
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

/// The table of argument 0, for reading records.
pub fn readable(call: &Call) -> Result<Readable, Error> {
    let definition = cache::by_name(&call.required_text(0, "table_name")?, pg_sys::AccessShareLock)?;
    let snapshot = definition.snapshot()?;
    Ok(Readable { definition, _snapshot: snapshot })
}

/// A jsonb argument as a parameter, untouched.
pub fn jsonb_arg(data: &Jsonb<'_>) -> Arg {
    Arg::Datum(Some(data.datum()), pg_sys::JSONBOID)
}

/// The argument `data` or `patch`, which must be an object.
pub fn object_arg<'a>(call: &'a Call, n: usize, name: &str) -> Result<Jsonb<'a>, Error> {
    let data = call.jsonb(n).ok_or_else(|| null(name))?;
    if data.node().as_object().is_none() {
        let value = data.node().to_value();
        return Err(Error::bad(if name == "data" {
            not_an_object(&value)
        } else {
            format!("{name} must be an object, not {}", kind_of(&value))
        }));
    }
    Ok(data)
}

/// The error for a unique violation in a table's storage. Asks nothing of PostgreSQL, which is
/// in the middle of an error.
pub fn duplicate(definition: &Definition) -> impl FnOnce(Failure) -> Error + '_ {
    |failure| {
        let indexes = definition.unique.iter().map(|(name, columns)| (name.as_str(), columns.as_slice()));
        failure.of_indexes(&definition.table, indexes)
    }
}

/// An argument that must be a JSON array.
pub fn array_arg<'a>(call: &'a Call, n: usize, name: &str) -> Result<Jsonb<'a>, Error> {
    let records = call.jsonb(n).ok_or_else(|| null(name))?;
    if records.node().as_array().is_none() {
        let kind = kind_of(&records.node().to_value());
        return Err(Error::bad_hint(
            format!("{name} must be an array of records, not {kind}"),
            "Write for example [{\"name\": \"Acme\"}, {\"name\": \"Globex\"}].",
        ));
    }
    Ok(records)
}

/// The `trash` argument of the listing functions, checked.
pub fn trash_argument(call: &Call, n: usize) -> Result<String, Error> {
    let word = call.text(n).unwrap_or_else(|| "exclude".to_owned());
    Trash::parse(&word)?;
    Ok(word)
}
