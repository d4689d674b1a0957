//! Many records at once: the array argument, options, and what to do with bad records.

use dyntables_core::Error;
use dyntables_core::json::{kind_of, object, string};
use dyntables_core::sqlgen::param::Param;
use dyntables_core::sqlgen::write;
use dyntables_core::types::kind::Kind;
use dyntables_core::validate::fault::not_an_object;
use jsonschema::json::{Array, JsonbNode, Node};
use pgrx::pg_sys::Datum;
use serde_json::{Value, json};

use crate::access::identity;
use crate::api::records::jsonb_arg;
use crate::catalog::Definition;
use crate::jsonb::{self, Jsonb};
use crate::spi::call::null;
use crate::spi::{Access, Call, execute, stream};

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

/// The options of `dt_insert_many`.
#[derive(Debug, Default)]
pub struct Options {
    /// Whether bad records are left out instead of failing the call.
    pub skip: bool,
}

impl Options {
    /// Reads the options.
    pub fn parse(options: &Value) -> Result<Self, Error> {
        let mut parsed = Options::default();
        for (key, value) in object(options, "options")? {
            match key.as_str() {
                "on_error" => {
                    parsed.skip = match string(value, "on_error")? {
                        "abort" => false,
                        "skip" => true,
                        other => return Err(Error::unknown("value of on_error", other, ["abort", "skip"])),
                    }
                }
                _ => return Err(Error::unknown("option", key, ["on_error"])),
            }
        }
        Ok(parsed)
    }
}

/// Stores the good records and leaves out the bad ones. The result has an id for each record, in
/// order, NULL for those left out; a WARNING tells what was wrong with them, as JSON in its DETAIL.
pub fn insert_skipping(call: &Call, definition: &Definition, records: &Jsonb<'_>) -> Result<Datum, Error> {
    let moment = identity::moment();
    let mut bad: Vec<Value> = Vec::new();
    let (mut places, mut ids) = (Vec::new(), Vec::new());
    let count = records.node().as_array().map_or(0, |array| array.len());
    for (at, element) in records.node().as_array().iter().flat_map(Array::elements).enumerate() {
        let faults = faults_of(definition, &element, &moment)?;
        if faults.is_empty() {
            places.push(at);
            ids.push(uuid::Uuid::now_v7());
        } else {
            bad.push(json!({"index": at, "errors": faults}));
        }
    }
    let places_arg = Param::List(Kind::Int8, places.iter().map(|at| Param::Int8(*at as i64 + 1)).collect());
    let ids_arg = Param::List(Kind::Uuid, ids.iter().map(|id| Param::Uuid(*id.as_bytes())).collect());
    let sql = write::insert_new(&definition.table);
    let args = [jsonb_arg(records), places_arg.into(), ids_arg.into()];
    let stored: Vec<uuid::Uuid> = execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len())
            .filter_map(|row| rows.get::<pgrx::datum::Uuid>(row, 1))
            .map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
            .collect()
    });
    let mut result = vec![Value::Null; count];
    for (at, id) in places.iter().zip(&ids) {
        if stored.contains(id) {
            result[*at] = json!(id.to_string());
        } else {
            let message = "a record with the same unique value already exists";
            bad.push(
                json!({"index": at, "errors": [{"column": null, "code": "unique", "message": message}]}),
            );
        }
    }
    bad.sort_by_key(|fault| fault["index"].as_u64());
    if !bad.is_empty() {
        let message =
            format!("{} of {count} records of table \"{}\" were left out", bad.len(), definition.table.slug);
        crate::spi::report::warn(&message, &Value::Array(bad).to_string());
    }
    const IDS: &str = "SELECT r.value::pg_catalog.uuid FROM pg_catalog.jsonb_array_elements_text($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at";
    Ok(stream(call, IDS, &[Value::Array(result).into()], Access::Read))
}

fn faults_of(
    definition: &Definition,
    element: &JsonbNode<'_>,
    moment: &dyntables_core::types::Moment,
) -> Result<Vec<Value>, Error> {
    if element.as_object().is_none() {
        return Ok(vec![
            json!({"column": null, "code": "type", "message": not_an_object(&element.to_value())}),
        ]);
    }
    let validator = &definition.validator;
    if validator.is_too_deep(*element) || validator.is_stored_form(*element, true) {
        return Ok(Vec::new()); // a record that is too deep fails as a whole, in the trigger
    }
    let copy = jsonb::from_value(&element.to_value());
    let stored = copy.amended(&validator.amend(copy.node(), true, moment));
    let mut faults = validator.touched_trash(stored.node(), None);
    faults.extend(validator.faults(stored.node()));
    Ok(faults.iter().map(|fault| fault.to_json()).collect())
}
