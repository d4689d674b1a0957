//! Many records at once: `dt_insert_many`, its options, and what becomes of bad records.

use std::cell::RefCell;

use dyntables_core::Error;
use dyntables_core::json::{kind_of, object, string};
use dyntables_core::sqlgen::param::Param;
use dyntables_core::sqlgen::write;
use dyntables_core::types::Moment;
use dyntables_core::types::kind::Kind;
use dyntables_core::validate::cast::CastOptions;
use dyntables_core::validate::fault::{Fault, FaultCode, not_an_object};
use jsonschema::json::{Array, JsonbNode, Node};
use pgrx::pg_sys;
use pgrx::pg_sys::Datum;
use serde_json::{Value, json};

use crate::access::identity;
use crate::api::options::create_missing;
use crate::api::records::{duplicate, jsonb_arg, writable};
use crate::catalog::{self, Definition};
use crate::jsonb::{self, Jsonb};
use crate::spi::call::null;
use crate::spi::{Access, Call, execute, guarded, stream};
use crate::trigger::counting;

crate::sql_functions! {
    "dt_insert_many" => insert_many;
    "dt_insert_errors" => insert_errors;
}

thread_local! {
    /// The bad records of this session's last `dt_insert_many` with `on_error` skip.
    static LEFT_OUT: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
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

fn elements<'a>(records: &'a Jsonb<'_>) -> impl Iterator<Item = JsonbNode<'a>> {
    records.node().as_array().into_iter().flat_map(|array| array.elements().collect::<Vec<_>>())
}

/// The options of `dt_insert_many`.
struct Options {
    /// Whether bad records are left out instead of failing the call.
    skip: bool,
    /// How values are read that no rule accepts.
    cast: CastOptions,
}

impl Options {
    fn parse(options: &Value) -> Result<Self, Error> {
        let mut skip = false;
        let cast = CastOptions::parse(object(options, "options")?, |key, value| {
            if key != "on_error" {
                let known: Vec<&str> = CastOptions::KEYS.into_iter().chain(["on_error"]).collect();
                return Err(Error::unknown("option", key, known));
            }
            skip = match string(value, key)? {
                "abort" => false,
                "skip" => true,
                other => return Err(Error::unknown("value of on_error", other, ["abort", "skip"])),
            };
            Ok(())
        })?;
        Ok(Options { skip, cast })
    }
}

fn insert_many(call: &mut Call) -> Result<Datum, Error> {
    let records = array_arg(call, 1, "records")?;
    let options = Options::parse(&call.options(2)?)?;
    if !options.skip && options.cast.reading.is_none() {
        let definition = writable(call)?;
        return insert_all(call, &definition, &records);
    }
    let definition = if options.cast.create_options {
        let name = call.required_text(0, "table_name")?;
        create_missing(catalog::by_name(&name, pg_sys::ShareRowExclusiveLock)?, &records, &options.cast)?
    } else {
        writable(call)?
    };
    let moment = identity::moment();
    let mut good: Vec<(usize, Value)> = Vec::new();
    let mut bad: Vec<Value> = Vec::new();
    for (at, element) in elements(&records).enumerate() {
        match prepare(&definition, &element, &options.cast, &moment)? {
            Ok(value) => good.push((at, value)),
            Err(Refused::Faults(faults)) if !options.skip => {
                let table = definition.table.slug.to_string();
                return Err(Error::InvalidRecord { table, faults, index: Some(at) });
            }
            Err(Refused::NoObject(message)) if !options.skip => return Err(Error::bad(message)),
            Err(refused) => bad.push(json!({"index": at, "errors": refused.to_json()})),
        }
    }
    let places: Vec<usize> = good.iter().map(|(at, _)| *at).collect();
    let prepared = jsonb::from_value(&Value::Array(good.into_iter().map(|(_, value)| value).collect()));
    if !options.skip {
        return insert_all(call, &definition, &prepared);
    }
    Ok(insert_skipping(call, &definition, &prepared, &places, bad))
}

fn insert_all(call: &Call, definition: &Definition, records: &Jsonb<'_>) -> Result<Datum, Error> {
    let sql = write::insert_many(&definition.table);
    counting(definition.storage, || {
        guarded(|| stream(call, sql.text(), &[jsonb_arg(records)], Access::Write))
            .map_err(duplicate(definition))
    })
}

/// Why a record cannot be stored.
pub enum Refused {
    /// It is no object.
    NoObject(String),
    /// It breaks rules of its columns.
    Faults(Vec<Fault>),
}

impl Refused {
    fn to_json(&self) -> Value {
        match self {
            Refused::NoObject(message) => json!([{"column": null, "code": "type", "message": message}]),
            Refused::Faults(faults) => faults.iter().map(Fault::to_json).collect(),
        }
    }
}

/// The record as it is to be given to the trigger, or everything that is wrong with it.
fn prepare(
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
    let (stored, faults) = read(definition, copy, options, moment)?;
    if !faults.is_empty() {
        return Ok(Err(Refused::Faults(faults)));
    }
    // Defaults, generated values and the like are the trigger's.
    Ok(Ok(if options.reading.is_some() { stored.node().to_value().into_owned() } else { value }))
}

/// What a record becomes: normalised, its values read as `options` say, its defaults filled in;
/// and the faults that remain.
pub fn read(
    definition: &Definition,
    data: Jsonb<'_>,
    options: &CastOptions,
    moment: &Moment,
) -> Result<(Jsonb<'static>, Vec<Fault>), Error> {
    let validator = &definition.validator;
    let check = |data: &Jsonb<'_>| {
        let stored = data.amended(&validator.amend(data.bytes(), true, &|| moment.clone()))?;
        let mut faults = validator.forbidden_changes(stored.node(), None);
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

/// The options that the records' values lack, by column.
pub fn missing_options(
    definition: &Definition,
    records: &Jsonb<'_>,
    options: &CastOptions,
    moment: &Moment,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let Some(reading) = &options.reading else { return Ok(Vec::new()) };
    let validator = &definition.validator;
    let mut missing: Vec<(String, Vec<String>)> = Vec::new();
    for element in elements(records) {
        if element.as_object().is_none() || validator.is_stored_form(element, true) {
            continue;
        }
        // A record that is not stored brings no options with it.
        let copy = jsonb::from_value(&element.to_value());
        if !read(definition, copy, options, moment)?.1.is_empty() {
            continue;
        }
        for (key, values) in validator.cast(element, &validator.faults(element), reading).missing {
            let at = missing.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                missing.push((key, Vec::new()));
                missing.len() - 1
            });
            let known = &mut missing[at].1;
            for value in values {
                // The first spelling is the option; the others find it.
                if !known.iter().any(|other| other.to_lowercase() == value.to_lowercase()) {
                    known.push(value);
                }
            }
        }
    }
    Ok(missing)
}

