//! Columns: add, alter, drop, restore, reorder, list.

use dyntables_model::change::How;
use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_values::Error;
use dyntables_values::argument::object;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::types::registry;
use pgrx::pg_sys::{self, Datum};

use crate::api::args::trash_argument;
use crate::catalog::{cache, store};
use crate::run::columns as run;
use crate::server::call::Call;
use crate::server::execute::{Access, stream};

crate::sql_functions! {
    "dt_add_column" => add;
    "dt_alter_column" => alter;
    "dt_drop_column" => drop_column;
    "dt_restore_column" => restore;
    "dt_reorder_columns" => reorder;
    "dt_columns" => columns;
}

fn add(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = ColumnKey::new(&call.required_text(1, "column_key")?)?;
    let type_ = registry::find(&call.required_text(2, "column_type")?)?;
    let options = call.options(3)?;
    let options = object(&options, "options")?;
    if let Some(given) = ["key", "type"].iter().find(|given| options.contains_key(**given)) {
        return Err(Error::bad(format!("\"{given}\" is an argument of its own, not an option")));
    }
    let mut column = Column::new(key, type_);
    column.change(options)?;
    run::add(&name, &column)?;
    Ok(call.return_json(&column.to_document()))
}

fn alter(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    let changes = call.value(2)?;
    let mut changes = object(&changes, "changes")?.clone();
    let how = How::take(&mut changes)?;
    Ok(call.return_json(&run::alter(&name, &key, &changes, &how)?))
}

fn drop_column(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    run::drop(&name, &key, call.flag(2))?;
    Ok(call.return_void())
}

fn restore(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    Ok(call.return_json(&run::restore(&name, &key)?))
}

fn reorder(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let first = call.texts(1, "column_keys")?;
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
    Ok(call.return_void())
}

fn columns(call: &mut Call) -> Result<Datum, Error> {
    const LIST: &str = "SELECT key, label, type, config, required, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($3) ELSE is_unique END, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($4) ELSE indexed END, default_value, description, \
          position, width, visible, created_at, updated_at, deleted_at FROM dt.columns \
        WHERE table_no OPERATOR(pg_catalog.=) $1 \
          AND CASE WHEN $2 OPERATOR(pg_catalog.=) 'exclude' THEN deleted_at IS NULL \
            WHEN $2 OPERATOR(pg_catalog.=) 'only' THEN deleted_at IS NOT NULL ELSE true END \
        ORDER BY position, key";
    let name = call.required_text(0, "table_name")?;
    let trash = trash_argument(call, 1)?;
    let definition = cache::by_name(&name, pg_sys::AccessShareLock)?;
    // A rule holds where an index keeps it, which the definition knows.
    let keys = |holds: fn(&Column) -> bool| {
        let columns = definition.table.columns.iter().filter(|column| holds(column));
        Param::List(Kind::Text, columns.map(|column| Param::Text(column.key.to_string())).collect())
    };
    let (unique, indexed) = (keys(|column| column.unique), keys(|column| column.indexed));
    let args = [definition.table.no.into(), trash.as_str().into(), unique.into(), indexed.into()];
    Ok(stream(call, LIST, &args, Access::Read))
}
