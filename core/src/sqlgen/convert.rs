//! Statements that look at or rewrite the values of a column whose type or config changes. `$1` of
//! each is the conversion as a document. Records in the trash are converted like the others.

use crate::model::ident::ColumnKey;
use crate::model::table::Table;
use crate::sqlgen::writer::{Sql, Storage};

fn records_with(sql: &mut Sql, table: &Table, key: &ColumnKey) {
    sql.push_storage(&Storage(table.storage())).push(" WHERE data OPERATOR(pg_catalog.?) ").push_key(key);
}

/// How many values convert, and how many do not.
#[must_use]
pub fn count(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT pg_catalog.count(*) FILTER (WHERE fault OPERATOR(pg_catalog.=) ''), ");
    sql.push("pg_catalog.count(*) FILTER (WHERE fault OPERATOR(pg_catalog.<>) '') ");
    // OFFSET keeps the two from being computed apart.
    sql.push("FROM (SELECT dt.conversion_fault(data, $1) AS fault FROM ");
    records_with(&mut sql, table, key);
    sql.push(" OFFSET 0) AS faults");
    sql
}

/// The first values that do not convert: id, value and message. `$2` how many.
#[must_use]
pub fn examples(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT id::pg_catalog.text, data OPERATOR(pg_catalog.->) ").push_key(key);
    sql.push(", dt.conversion_fault(data, $1) FROM ");
    records_with(&mut sql, table, key);
    sql.push(" AND dt.conversion_fault(data, $1) OPERATOR(pg_catalog.<>) '' ORDER BY id LIMIT $2");
    sql
}

/// The options that the values need and the new column does not have. `$2` how many at most.
#[must_use]
pub fn missing_options(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT DISTINCT missing.option FROM (SELECT data FROM ");
    records_with(&mut sql, table, key);
    sql.push(") AS records, LATERAL pg_catalog.unnest(dt.missing_options(records.data, $1)) AS missing(option) LIMIT $2");
    sql
}

/// Converts the values. Records that stay as they are are not written.
#[must_use]
pub fn apply(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = Sql::new();
    sql.push("UPDATE ").push_storage(&Storage(table.storage())).push(" SET data = dt.converted(data, $1)");
    sql.push(" WHERE data OPERATOR(pg_catalog.?) ").push_key(key);
    sql.push(" AND dt.converted(data, $1) IS NOT NULL");
    sql
}
