//! How are indexes created, dropped, listed and suggested?

use dyntables_model::sharing::Level;
use dyntables_query::index::parse;
use dyntables_query::suggest::{Suggestion, TableIndex, suggest};
use dyntables_sql::index::create_index;
use dyntables_values::Error;
use dyntables_values::error::nearest;
use dyntables_values::text::shorten_text;
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::api::args::readable;
use crate::api::queries::reltuples;
use crate::catalog::indexes::trigram_schema;
use crate::catalog::{audit, cache};
use crate::run::index;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::seen;
use crate::server::types::{Jsonb, Set, Text, TextArray, Void};
use crate::storage::indexes;

crate::sql_functions! {
    dt_create_index(table_name: Text, column_keys: TextArray, options: Jsonb) -> Text => create;
    dt_index_ddl(table_name: Text, column_keys: TextArray, options: Jsonb) -> Text => index_ddl;
    dt_drop_index(table_name: Text, index_name: Text) -> Void => drop_index;
    dt_indexes(table_name: Text)
        -> table(name: Text, columns: TextArray, kind: Text, is_unique: Bool, size_bytes: Int8, scans: Int8, valid: Bool) => list;
    dt_suggest_indexes(table_name: Text)
        -> table(columns: TextArray, kind: Text, reason: Text, calls: Int8, ddl: Text) => suggest_indexes;
}

fn create(
    _call: &Call,
    table_name: Arg<Text>,
    column_keys: Arg<TextArray>,
    options: Arg<Jsonb>,
) -> Result<Returned<Text>, Error> {
    let name = table_name.required()?;
    let keys = column_keys.texts()?;
    let options = options.options()?;
    Ok(index::create(&name, &keys, &options)?.as_str().into())
}

fn index_ddl(
    _call: &Call,
    table_name: Arg<Text>,
    column_keys: Arg<TextArray>,
    options: Arg<Jsonb>,
) -> Result<Returned<Text>, Error> {
    let definition = readable(table_name)?;
    let keys = column_keys.texts()?;
    let index = parse(&definition.table, &keys, &options.options()?)?;
    if let Some(name) = indexes::same(&definition.table, &index) {
        let hint = format!("dt_indexes('{}') lists the indexes there are.", definition.table.slug);
        return Err(Error::taken("the same index, with the name", &name, Some(&hint)));
    }
    let (_, sql) = indexes::ddl(&definition.table, &index, true)?;
    Ok(format!("{};", sql.text()).as_str().into())
}

fn drop_index(_call: &Call, table_name: Arg<Text>, index_name: Arg<Text>) -> Result<Returned<Void>, Error> {
    let name = table_name.required()?;
    let index_name = index_name.required()?;
    let definition = cache::by_name(&name, pg_sys::AccessExclusiveLock)?;
    let table = &definition.table;
    let existing = indexes::list(definition.storage, &definition.table);
    let Some(index) = existing.iter().find(|index| index.name == index_name) else {
        let hint = nearest(&index_name, existing.iter().map(|index| index.name.as_str())).map_or_else(
            || format!("dt_indexes('{}') lists the indexes there are.", table.slug),
            |near| format!("Perhaps you meant \"{near}\"."),
        );
        let name = shorten_text(&index_name);
        return Err(Error::bad_hint(format!("table \"{}\" has no index \"{name}\"", table.slug), hint));
    };
    indexes::drop(&index.name);
    // A column's own rule ends with its index.
    indexes::end_lost_rules(definition.storage)?;
    audit::write(table, "drop_index", json!({"index": index.name, "columns": index.columns}));
    Ok(().into())
}

fn list(call: &Call, table_name: Arg<Text>) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.name, r.columns, r.kind, r.is_unique, pg_catalog.pg_relation_size(c.oid), \
          COALESCE(pg_catalog.pg_stat_get_numscans(c.oid), 0), r.valid \
        FROM pg_catalog.jsonb_to_recordset($1) AS r(name pg_catalog.text, columns pg_catalog.text[], kind pg_catalog.text, \
        is_unique pg_catalog.bool, valid pg_catalog.bool) \
        JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) r.name::pg_catalog.name \
          AND c.relnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace \
        ORDER BY c.relname";
    let definition = readable(table_name)?;
    let rows: Vec<Value> = indexes::list(definition.storage, &definition.table)
        .into_iter()
        .filter(|index| !index.is_over_hidden(&definition.table))
        .map(|index| {
            json!({"name": index.name, "columns": index.columns, "kind": index.kind(), "is_unique": index.is_unique(),
                   "valid": index.valid})
        })
        .collect();
    Ok(stream(call, ROWS, &[Value::Array(rows).into()], Access::Read))
}

/// How many records a table must have. A smaller table is read whole so fast that an index costs its writes more than
/// it spares.
const WORTH_AN_INDEX: i64 = 1_000;

fn suggest_indexes(call: &Call, table_name: Arg<Text>) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.columns, r.kind, r.reason, r.calls, r.ddl \
        FROM pg_catalog.jsonb_to_recordset($1) AS r(columns pg_catalog.text[], kind pg_catalog.text, reason pg_catalog.text, \
        calls pg_catalog.int8, ddl pg_catalog.text)";
    // What others have asked for is for those who may make indexes.
    let definition = cache::by_name_at(&table_name.required()?, pg_sys::AccessShareLock, Level::Admin)?;
    let records = reltuples(definition.storage) as i64;
    let existing: Vec<TableIndex> = indexes::list(definition.storage, &definition.table)
        .into_iter()
        .filter(|index| index.valid)
        .map(|index| TableIndex {
            kind: index.kind().to_owned(),
            unique: index.is_unique(),
            columns: index.columns,
        })
        .collect();
    let trigram = trigram_schema();
    let suggestions = if records < WORTH_AN_INDEX {
        Vec::new()
    } else {
        suggest(&definition.table, records, &seen::seen(definition.storage), &existing, trigram.is_some())
    };
    let rows = suggestions.into_iter().map(|found| {
        let Suggestion { index, reason, calls } = found;
        let name = index.name(&definition.table);
        let ddl = create_index(&index, &definition.table, &name, true, trigram.as_deref().unwrap_or("public"));
        json!({"columns": index.keys, "kind": index.kind.name(), "reason": reason, "calls": calls, "ddl": ddl.text()})
    });
    Ok(stream(call, ROWS, &[Value::Array(rows.collect()).into()], Access::Read))
}
