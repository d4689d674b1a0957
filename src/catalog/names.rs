//! Which relation is a table's storage?

use dyntables_model::table::Table;
use pgrx::pg_sys;

use crate::server::backend;

/// The relation in `dt_data` that holds a table's records; invalid if it is missing.
pub fn relation(table: &Table) -> pg_sys::Oid {
    backend::relation(c"dt_data", &table.storage())
}
