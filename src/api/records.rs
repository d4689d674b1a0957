//! How are records inserted, validated, read, updated, replaced, deleted and restored?

use dyntables_ask::predicate::Predicate;
use dyntables_query::filter::{check, parse};
use dyntables_records::cast_options::CastOptions;
use dyntables_records::{Read, Write};
use dyntables_sql::{select, write};
use dyntables_values::Error;
use dyntables_values::argument::object;
use dyntables_values::fault::Fault;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use serde_json::{Value, json};

use crate::api::args::{object_arg, readable, writable};
use crate::caller::identity;
use crate::catalog::definition::Definition;
use crate::run::change::{Wish, carry_out};
use crate::run::options::NewOptions;
use crate::run::prepare::{self, Refused, definition, with_new_options};
use crate::run::unique::refused_by_index;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute, execute_sql, last_processed, stream};
use crate::server::guard::guarded;
use crate::server::jsonb;
use crate::server::param::Value as Parameter;
use crate::server::returned::Returned;
use crate::server::types::{Bool, Int8, Interval, Jsonb, Record, Set, Text, Uuid, UuidArray};
use crate::server::write_mode::numbers_given;

crate::sql_functions! {
    dt_insert(table_name: Text, data: Jsonb, id: Uuid, options: Jsonb) -> Record => insert;
    dt_validate(table_name: Text, data: Jsonb, options: Jsonb) -> Jsonb => validate;
    dt_get(table_name: Text, id: Uuid) -> setof Record => get;
    dt_update(table_name: Text, id: Uuid, patch: Jsonb, expected_version: Int8, options: Jsonb) -> setof Record => update;
    dt_replace(table_name: Text, id: Uuid, data: Jsonb, expected_version: Int8, options: Jsonb) -> setof Record => replace;
    dt_delete(table_name: Text, id: Uuid, permanently: Bool) -> Bool => delete;
    dt_delete_many(table_name: Text, ids: UuidArray, permanently: Bool) -> Int8 => delete_many;
    dt_restore(table_name: Text, id: Uuid, options: Jsonb) -> setof Record => restore;
    dt_update_where(table_name: Text, filter: Jsonb, patch: Jsonb) -> Int8 => update_where;
    dt_delete_where(table_name: Text, filter: Jsonb, permanently: Bool) -> Int8 => delete_where;
    dt_empty_trash(table_name: Text, older_than: Interval) -> Int8 => empty_trash;
}

fn insert(
    call: &Call,
    table_name: Arg<Text>,
    data: Arg<Jsonb>,
    id: Arg<Uuid>,
    options: Arg<Jsonb>,
) -> Result<Option<Returned<Record>>, Error> {
    let data = object_arg(data)?;
    let id = id.get();
    let cast = reading(options)?;
    let mut definition = definition(&table_name.required()?, &cast)?;
    let read = match cast.reading {
        // There is nothing to do before the trigger does it.
        None => None,
        Some(_) => {
            let stored = with_new_options(&mut definition, |definition, new_options| {
                prepare::record(definition, data.bytes(), Write::Insert, &cast, true, new_options)
            })?;
            Some(jsonb::from_bytes(&stored.map_err(|refused| refused.error(&definition, None))?))
        }
    };
    let sql = write::insert(&definition.table, id.is_some());
    let mut args = vec![read.as_ref().unwrap_or(&data).into()];
    args.extend(id.map(Parameter::from));
    numbers_given(cast.given, definition.storage, || {
        guarded(|| execute(sql.text(), &args, Access::Write, |rows| rows.composite(call)))
    })
    .map_err(refused_by_index(&definition))
}

/// The options of a function that writes one record.
fn reading(options: Arg<Jsonb>) -> Result<CastOptions, Error> {
    let options = options.options()?;
    CastOptions::parse(object(&options, "options")?, |key, _| {
        Err(Error::unknown("option", key, CastOptions::KEYS))
    })
}

