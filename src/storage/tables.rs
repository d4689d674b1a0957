//! Making, renaming and dropping storage tables.

use std::ffi::CStr;

use dyntables_model::table::{Table, TableOptions};
use dyntables_sql::writer::Sql;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::names::{relation, storage};
use crate::catalog::{invalidate, store};
use crate::server::backend;
use crate::server::execute::run_ddl;

/// Makes the storage of a new table: the shape of `dt.record`, and what only storage has.
pub fn create(table: &Table) {
    let mut sql = Sql::new();
    sql.push("CREATE TABLE ").push_storage(&storage(table));
    sql.push(" (LIKE dt.record INCLUDING DEFAULTS INCLUDING COMMENTS, deleted_at pg_catalog.timestamptz, position pg_catalog.float8, PRIMARY KEY (id))");
    run_ddl(sql.text());
    comment(table);
    let mut sql = Sql::new();
    sql.push("CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON ").push_storage(&storage(table));
    sql.push(" FOR EACH ROW EXECUTE FUNCTION dt.validate_record()");
    run_ddl(sql.text());
    limit_records(table);
}

/// What only storage has, beside the columns of `dt.record`, which bring their comments with them.
const COMMENTS: [(&CStr, &str); 2] = [
    (c"deleted_at", "When the record was moved to the trash; NULL if it is not there"),
    (c"position", "The place of the record in an order made by hand; NULL if it has none"),
];

/// Clients that know nothing of dynamic tables show the name that people gave.
fn comment(table: &Table) {
    let storage = relation(table);
    backend::comment_on(storage, None, &table.name);
    for (column, text) in COMMENTS {
        backend::comment_on(storage, Some(column), text);
    }
    backend::next_command();
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

/// Applies changes to a table, in the catalog and in its storage; the table as it is afterwards.
pub fn update(table: &Table, changes: &TableOptions) -> Result<Table, Error> {
    let after = store::update_table(table, changes)?;
    rename(table, &after);
    if table.name != after.name {
        backend::comment_on(relation(&after), None, &after.name);
    }
    store::changed(&after);
    invalidate::names_changed();
    limit_records(&after);
    backend::next_command();
    Ok(after)
}

/// The triggers that count: for records that are added, and for those that come back out of the trash. Nothing else
/// waits for its turn.
const LIMITS: [(&str, &str); 2] = [
    ("dt_limit", " FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION dt.limit_records()"),
    (
        "dt_limit_restored",
        " FOR EACH ROW WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL) EXECUTE FUNCTION dt.limit_records()",
    ),
];

/// They exist only where there is a limit: without one an insert pays nothing.
pub fn limit_records(table: &Table) {
    if table.max_records().is_some() == has_limit(table) {
        return;
    }
    for (at, (name, does)) in LIMITS.into_iter().enumerate() {
        let mut sql = Sql::new();
        if table.max_records().is_some() {
            sql.push("CREATE TRIGGER ").push(name);
            sql.push(if at == 0 { " AFTER INSERT ON " } else { " AFTER UPDATE OF deleted_at ON " });
            sql.push_storage(&storage(table)).push(does);
        } else {
            sql.push("DROP TRIGGER ").push(name).push(" ON ").push_storage(&storage(table));
        }
        run_ddl(sql.text());
    }
}

fn has_limit(table: &Table) -> bool {
    const TRIGGER: &str = "SELECT FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) $1 \
        AND tgname OPERATOR(pg_catalog.=) 'dt_limit'::pg_catalog.name";
    let relation = crate::server::param::Value::Datum(Some(relation(table).into()), pg_sys::OIDOID);
    crate::server::execute::execute(
        TRIGGER,
        &[relation],
        crate::server::execute::Access::ReadLatest,
        |rows| rows.len() > 0,
    )
}
