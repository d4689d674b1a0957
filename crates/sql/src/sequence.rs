//! Statements about the sequences of autonumber columns.
//!
//! A sequence is made with its column and owned by the storage table, so that it is dropped and dumped with
//! the table. It is named by the table's number, so that it keeps its name when the table's slug changes.

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, fitted};
use dyntables_model::table::Table;
use dyntables_values::types::autonumber::start;

use crate::statement;
use crate::writer::{Ident, Number, Sql, Storage};

/// The name of a column's sequence in `dt_data`: `autonumber_1_no_seq`. The name of an index or of a
/// storage table never ends with `_seq`.
pub fn name(table: &Table, key: &ColumnKey) -> String {
    fitted(format!("autonumber_{}_{key}_seq", table.no), "seq")
}

fn sequence(table: &Table, key: &ColumnKey) -> Storage {
    Storage(name(table, key))
}

/// Makes a column's sequence.
pub fn create(table: &Table, column: &Column) -> Sql {
    statement!(
        "CREATE SEQUENCE {sequence} AS pg_catalog.int8 MINVALUE 0 START {start} OWNED BY {table}.data",
        sequence = sequence(table, &column.key),
        start = Number(start(&column.config)),
        table
    )
}

/// Lets the sequence continue at the column's start.
pub fn restart(table: &Table, column: &Column) -> Sql {
    statement!(
        "ALTER SEQUENCE {sequence} RESTART WITH {start}",
        sequence = sequence(table, &column.key),
        start = Number(start(&column.config))
    )
}

/// Names the sequence after the column's new key.
pub fn rename(table: &Table, old: &ColumnKey, new: &ColumnKey) -> Sql {
    statement!(
        "ALTER SEQUENCE {sequence} RENAME TO {name}",
        sequence = sequence(table, old),
        name = Ident(&name(table, new))
    )
}

/// Drops the sequence.
pub fn drop(table: &Table, key: &ColumnKey) -> Sql {
    statement!("DROP SEQUENCE {sequence}", sequence = sequence(table, key))
}

/// The number that the sequence gives next.
pub fn next(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "SELECT last_value OPERATOR(pg_catalog.+) is_called::pg_catalog.int4 FROM {sequence}",
        sequence = sequence(table, key)
    )
}

/// Lets the sequence go on after the largest number of the records, those in the trash too. `$1` the sequence.
pub fn go_on(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "SELECT pg_catalog.setval($1, n.most) \
         FROM (SELECT pg_catalog.max(dt.get_int8(data, {key})) AS most FROM {table}) AS n, {sequence} AS s \
         WHERE n.most OPERATOR(pg_catalog.>=) s.last_value",
        key,
        table,
        sequence = sequence(table, key)
    )
}

/// Lets the sequence go on after a number that was given, unless it is beyond it. `$1` the sequence, `$2` the number.
pub fn pass(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "SELECT pg_catalog.setval($1, $2) FROM {sequence} WHERE $2 OPERATOR(pg_catalog.>) last_value \
         OR $2 OPERATOR(pg_catalog.=) last_value AND NOT is_called",
        sequence = sequence(table, key)
    )
}

/// The number of records that have a value under a key.
pub fn count_present(table: &Table, key: &ColumnKey) -> Sql {
    statement!("SELECT pg_catalog.count(*) FROM {table} WHERE data OPERATOR(pg_catalog.?) {key}", table, key)
}

/// Numbers the records that lack a number in the order of their creation, those in the trash too. `$1` the
/// sequence. PostgreSQL never merges a query that draws numbers with the query it draws them for, so the
/// numbers are drawn in the order of the inner query.
pub fn fill(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "UPDATE {table} AS t \
         SET data = t.data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object({key}, n.number) \
         FROM (SELECT o.id, pg_catalog.nextval($1) AS number \
         FROM (SELECT id FROM {table} WHERE NOT data OPERATOR(pg_catalog.?) {key} ORDER BY id) AS o) AS n \
         WHERE t.id OPERATOR(pg_catalog.=) n.id",
        table,
        key
    )
}