fn validate(
    _call: &Call,
    table_name: Arg<Text>,
    data: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let data = data.required()?;
    let cast = reading(options)?;
    let definition = readable(table_name)?;
    let read = prepare::read(&definition, data.bytes(), Write::Insert, &cast);
    let Read { verdict, missing } = match read {
        Ok(read) => read,
        Err(Refused::Unfit(error)) => {
            // The answer holds the document, so one that is nested too deep to be an argument is refused as such.
            data.to_value()?;
            return Err(error);
        }
        Err(refused) => {
            let answer = json!({"valid": false, "data": data.to_value()?, "errors": refused.to_json()});
            return Ok((&answer).into());
        }
    };
    if cast.create_options && verdict.faults.is_empty() {
        NewOptions::default().add(missing, &cast)?;
    }
    let stored = data.amended(&verdict.amendment)?;
    let errors: Vec<Value> = verdict.faults.iter().map(Fault::to_json).collect();
    Ok((&json!({"valid": errors.is_empty(), "data": stored.to_value()?, "errors": errors})).into())
}

fn get(call: &Call, table_name: Arg<Text>, id: Arg<Uuid>) -> Result<Returned<Set>, Error> {
    let id = id.required()?;
    let definition = readable(table_name)?;
    let mut args = vec![id.into()];
    let sql = select::by_id(&definition.table, definition.bind_creators(&mut args));
    Ok(stream(call, sql.text(), &args, Access::Read))
}

fn update(
    call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    patch: Arg<Jsonb>,
    expected_version: Arg<Int8>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    change(call, table_name, (id, patch, false), expected_version, options)
}

fn replace(
    call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    data: Arg<Jsonb>,
    expected_version: Arg<Int8>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    change(call, table_name, (id, data, true), expected_version, options)
}

fn change(
    call: &Call,
    table_name: Arg<Text>,
    (id, data, replaces): (Arg<Uuid>, Arg<Jsonb>, bool),
    expected_version: Arg<Int8>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let id = id.required()?;
    let data = object_arg(data)?;
    let expected = expected_version.get();
    let cast = reading(options)?;
    let definition = definition(&table_name.required()?, &cast)?;
    prepare::refuse_hidden(&definition, data.bytes())?;
    if cast.reading.is_some() {
        let wish = Wish { id, data, replaces, restores: false, expected };
        return carry_out(call, definition, &wish, &cast);
    }
    let mut args = vec![id.into(), (&data).into()];
    args.extend(expected.map(Parameter::from));
    let creators = definition.bind_creators(&mut args);
    let sql = write::update(&definition.table, replaces, expected.is_some(), creators);
    let (result, changed) =
        guarded(|| stream_counted(call, sql.text(), &args)).map_err(refused_by_index(&definition))?;
    if let (Some(expected), 0) = (expected, changed) {
        let mut args = vec![id.into()];
        let version = write::version(&definition.table, definition.bind_creators(&mut args));
        let actual = execute(version.text(), &args, Access::ReadLatest, |rows| rows.get::<i64>(0, 1));
        if let Some(actual) = actual {
            let table = definition.table.slug.as_str();
            return Err(Error::version_conflict(table, &id.to_string(), expected, actual));
        }
    }
    Ok(result)
}

/// Streams the rows of a write, and tells how many there were.
fn stream_counted(call: &Call, text: &str, args: &[Parameter]) -> (Returned<Set>, i64) {
    let result = stream(call, text, args, Access::Write);
    (result, last_processed())
}

fn delete(
    _call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    permanently: Arg<Bool>,
) -> Result<Returned<Bool>, Error> {
    let id = id.required()?;
    let definition = writable(table_name)?;
    let mut args = vec![Param::List(Kind::Uuid, vec![Param::Uuid(*id.as_bytes())]).into()];
    let creators = definition.bind_creators(&mut args);
    let sql = write::delete(&definition.table, permanently.is_true(), creators);
    let count = execute(sql.text(), &args, Access::Write, |rows| rows.processed());
    Ok((count > 0).into())
}

