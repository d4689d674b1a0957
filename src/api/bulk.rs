//! Many records at once: `dt_insert_many`, its options, and what becomes of bad records.

use std::collections::HashSet;

use dyntables_records::cast::CastOptions;
use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::argument::{object, string};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use pgrx::pg_sys::{self};
use serde_json::{Value, json};

use crate::api::args::{array_arg, duplicate, jsonb_arg, writable};
use crate::caller::identity;
use crate::catalog::cache::{self, Definition};
use crate::run::options::create_missing;
use crate::run::prepare::{Refused, elements, identities, prepare};
use crate::server::backend::check_for_interrupts;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute, stream};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};
use crate::server::returned::Returned;
use crate::server::types::{self, Set, Text};
use crate::server::write_mode::counting;

crate::sql_functions! {
    dt_insert_many(table_name: Text, records: Jsonb, options: Jsonb) -> table(id: Uuid, errors: Jsonb) => insert_many;
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

fn insert_many(
    call: &Call,
    table_name: Arg<Text>,
    records: Arg<types::Jsonb>,
    options: Arg<types::Jsonb>,
) -> Result<Returned<Set>, Error> {
    let records = array_arg(records)?;
    let options = Options::parse(&options.options()?)?;
    if !options.skip && options.cast.reading.is_none() {
        let definition = writable(table_name)?;
        return insert_all(call, &definition, &records);
    }
    let definition = if options.cast.create_options {
        let name = table_name.required()?;
        create_missing(cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?, &records, &options.cast)?
    } else {
        writable(table_name)?
    };
    let moment = identity::moment();
    let mut good: Vec<(usize, Value)> = Vec::new();
    let mut bad: Vec<(usize, Value)> = Vec::new();
    for (at, element) in elements(&records).enumerate() {
        check_for_interrupts();
        match prepare(&definition, &element, &options.cast, &moment)? {
            Ok(value) => good.push((at, value)),
            Err(Refused::Faults(faults)) if !options.skip => {
                return Err(Error::invalid_record(definition.table.slug.as_str(), &faults, Some(at)));
            }
            Err(Refused::NoObject(error)) if !options.skip => return Err(error),
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

fn insert_all(call: &Call, definition: &Definition, records: &Jsonb<'_>) -> Result<Returned<Set>, Error> {
    let sql = write::insert_many(&definition.table);
    counting(definition.storage, || {
        guarded(|| stream(call, sql.text(), &[jsonb_arg(records)], Access::Write))
            .map_err(duplicate(definition))
    })
}

/// Stores the good records, which stood at `places`. The result has a row for each record given, in order: its id, or
/// what was wrong with it.
fn insert_skipping(
    call: &Call,
    definition: &Definition,
    records: &Jsonb<'_>,
    places: &[usize],
    bad: Vec<(usize, Value)>,
) -> Returned<Set> {
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
        let Some(keys) = identities(&definition.table, columns) else { continue };
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
