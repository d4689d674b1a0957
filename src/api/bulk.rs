//! Many records at once: `dt_insert_many`, its options, and what becomes of bad records.

use std::collections::{HashMap, HashSet};

use dyntables_core::Error;
use dyntables_core::fault::{Fault, FaultCode, not_an_object};
use dyntables_core::json::{object, string};
use dyntables_core::sqlgen::write;
use dyntables_core::text::kind_of;
use dyntables_core::types::Moment;
use dyntables_core::types::kind::Kind;
use dyntables_core::types::param::Param;
use dyntables_core::validate::cast::CastOptions;
use jsonschema::json::{Array, JsonbNode, Node};
use pgrx::pg_sys;
use pgrx::pg_sys::Datum;
use serde_json::{Value, json};

use crate::access::identity;
use crate::api::options::create_missing;
use crate::api::records::{duplicate, jsonb_arg, writable};
use crate::catalog::cache::{self, Definition};
use crate::jsonb::{self, Jsonb};
use crate::spi::call::Call;
use crate::spi::call::null;
use crate::spi::guard::guarded;
use crate::spi::plan::{Access, execute, stream};
use crate::spi::server::check_for_interrupts;
use crate::spi::write_mode::counting;

crate::sql_functions! {
    "dt_insert_many" => insert_many;
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
        create_missing(cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?, &records, &options.cast)?
    } else {
        writable(call)?
    };
    let moment = identity::moment();
    let mut good: Vec<(usize, Value)> = Vec::new();
    let mut bad: Vec<(usize, Value)> = Vec::new();
    for (at, element) in elements(&records).enumerate() {
        check_for_interrupts();
        match prepare(&definition, &element, &options.cast, &moment)? {
            Ok(value) => good.push((at, value)),
            Err(Refused::Faults(faults)) if !options.skip => {
                let table = definition.table.slug.to_string();
                return Err(Error::InvalidRecord { table, faults, index: Some(at) });
            }
            Err(Refused::NoObject(message)) if !options.skip => return Err(Error::bad(message)),
            Err(refused) => bad.push((at, refused.to_json())),
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
                return Err(Error::Limit {
                    message: format!("column \"{key}\" would get more than {most} new options"),
                    hint: Some("A column of so many different values is rather of type text.".into()),
                });
            }
            match missing.iter_mut().find(|(other, _)| *other == key) {
                Some((_, values)) => values.extend(new),
                None => missing.push((key, new)),
            }
        }
    }
    Ok(missing)
}

/// Stores the good records, which stood at `places`. The result has a row for each record given, in order: its id, or
/// what was wrong with it.
fn insert_skipping(
    call: &Call,
    definition: &Definition,
    records: &Jsonb<'_>,
    places: &[usize],
    bad: Vec<(usize, Value)>,
) -> Datum {
    let ids: Vec<uuid::Uuid> = places.iter().map(|_| uuid::Uuid::now_v7()).collect();
    let all: Vec<usize> = (0..places.len()).collect();
    let ids_arg = Param::List(Kind::Uuid, ids.iter().map(|id| Param::Uuid(*id.as_bytes())).collect());
    let sql = write::insert_new(&definition.table);
    let args = [jsonb_arg(records), ordinals(&all).into(), ids_arg.into()];
    let stored: HashSet<uuid::Uuid> = execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len())
            .filter_map(|row| rows.get::<pgrx::datum::Uuid>(row, 1))
            .map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
            .collect()
    });
    let twins: Vec<usize> = (0..ids.len()).filter(|at| !stored.contains(&ids[*at])).collect();
    let mut result = vec![json!([null, null]); places.len() + bad.len()];
    for (place, id) in places.iter().zip(&ids) {
        result[*place] = json!([id.to_string(), null]);
    }
    let collided = collisions(definition, records, &twins).into_iter().zip(&twins);
    let collided = collided.map(|(errors, at)| (places[*at], Value::Array(errors)));
    for (place, errors) in bad.into_iter().chain(collided) {
        result[place] = json!([null, errors]);
    }
    const ROWS: &str = "SELECT (r.value OPERATOR(pg_catalog.->>) 0)::pg_catalog.uuid, \
        NULLIF(r.value OPERATOR(pg_catalog.->) 1, 'null'::pg_catalog.jsonb) \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at";
    stream(call, ROWS, &[Value::Array(result).into()], Access::Read)
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
        let found: HashSet<usize> = execute(sql.text(), &args, Access::ReadLatest, |rows| {
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