/// Stores the good records, which stood at `places`. The result has an id for each record given, in
/// order, NULL for those left out; a WARNING tells what was wrong with them, as JSON in its DETAIL,
/// and `dt_insert_errors` afterwards.
fn insert_skipping(
    call: &Call,
    definition: &Definition,
    records: &Jsonb<'_>,
    places: &[usize],
    mut bad: Vec<Value>,
) -> Datum {
    let ids: Vec<uuid::Uuid> = places.iter().map(|_| uuid::Uuid::now_v7()).collect();
    let all: Vec<usize> = (0..places.len()).collect();
    let ids_arg = Param::List(Kind::Uuid, ids.iter().map(|id| Param::Uuid(*id.as_bytes())).collect());
    let sql = write::insert_new(&definition.table);
    let args = [jsonb_arg(records), ordinals(&all).into(), ids_arg.into()];
    let stored: std::collections::HashSet<uuid::Uuid> = execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len())
            .filter_map(|row| rows.get::<pgrx::datum::Uuid>(row, 1))
            .map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
            .collect()
    });
    let count = places.len() + bad.len();
    let mut result = vec![Value::Null; count];
    let mut twins = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        if stored.contains(id) {
            result[places[at]] = json!(id.to_string());
        } else {
            twins.push(at);
        }
    }
    bad.extend(
        collisions(definition, records, &twins)
            .into_iter()
            .zip(&twins)
            .map(|(errors, at)| json!({"index": places[*at], "errors": errors})),
    );
    bad.sort_by_key(|fault| fault["index"].as_u64());
    if !bad.is_empty() {
        let message =
            format!("{} of {count} records of table \"{}\" were left out", bad.len(), definition.table.slug);
        crate::spi::report::warn(&message, &Value::Array(bad.clone()).to_string());
    }
    LEFT_OUT.set(bad);
    const IDS: &str = "SELECT r.value::pg_catalog.uuid FROM pg_catalog.jsonb_array_elements_text($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at";
    stream(call, IDS, &[Value::Array(result).into()], Access::Read)
}

/// Positions of elements as SQL counts them.
fn ordinals(places: &[usize]) -> Param {
    Param::List(Kind::Int8, places.iter().map(|at| Param::Int8(*at as i64 + 1)).collect())
}

/// For each of the elements at `places`, which a unique index refused: the errors that say which.
fn collisions(definition: &Definition, records: &Jsonb<'_>, places: &[usize]) -> Vec<Vec<Value>> {
    const MESSAGE: &str = "another record has the same value";
    let mut errors = vec![Vec::new(); places.len()];
    if places.is_empty() {
        return errors;
    }
    for (_, columns) in &definition.unique {
        let Some(keys) = crate::api::upsert::identities(&definition.table, columns) else { continue };
        let sql = write::colliding(&definition.table, &keys);
        let args = [jsonb_arg(records), ordinals(places).into()];
        let found: Vec<usize> = execute(sql.text(), &args, Access::ReadLatest, |rows| {
            (0..rows.len()).filter_map(|row| rows.get::<i64>(row, 1)).map(|at| at as usize - 1).collect()
        });
        for (place, errors) in places.iter().zip(&mut errors) {
            if found.contains(place) {
                errors.extend(
                    columns
                        .iter()
                        .map(|column| json!({"column": column, "code": "unique", "message": MESSAGE})),
                );
            }
        }
    }
    for errors in &mut errors {
        if errors.is_empty() {
            // In an index that a DBA made over expressions of their own.
            errors.push(json!({"column": null, "code": "unique", "message": MESSAGE}));
        }
    }
    errors
}

fn insert_errors(call: &mut Call) -> Result<Datum, Error> {
    const ROWS: &str = "SELECT (r.value OPERATOR(pg_catalog.->) 'index')::pg_catalog.int8, e.value OPERATOR(pg_catalog.->>) 'column', \
        e.value OPERATOR(pg_catalog.->>) 'code', e.value OPERATOR(pg_catalog.->>) 'message', e.value OPERATOR(pg_catalog.->) 'value' \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at), \
        pg_catalog.jsonb_array_elements(r.value OPERATOR(pg_catalog.->) 'errors') WITH ORDINALITY AS e(value, at) ORDER BY r.at, e.at";
    let left_out = LEFT_OUT.with_borrow(Vec::clone);
    Ok(stream(call, ROWS, &[Value::Array(left_out).into()], Access::Read))
}