fn delete_many(
    _call: &Call,
    table_name: Arg<Text>,
    ids: Arg<UuidArray>,
    permanently: Arg<Bool>,
) -> Result<Returned<Int8>, Error> {
    let ids = ids.param()?;
    let definition = writable(table_name)?;
    let mut args = vec![ids];
    let creators = definition.bind_creators(&mut args);
    let sql = write::delete(&definition.table, permanently.is_true(), creators);
    Ok(execute(sql.text(), &args, Access::Write, |rows| rows.processed()).into())
}

fn restore(
    call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let id = id.required()?;
    let options = options.options()?;
    let mut patch = json!({});
    let cast = CastOptions::parse(object(&options, "options")?, |key, value| {
        if key != "patch" {
            let known: Vec<&str> = CastOptions::KEYS.into_iter().chain(["patch"]).collect();
            return Err(Error::unknown("option", key, known));
        }
        object(value, "patch")?;
        patch = value.clone();
        Ok(())
    })?;
    let definition = definition(&table_name.required()?, &cast)?;
    if object(&options, "options")?.is_empty() {
        let mut args = vec![id.into()];
        let sql = write::restore(&definition.table, definition.bind_creators(&mut args));
        return guarded(|| stream(call, sql.text(), &args, Access::Write))
            .map_err(refused_by_index(&definition));
    }
    let data = jsonb::from_value(&patch);
    prepare::refuse_hidden(&definition, data.bytes())?;
    let wish = Wish { id, data, replaces: false, restores: true, expected: None };
    carry_out(call, definition, &wish, &cast)
}

/// The filter of a write. An error if it matches everything, unless it is `{"all": true}`.
fn write_filter(filter: Arg<Jsonb>, definition: &Definition) -> Result<Predicate, Error> {
    let document = filter.value()?;
    let filter = check::check(&definition.table, &parse::parse(&document)?, &identity::moment())?;
    if filter.is_everything() && document != json!({"all": true}) {
        return Err(Error::bad_hint(
            "an empty filter would change every record",
            "Write {\"all\": true} if that is meant.",
        ));
    }
    Ok(definition.visible(filter))
}

fn update_where(
    _call: &Call,
    table_name: Arg<Text>,
    filter: Arg<Jsonb>,
    patch: Arg<Jsonb>,
) -> Result<Returned<Int8>, Error> {
    let patch = object_arg(patch)?;
    let definition = writable(table_name)?;
    prepare::refuse_hidden(&definition, patch.bytes())?;
    let patch = patch.to_value()?;
    let filter = write_filter(filter, &definition)?;
    let sql = write::update_where(&definition.table, &filter, Param::Jsonb(patch));
    let count = guarded(|| execute_sql(&sql, Access::Write, |rows| rows.processed()))
        .map_err(refused_by_index(&definition))?;
    Ok(count.into())
}

fn delete_where(
    _call: &Call,
    table_name: Arg<Text>,
    filter: Arg<Jsonb>,
    permanently: Arg<Bool>,
) -> Result<Returned<Int8>, Error> {
    let definition = writable(table_name)?;
    let filter = write_filter(filter, &definition)?;
    let sql = write::delete_where(&definition.table, &filter, permanently.is_true());
    Ok(execute_sql(&sql, Access::Write, |rows| rows.processed()).into())
}

fn empty_trash(
    _call: &Call,
    table_name: Arg<Text>,
    older_than: Arg<Interval>,
) -> Result<Returned<Int8>, Error> {
    let older_than = older_than.param()?;
    let definition = writable(table_name)?;
    let mut args = vec![older_than];
    let sql = write::empty_trash(&definition.table, definition.bind_creators(&mut args));
    Ok(execute(sql.text(), &args, Access::Write, |rows| rows.processed()).into())
}
