//! Which tables have columns for files? All of them are meant, whoever asks: what removes files elsewhere must know of every
//! record that refers to one.

use dyntables_model::table::Table;
use dyntables_values::Error;
use dyntables_values::types::registry;
use pgrx::pg_sys;

use crate::catalog::{cache, load};
use crate::server::backend;
use crate::server::execute::{Access, execute};

/// The names of the types whose values may be files.
pub fn types() -> Vec<String> {
    registry::all().iter().filter(|type_| type_.holds_files()).map(|type_| type_.name().to_owned()).collect()
}

/// The tables with columns for files, also in the trash, and the keys of these columns; with a name only the table that it
/// refers to.
pub fn with_files(name: Option<&str>) -> Result<Vec<(Table, Vec<String>)>, Error> {
    const TABLES: &str = "SELECT c.table_no, pg_catalog.array_agg(c.key ORDER BY c.position, c.key) FROM dt.columns c \
        WHERE c.type OPERATOR(pg_catalog.=) ANY ($1) AND ($2 IS NULL OR c.table_no OPERATOR(pg_catalog.=) $2) \
        GROUP BY c.table_no ORDER BY c.table_no";
    backend::accept_messages();
    let only = name.map(|name| cache::by_name_with_trash(name, pg_sys::AccessShareLock)).transpose()?;
    let values = [types().as_slice().into(), only.map(|only| only.table.no).into()];
    let found: Vec<(i64, Vec<String>)> = execute(TABLES, &values, Access::ReadLatest, |rows| {
        (0..rows.len()).filter_map(|row| Some((rows.get(row, 1)?, rows.get(row, 2)?))).collect()
    });
    let mut tables = Vec::with_capacity(found.len());
    for (no, keys) in found {
        if let Some(definition) = load::storage_of(no)?.map_or(Ok(None), cache::find)? {
            tables.push(((*definition.table).clone(), keys));
        }
    }
    Ok(tables)
}
