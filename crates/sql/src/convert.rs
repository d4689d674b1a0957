//! Statements that look at or rewrite the values of a column whose type or config changes, `$1` of
//! which is the conversion as a document; and those on the values that did not convert. Records in the
//! trash are converted like the others.

use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::writer::{Sql, Storage};

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

/// What a record keeps of values that did not convert.
fn push_unconverted(sql: &mut Sql) {
    sql.push("(data OPERATOR(pg_catalog.->) '").push(UNCONVERTED).push("')");
}

fn texts(texts: impl Iterator<Item = String>) -> Param {
    Param::List(Kind::Text, texts.map(Param::Text).collect())
}

/// The names under which records keep values that did not convert.
#[must_use]
pub fn unconverted_names(table: &Table) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT DISTINCT kept.name FROM ").push_storage(&Storage(table.storage()));
    sql.push(", LATERAL pg_catalog.jsonb_object_keys(CASE WHEN pg_catalog.jsonb_typeof(");
    push_unconverted(&mut sql);
    sql.push(") OPERATOR(pg_catalog.=) 'object' THEN ");
    push_unconverted(&mut sql);
    sql.push(" END) AS kept(name)");
    sql
}

/// Forgets the values kept under these names.
#[must_use]
pub fn forget_unconverted(table: &Table, names: Vec<String>) -> Sql {
    let names = texts(names.into_iter());
    let mut sql = Sql::new();
    let rest = |sql: &mut Sql| {
        push_unconverted(sql);
        sql.push(" OPERATOR(pg_catalog.-) ").push_param(names.clone());
    };
    sql.push("UPDATE ").push_storage(&Storage(table.storage())).push(" SET data = CASE WHEN (");
    rest(&mut sql);
    sql.push(") OPERATOR(pg_catalog.=) '{}' THEN data OPERATOR(pg_catalog.-) '").push(UNCONVERTED);
    sql.push("'::pg_catalog.text ELSE data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('");
    sql.push(UNCONVERTED).push("', ");
    rest(&mut sql);
    sql.push(") END WHERE ");
    push_unconverted(&mut sql);
    sql.push(" OPERATOR(pg_catalog.?|) ").push_param(names.clone());
    sql
}

/// Keeps the values under other names: pairs of the old one and the new one.
#[must_use]
pub fn rename_unconverted(table: &Table, names: &[(String, String)]) -> Sql {
    let old = texts(names.iter().map(|(old, _)| old.clone()));
    let new = texts(names.iter().map(|(_, new)| new.clone()));
    let mut sql = Sql::new();
    sql.push("UPDATE ").push_storage(&Storage(table.storage()));
    sql.push(" SET data = data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('").push(UNCONVERTED);
    sql.push("', (SELECT pg_catalog.jsonb_object_agg(COALESCE(names.new, kept.name), kept.value) FROM pg_catalog.jsonb_each(");
    push_unconverted(&mut sql);
    sql.push(") AS kept(name, value) LEFT JOIN ROWS FROM (pg_catalog.unnest(").push_param(old.clone());
    sql.push("), pg_catalog.unnest(").push_param(new);
    sql.push(")) AS names(old, new) ON names.old OPERATOR(pg_catalog.=) kept.name)) WHERE ");
    push_unconverted(&mut sql);
    sql.push(" OPERATOR(pg_catalog.?|) ").push_param(old);
    sql
}
