//! Records: insert, validate, get, update, replace, delete, restore.

use dyntables_query::filter::written::Filter;
use dyntables_query::filter::{check, parse};
use dyntables_records::cast::CastOptions;
use dyntables_sql::{select, write};
use dyntables_values::Error;
use dyntables_values::argument::object;
use dyntables_values::fault::not_an_object;
use dyntables_values::jsonb::node::Node;
use dyntables_values::param::Param;
use pgrx::pg_sys::{self, Datum};
use serde_json::{Value, json};

use crate::api::args::{duplicate, jsonb_arg, object_arg, readable, writable};
use crate::caller::identity;
use crate::catalog::cache::Definition;
use crate::run::options::missing;
use crate::run::prepare;
use crate::server::call::{Call, null};
use crate::server::execute::{Access, execute, execute_sql, stream};
use crate::server::guard::guarded;
use crate::server::jsonb;
use crate::server::param::Value as Arg;

crate::sql_functions! {
    "dt_insert" => insert;
    "dt_validate" => validate;
    "dt_get" => get;
    "dt_update" => |call| update(call, false);
    "dt_replace" => |call| update(call, true);
    "dt_delete" => delete;
    "dt_delete_many" => delete_many;
    "dt_restore" => restore;
    "dt_update_where" => update_where;
    "dt_delete_where" => delete_where;
    "dt_empty_trash" => empty_trash;
}

fn insert(call: &mut Call) -> Result<Datum, Error> {
    let data = object_arg(call, 1, "data")?;
    let id = call.uuid(2);
    let definition = writable(call)?;
    let sql = write::insert(&definition.table, id.is_some());
    let mut args = vec![jsonb_arg(&data)];
    args.extend(id.map(Arg::from));
    guarded(|| execute(sql.text(), &args, Access::Write, |rows| rows.composite(call)))
        .map_err(duplicate(&definition))
}

fn validate(call: &mut Call) -> Result<Datum, Error> {
    let data = call.jsonb(1).ok_or_else(|| null("data"))?;
    let options = call.options(2)?;
    let options = CastOptions::parse(object(&options, "options")?, |key, _| {
        Err(Error::unknown("option", key, CastOptions::KEYS))
    })?;
    let definition = readable(call)?;
    if data.node().as_object().is_none() {
        let fault =
            json!({"column": null, "code": "type", "message": not_an_object(&data.node().to_value())});
        return Ok(call.return_json(&json!({"valid": false, "data": data.to_value()?, "errors": [fault]})));
    }
    if options.create_options {
        missing(&definition, &jsonb::from_value(&json!([data.to_value()?])), &options)?;
    }
    let (stored, faults) = prepare::read(&definition, data, None, &options, &identity::moment())?;
    let errors: Vec<Value> = faults.iter().map(|fault| fault.to_json()).collect();
    Ok(call.return_json(&json!({"valid": errors.is_empty(), "data": stored.to_value()?, "errors": errors})))
}

fn get(call: &mut Call) -> Result<Datum, Error> {
    let id = call.required_uuid(1, "id")?;
    let definition = readable(call)?;
    let sql = select::by_id(&definition.table);
    Ok(stream(call, sql.text(), &[id.into()], Access::Read))
}

fn update(call: &mut Call, replace: bool) -> Result<Datum, Error> {
    let id = call.required_uuid(1, "id")?;
    let data = object_arg(call, 2, if replace { "data" } else { "patch" })?;
    let expected = call.int8(3);
    let definition = writable(call)?;
    let sql = write::update(&definition.table, replace, expected.is_some());
    let mut args = vec![id.into(), jsonb_arg(&data)];
    args.extend(expected.map(Arg::from));
    let (result, changed) =
        guarded(|| stream_counted(call, sql.text(), &args)).map_err(duplicate(&definition))?;
    if let (Some(expected), 0) = (expected, changed) {
        let version = write::version(&definition.table);
        let actual = execute(version.text(), &[id.into()], Access::ReadLatest, |rows| rows.get::<i64>(0, 1));
        if let Some(actual) = actual {
            let table = definition.table.slug.as_str();
            return Err(Error::version_conflict(table, &id.to_string(), expected, actual));
        }
    }
    Ok(result)
}

