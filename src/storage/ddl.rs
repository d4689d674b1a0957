//! Making, renaming and dropping storage tables.

use dyntables_core::model::table::Table;
use dyntables_core::sqlgen::writer::{Sql, Storage};
use pgrx::pg_sys;

use crate::spi::{run_ddl, server};

fn storage(table: &Table) -> Storage {
    Storage(table.storage())
}

/// The relation of a table's storage.
pub fn relation(table: &Table) -> pg_sys::Oid {
    server::relation(c"dt_data", &table.storage())
}

/// Makes the storage of a new table: the shape of `dt.record`, and what only storage has.
pub fn create(table: &Table) {
    let mut sql = Sql::new();
    sql.push("CREATE TABLE ").push_storage(&storage(table));
    sql.push(" (LIKE dt.record INCLUDING DEFAULTS INCLUDING COMMENTS, deleted_at pg_catalog.timestamptz, position pg_catalog.float8, PRIMARY KEY (id))");
    run_ddl(sql.text());
    let mut sql = Sql::new();
    sql.push("CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON ").push_storage(&storage(table));
    sql.push(" FOR EACH ROW EXECUTE FUNCTION dt.validate_record()");
    run_ddl(sql.text());
    limit_records(table);
}

/// Drops the storage, and with it the records.
pub fn drop(table: &Table) {
    let mut sql = Sql::new();
    sql.push("DROP TABLE ").push_storage(&storage(table));
    run_ddl(sql.text());
}

/// Renames the storage after the table's slug has changed.
pub fn rename(old: &Table, new: &Table) {
    if old.storage() != new.storage() {
        let mut sql = Sql::new();
        sql.push("ALTER TABLE ").push_storage(&storage(old)).push(" RENAME TO ").push_ident(&new.storage());
        run_ddl(sql.text());
        crate::storage::indexes::rename(old, new);
    }
}

/// The trigger that counts exists only where there is a limit: without one an insert pays nothing.
pub fn limit_records(table: &Table) {
    let mut sql = Sql::new();
    if table.max_records().is_some() {
        sql.push("CREATE OR REPLACE TRIGGER dt_limit AFTER INSERT OR UPDATE OF deleted_at ON ");
        sql.push_storage(&storage(table)).push(" FOR EACH STATEMENT EXECUTE FUNCTION dt.limit_records()");
    } else if has_limit(table) {
        sql.push("DROP TRIGGER dt_limit ON ").push_storage(&storage(table));
    } else {
        return;
    }
    run_ddl(sql.text());
}

fn has_limit(table: &Table) -> bool {
    const TRIGGER: &str = "SELECT FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) $1 \
        AND tgname OPERATOR(pg_catalog.=) 'dt_limit'::pg_catalog.name";
    let relation = crate::spi::param::Value::Datum(Some(relation(table).into()), pg_sys::OIDOID);
    crate::spi::execute(TRIGGER, &[relation], crate::spi::Access::ReadLatest, |rows| rows.len() > 0)
}
