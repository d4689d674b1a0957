//! `dt_upsert`: update what is there, insert what is not, whoever else does the same meanwhile.

use std::collections::HashSet;

use dyntables_model::ident::ColumnKey;
use dyntables_query::index::parse;
use dyntables_sql::printed::printed;
use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::argument::not_an_object;
use dyntables_values::jsonb::node::{Array, Node};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::Source;
use serde_json::{Value, json};

use crate::api::args::{array_arg, duplicate, jsonb_arg, writable};
use crate::caller::identity;
use crate::catalog::cache::Definition;
use crate::run::prepare::identities;
use crate::server::backend::check_for_interrupts;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute, stream};
use crate::server::guard::guarded;
use crate::server::jsonb;
use crate::server::returned::Returned;
use crate::server::types::{self, Set, Text, TextArray};
use crate::storage::indexes;

crate::sql_functions! {
    dt_upsert(table_name: Text, records: Jsonb, match_on: TextArray) -> table(id: Uuid, inserted: Bool) => upsert;
}

/// A round meets a record that another session has just inserted; it does not go on for ever.
const MOST_ROUNDS: usize = 10;

fn upsert(
    call: &Call,
    table_name: Arg<Text>,
    records: Arg<types::Jsonb>,
    match_on: Arg<TextArray>,
) -> Result<Returned<Set>, Error> {
    let given = array_arg(records)?;
    let match_on = match_on.texts()?;
    let definition = writable(table_name)?;
    let keys = unique_keys(&definition, &match_on)?;
    // The keys must be compared in their stored form. Defaults are not filled in: they are for
    // records that turn out to be new, and the trigger knows those.
    let mut elements = Vec::new();
    for (at, element) in given.node().as_array().iter().flat_map(Array::elements).enumerate() {
        check_for_interrupts();
        let mut element = element.to_value().into_owned();
        let copy = jsonb::from_value(&element);
        let stored = definition.validator.amend(copy.bytes(), false, &identity::moment).set;
        let Value::Object(object) = &mut element else {
            return Err(not_an_object(&element));
        };
        object.extend(stored);
        let values: Vec<&Value> =
            keys.iter().map(|(key, _)| object.get(key.as_str()).unwrap_or(&Value::Null)).collect();
        if let Some(missing) = values.iter().position(|value| value.is_null() || value.as_str() == Some("")) {
            return Err(Error::bad(format!(
                "record {at} has no value for column \"{}\" to match on",
                match_on[missing]
            )));
        }
        elements.push(element);
    }
    let count = elements.len();
    let records = jsonb::from_value(&Value::Array(elements));
    // Asked of the rule itself: `Q@X.com` and `q@x.com` are one.
    let same = execute(write::same_identity(&keys).text(), &[jsonb_arg(&records)], Access::Read, |rows| {
        Some((rows.get::<i64>(0, 1)? - 1, rows.get::<i64>(0, 2)? - 1))
    });
    if let Some((first, second)) = same {
        return Err(Error::bad(format!("records {first} and {second} match the same record")));
    }
    let mut done: Vec<Option<(uuid::Uuid, bool)>> = vec![None; count];
    for _ in 0..MOST_ROUNDS {
        let open = |done: &[Option<(uuid::Uuid, bool)>]| -> Vec<usize> {
            (0..count).filter(|at| done[*at].is_none()).collect()
        };
        for (at, id) in update_existing(&definition, &records, &keys, &open(&done))? {
            done[at] = Some((id, false));
        }
        for (at, id) in insert_new(&definition, &records, &open(&done))? {
            done[at] = Some((id, true));
        }
        if open(&done).is_empty() {
            return Ok(result(call, &done));
        }
    }
    // What neither matches nor can be inserted collides in another unique column: inserting it
    // without ON CONFLICT tells which.
    let sql = write::insert(&definition.table, true);
    for (at, element) in records.node().as_array().iter().flat_map(Array::elements).enumerate() {
        if done[at].is_none() {
            let id = uuid::Uuid::now_v7();
            let args = [jsonb_arg(&jsonb::from_value(&element.to_value())), id.into()];
            guarded(|| execute(sql.text(), &args, Access::Write, |_| ())).map_err(duplicate(&definition))?;
            done[at] = Some((id, true));
        }
    }
    Ok(result(call, &done))
}

