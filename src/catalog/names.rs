//! How a table's storage is named, and found by its name.

use dyntables_model::table::Table;
use dyntables_sql::writer::Storage;
use pgrx::pg_sys;

use crate::server::backend;

/// The storage of a table, as SQL names it.
pub fn storage(table: &Table) -> Storage {
    Storage(table.storage())
}

/// The relation of a table's storage.
pub fn relation(table: &Table) -> pg_sys::Oid {
    backend::relation(c"dt_data", &table.storage())
}
