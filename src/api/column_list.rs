//! Which columns does a table have, and in which order? `dt_columns` tells it, and `dt_reorder_columns` changes the
//! order.

use dyntables_model::column::Column;
use dyntables_values::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use pgrx::pg_sys;
use serde_json::json;

use crate::api::args::trash_argument;
use crate::catalog::{audit, cache, store};
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::{Set, Text, TextArray, Void};

crate::sql_functions! {
    dt_reorder_columns(table_name: Text, column_keys: TextArray) -> Void => reorder;
    dt_columns(table_name: Text, trash: Text) -> table(key: Text, label: Text, type: Text, config: Jsonb, required: Bool, is_unique: Bool,
        indexed: Bool, default_value: Jsonb, description: Text, position: Int8, width: Int8, visible: Bool, created_at: Timestamptz,
        updated_at: Timestamptz, deleted_at: Timestamptz, typed: Bool) => columns;
}

fn reorder(
    _call: &Call,
    table_name: Arg<Text>,
    column_keys: Arg<TextArray>,
) -> Result<Returned<Void>, Error> {
    let name = table_name.required()?;
    let first = column_keys.texts()?;
    let definition = cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?;
    let table = &definition.table;
    for (at, key) in first.iter().enumerate() {
        table.require_column(key, "column_keys")?;
        if first[..at].contains(key) {
            return Err(Error::bad(format!("column \"{key}\" is named twice")));
        }
    }
    let rest = table.columns.iter().map(|column| column.key.to_string()).filter(|key| !first.contains(key));
    let order: Vec<String> = first.iter().cloned().chain(rest).collect();
    store::order_columns(table, &order);
    let before: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    audit::write(table, "reorder_columns", json!({"before": before, "after": order}));
    Ok(().into())
}

fn columns(call: &Call, table_name: Arg<Text>, trash: Arg<Text>) -> Result<Returned<Set>, Error> {
    const LIST: &str = "SELECT key, label, type, config, required, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($3) ELSE is_unique END, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($4) ELSE indexed END, default_value, description, \
          position, width, visible, created_at, updated_at, deleted_at, typed_complete FROM dt.columns \
        WHERE table_no OPERATOR(pg_catalog.=) $1 \
          AND dt.sees_column(table_no, permissions) \
          AND CASE WHEN $2 OPERATOR(pg_catalog.=) 'exclude' THEN deleted_at IS NULL \
            WHEN $2 OPERATOR(pg_catalog.=) 'only' THEN deleted_at IS NOT NULL ELSE true END \
        ORDER BY position, key";
    let name = table_name.required()?;
    let trash = trash_argument(trash)?;
    let definition = cache::by_name(&name, pg_sys::AccessShareLock)?;
    // A rule holds if an index keeps it. The definition knows that, the catalog does not.
    let keys = |holds: fn(&Column) -> bool| {
        let columns = definition.table.columns.iter().filter(|column| holds(column));
        Param::List(Kind::Text, columns.map(|column| Param::Text(column.key.to_string())).collect())
    };
    let (unique, indexed) = (keys(|column| column.unique), keys(|column| column.indexed));
    let args = [definition.table.no.into(), trash.as_str().into(), unique.into(), indexed.into()];
    Ok(stream(call, LIST, &args, Access::Read))
}