/// The columns to match on, which together must be those of a unique index.
fn unique_keys(
    definition: &Definition,
    match_on: &[String],
) -> Result<Vec<(ColumnKey, &'static str)>, Error> {
    let table = &definition.table;
    for name in match_on {
        if table.require_column(name, "match_on")?.type_.source() != Source::Data {
            return Err(Error::bad(format!("column \"{name}\" is a system column and cannot be matched on")));
        }
    }
    let keys = identities(table, match_on).unwrap_or_default();
    let rule = |order: &[String]| parse(table, order, &json!({"unique": true})).map(|index| printed(&index));
    let is_unique = indexes::list(definition.storage).iter().any(|index| {
        let is_same_set =
            index.columns.len() == match_on.len() && match_on.iter().all(|key| index.columns.contains(key));
        index.valid && is_same_set && rule(&index.columns).is_ok_and(|rule| rule == index.printed)
    });
    if keys.is_empty() || !is_unique {
        return Err(Error::bad_hint(
            format!(
                "the columns to match on ({}) are not unique in table \"{}\"",
                match_on.join(", "),
                table.slug
            ),
            "Make the column unique with dt_alter_column, or several together with dt_create_index(…, '{\"unique\": true}').",
        ));
    }
    Ok(keys)
}

fn positions(open: &[usize]) -> Param {
    Param::List(Kind::Int8, open.iter().map(|at| Param::Int8(*at as i64 + 1)).collect())
}

fn update_existing(
    definition: &Definition,
    records: &jsonb::Jsonb<'_>,
    keys: &[(ColumnKey, &'static str)],
    open: &[usize],
) -> Result<Vec<(usize, uuid::Uuid)>, Error> {
    let sql = write::upsert_existing(&definition.table, keys);
    let args = [jsonb_arg(records), positions(open).into()];
    guarded(|| {
        execute(sql.text(), &args, Access::Write, |rows| {
            (0..rows.len())
                .filter_map(|row| {
                    Some((rows.get::<i64>(row, 1)? as usize - 1, rows.get::<pgrx::datum::Uuid>(row, 2)?))
                })
                .map(|(at, id)| (at, uuid::Uuid::from_bytes(*id.as_bytes())))
                .collect()
        })
    })
    .map_err(duplicate(definition))
}

fn insert_new(
    definition: &Definition,
    records: &jsonb::Jsonb<'_>,
    open: &[usize],
) -> Result<Vec<(usize, uuid::Uuid)>, Error> {
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = open.iter().map(|_| uuid::Uuid::now_v7()).collect();
    let list = Param::List(Kind::Uuid, ids.iter().map(|id| Param::Uuid(*id.as_bytes())).collect());
    let sql = write::insert_new(&definition.table);
    let args = [jsonb_arg(records), positions(open).into(), list.into()];
    let inserted: HashSet<uuid::Uuid> = execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len())
            .filter_map(|row| rows.get::<pgrx::datum::Uuid>(row, 1))
            .map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
            .collect()
    });
    Ok(open.iter().copied().zip(ids).filter(|(_, id)| inserted.contains(id)).collect())
}

fn result(call: &Call, done: &[Option<(uuid::Uuid, bool)>]) -> Returned<Set> {
    const ROWS: &str = "SELECT (r.value OPERATOR(pg_catalog.->>) 0)::pg_catalog.uuid, (r.value OPERATOR(pg_catalog.->) 1)::pg_catalog.bool \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at";
    let rows = done.iter().flatten().map(|(id, inserted)| json!([id.to_string(), inserted])).collect();
    stream(call, ROWS, &[Value::Array(rows).into()], Access::Read)
}