/// Streams the rows of a write, and tells how many there were.
fn stream_counted(call: &Call, text: &str, args: &[Arg]) -> (Datum, i64) {
    let result = stream(call, text, args, Access::Write);
    (result, crate::server::execute::last_processed())
}

fn ids(call: &Call) -> Result<Arg, Error> {
    let ids = call.datum(1).ok_or_else(|| null("ids"))?;
    Ok(Arg::Datum(Some(ids), pg_sys::UUIDARRAYOID))
}

fn delete(call: &mut Call) -> Result<Datum, Error> {
    let id = call.required_uuid(1, "id")?;
    let permanently = call.flag(2);
    let definition = writable(call)?;
    let sql = write::delete(&definition.table, permanently);
    let id = Param::List(dyntables_values::kind::Kind::Uuid, vec![Param::Uuid(*id.as_bytes())]);
    let count = execute(sql.text(), &[id.into()], Access::Write, |rows| rows.processed());
    Ok(Datum::from(count > 0))
}

fn delete_many(call: &mut Call) -> Result<Datum, Error> {
    let ids = ids(call)?;
    let permanently = call.flag(2);
    let definition = writable(call)?;
    let sql = write::delete(&definition.table, permanently);
    Ok(Datum::from(execute(sql.text(), &[ids], Access::Write, |rows| rows.processed())))
}

fn restore(call: &mut Call) -> Result<Datum, Error> {
    let id = call.required_uuid(1, "id")?;
    let options = call.options(2)?;
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
    let definition = writable(call)?;
    if object(&options, "options")?.is_empty() {
        let sql = write::restore(&definition.table);
        return guarded(|| stream(call, sql.text(), &[id.into()], Access::Write))
            .map_err(duplicate(&definition));
    }
    let sql = write::trashed_data(&definition.table);
    let args = [id.into(), patch.into()];
    let found =
        execute(sql.text(), &args, Access::Write, |rows| rows.jsonb_out(0, 1).zip(rows.jsonb_out(0, 2)));
    let Some((old, patched)) = found else {
        // No row, as of any record that is not in the trash.
        return Ok(stream(call, write::restore(&definition.table).text(), &[id.into()], Access::Write));
    };
    let (stored, faults) = prepare::read(&definition, patched, Some(old), &cast, &identity::moment())?;
    if !faults.is_empty() {
        return Err(Error::invalid_record(definition.table.slug.as_str(), &faults, None));
    }
    let sql = write::restore_as(&definition.table);
    let args = [id.into(), jsonb_arg(&stored)];
    guarded(|| stream(call, sql.text(), &args, Access::Write)).map_err(duplicate(&definition))
}

/// The filter of a write: one that matches everything is a mistake, unless it says so.
fn write_filter(call: &Call, definition: &Definition) -> Result<dyntables_ask::predicate::Predicate, Error> {
    let document = call.value(1)?;
    let filter = parse::parse(&document)?;
    if filter == Filter::All && document != json!({"all": true}) {
        return Err(Error::bad_hint(
            "an empty filter would change every record",
            "Write {\"all\": true} if that is meant.",
        ));
    }
    check::check(&definition.table, &filter, &identity::moment())
}

fn update_where(call: &mut Call) -> Result<Datum, Error> {
    let patch = object_arg(call, 2, "patch")?.to_value()?;
    let definition = writable(call)?;
    let filter = write_filter(call, &definition)?;
    let sql = write::update_where(&definition.table, &filter, Param::Jsonb(patch));
    let count = guarded(|| execute_sql(&sql, Access::Write, |rows| rows.processed()))
        .map_err(duplicate(&definition))?;
    Ok(Datum::from(count))
}

fn delete_where(call: &mut Call) -> Result<Datum, Error> {
    let permanently = call.flag(2);
    let definition = writable(call)?;
    let filter = write_filter(call, &definition)?;
    let sql = write::delete_where(&definition.table, &filter, permanently);
    Ok(Datum::from(execute_sql(&sql, Access::Write, |rows| rows.processed())))
}

fn empty_trash(call: &mut Call) -> Result<Datum, Error> {
    let older_than = call.datum(1).ok_or_else(|| null("older_than"))?;
    let definition = writable(call)?;
    let sql = write::empty_trash(&definition.table);
    let older_than = Arg::Datum(Some(older_than), pg_sys::INTERVALOID);
    Ok(Datum::from(execute(sql.text(), &[older_than], Access::Write, |rows| rows.processed())))
}
