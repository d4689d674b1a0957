//! Definitions of tables and columns, as every call needs them: loaded once per backend, thrown
//! away when they change.

pub mod cache;
pub mod indexes;
#[allow(unsafe_code)]
pub mod invalidate;
pub mod load;

use pgrx::pg_sys;

pub use cache::{Definition, by_name, by_name_with_trash, by_storage, not_storage, peek};

/// The OID of `dt.tables`, which stands for all names in invalidation messages.
pub fn tables_relation() -> pg_sys::Oid {
    crate::spi::server::relation(c"dt", "tables")
}
