//! The sequences of autonumber columns. One is made with its column, owned by the storage table (so
//! that dropping or dumping the table takes it along), and named by the table's number, so that
//! another slug is no reason to rename it.

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, fitted};
use dyntables_model::table::Table;
use dyntables_values::types::autonumber::start;

use crate::writer::{Sql, Storage};

/// The name of a column's sequence in `dt_data`: `autonumber_1_no_seq`. No index and no storage
/// table has a name with this end.
#[must_use]
pub fn name(table: &Table, key: &ColumnKey) -> String {
    fitted(format!("autonumber_{}_{key}_seq", table.no), "seq")
}

fn sequence(table: &Table, key: &ColumnKey) -> Storage {
    Storage(name(table, key))
}

/// Makes a column's sequence.
#[must_use]
pub fn create(table: &Table, column: &Column) -> Sql {
    let mut sql = Sql::new();
    sql.push("CREATE SEQUENCE ").push_storage(&sequence(table, &column.key)).push(" AS pg_catalog.int8");
    sql.push(" MINVALUE 0 START ").push_shape(start(&column.config));
    sql.push(" OWNED BY ").push_storage(&Storage(table.storage())).push(".data");
    sql
}

/// Lets the sequence go on at the column's start.
#[must_use]
pub fn restart(table: &Table, column: &Column) -> Sql {
    let mut sql = Sql::new();
    sql.push("ALTER SEQUENCE ").push_storage(&sequence(table, &column.key));
    sql.push(" RESTART WITH ").push_shape(start(&column.config));
    sql
}

/// Names the sequence after the column's new key.
#[must_use]
pub fn rename(table: &Table, old: &ColumnKey, new: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("ALTER SEQUENCE ").push_storage(&sequence(table, old));
    sql.push(" RENAME TO ").push_ident(&name(table, new));
    sql
}

/// Drops the sequence.
#[must_use]
pub fn drop(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("DROP SEQUENCE ").push_storage(&sequence(table, key));
    sql
}

/// The number that the sequence gives next.
#[must_use]
pub fn next(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT last_value OPERATOR(pg_catalog.+) is_called::pg_catalog.int4 FROM ");
    sql.push_storage(&sequence(table, key));
    sql
}

/// How many records have a value under a key.
#[must_use]
pub fn count_present(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT pg_catalog.count(*) FROM ").push_storage(&Storage(table.storage()));
    sql.push(" WHERE data OPERATOR(pg_catalog.?) ").push_key(key);
    sql
}

/// Numbers the records that lack a number, those in the trash too, in the order of their creation.
/// `$1` the sequence. The inner query's order is that in which numbers are drawn: a query that
/// draws is never merged with the one it draws for.
#[must_use]
pub fn fill(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    let storage = Storage(table.storage());
    sql.push("UPDATE ").push_storage(&storage);
    sql.push(" AS t SET data = t.data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object(").push_key(key);
    sql.push(", n.number) FROM (SELECT o.id, pg_catalog.nextval($1) AS number FROM (SELECT id FROM ");
    sql.push_storage(&storage).push(" WHERE NOT data OPERATOR(pg_catalog.?) ").push_key(key);
    sql.push(" ORDER BY id) AS o) AS n WHERE t.id OPERATOR(pg_catalog.=) n.id");
    sql
}
