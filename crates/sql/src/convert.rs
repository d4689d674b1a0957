//! Statements about the values of a column whose type or config changes. `$1` is the conversion as a
//! document, unless a comment says otherwise. Records in the trash are converted like the others.
//!
//! A record keeps the values that could not be converted in its `data` under [`UNCONVERTED`]: an object by
//! column key.

use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::table::Table;

use crate::writer::{Fragment, Sql, Texts, from_fn};
use crate::{statement, write_sql};

/// Which values of the column a statement is about.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The key of the column.
    pub key: &'a ColumnKey,
    /// Whether they are those that an earlier conversion could not convert, rather than those under the key.
    pub unconverted: bool,
}

impl Values<'_> {
    /// Whether a record has such a value.
    fn are_there(&self) -> impl Fragment + '_ {
        from_fn(|sql| {
            if self.unconverted {
                write_sql!(sql, "data OPERATOR(pg_catalog.?) '{unconverted}'", unconverted = UNCONVERTED);
            } else {
                write_sql!(sql, "data OPERATOR(pg_catalog.?) {key}", key = self.key);
            }
        })
    }

    /// The value in a record.
    fn value(&self) -> impl Fragment + '_ {
        from_fn(|sql| {
            if self.unconverted {
                write_sql!(
                    sql,
                    "data OPERATOR(pg_catalog.->) '{unconverted}' OPERATOR(pg_catalog.->) {key}",
                    unconverted = UNCONVERTED,
                    key = self.key
                );
            } else {
                write_sql!(sql, "data OPERATOR(pg_catalog.->) {key}", key = self.key);
            }
        })
    }
}

/// The number of values that convert, and of those that do not.
pub fn count(table: &Table, values: Values<'_>) -> Sql {
    // OFFSET keeps PostgreSQL from converting once for each of the two counts.
    statement!(
        "SELECT pg_catalog.count(*) FILTER (WHERE fault OPERATOR(pg_catalog.=) ''), \
         pg_catalog.count(*) FILTER (WHERE fault OPERATOR(pg_catalog.<>) '') \
         FROM (SELECT dt.conversion_fault(data, $1) AS fault \
         FROM {table} WHERE {there} OFFSET 0) AS faults",
        table,
        there = values.are_there()
    )
}

/// The decimal marks that the values show.
pub fn shown_marks(table: &Table, values: Values<'_>) -> Sql {
    statement!(
        "SELECT DISTINCT shown.mark FROM (SELECT dt.shown_mark(data, $1) AS mark \
         FROM {table} WHERE {there}) AS shown WHERE shown.mark IS NOT NULL",
        table,
        there = values.are_there()
    )
}

/// The first values that do not convert: id, value and message. `$2` how many.
pub fn examples(table: &Table, values: Values<'_>) -> Sql {
    statement!(
        "SELECT id::pg_catalog.text, {value}, dt.conversion_fault(data, $1) \
         FROM {table} WHERE {there} \
         AND dt.conversion_fault(data, $1) OPERATOR(pg_catalog.<>) '' ORDER BY id LIMIT $2",
        value = values.value(),
        table,
        there = values.are_there()
    )
}

/// The options that the values need and the new column does not have. `$2` how many at most.
pub fn missing_options(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "SELECT DISTINCT missing.option \
         FROM (SELECT data FROM {table} WHERE data OPERATOR(pg_catalog.?) {key}) AS records, \
         LATERAL pg_catalog.unnest(dt.missing_options(records.data, $1)) AS missing(option) LIMIT $2",
        table,
        key
    )
}

/// Converts the values. Records that do not change are not written.
pub fn apply(table: &Table, values: Values<'_>) -> Sql {
    statement!(
        "UPDATE {table} SET data = dt.converted(data, $1) \
         WHERE {there} AND dt.converted(data, $1) IS NOT NULL",
        table,
        there = values.are_there()
    )
}

/// The keys under which records keep values that could not be converted.
pub fn unconverted_names(table: &Table) -> Sql {
    statement!(
        "SELECT DISTINCT kept.name FROM {table}, LATERAL pg_catalog.jsonb_object_keys(\
         CASE WHEN pg_catalog.jsonb_typeof((data OPERATOR(pg_catalog.->) '{unconverted}')) \
         OPERATOR(pg_catalog.=) 'object' \
         THEN (data OPERATOR(pg_catalog.->) '{unconverted}') END) AS kept(name)",
        table,
        unconverted = UNCONVERTED
    )
}

/// Removes the values kept under these keys, and the object that is empty without them.
pub fn forget_unconverted(table: &Table, names: Vec<String>) -> Sql {
    statement!(
        "UPDATE {table} SET data = \
         CASE WHEN ((data OPERATOR(pg_catalog.->) '{unconverted}') OPERATOR(pg_catalog.-) {names}) \
         OPERATOR(pg_catalog.=) '{{}}' \
         THEN data OPERATOR(pg_catalog.-) '{unconverted}'::pg_catalog.text \
         ELSE data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('{unconverted}', \
         (data OPERATOR(pg_catalog.->) '{unconverted}') OPERATOR(pg_catalog.-) {names}) END \
         WHERE (data OPERATOR(pg_catalog.->) '{unconverted}') OPERATOR(pg_catalog.?|) {names}",
        table,
        unconverted = UNCONVERTED,
        names = Texts(&names)
    )
}

/// Keeps the values under other keys. `renames` are pairs of the old key and the new one.
pub fn rename_unconverted(table: &Table, renames: &[(String, String)]) -> Sql {
    let (old, new): (Vec<String>, Vec<String>) = renames.iter().cloned().unzip();
    statement!(
        "UPDATE {table} SET data = data OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('{unconverted}', \
         (SELECT pg_catalog.jsonb_object_agg(COALESCE(names.new, kept.name), kept.value) \
         FROM pg_catalog.jsonb_each((data OPERATOR(pg_catalog.->) '{unconverted}')) AS kept(name, value) \
         LEFT JOIN ROWS FROM (pg_catalog.unnest({old}), pg_catalog.unnest({new})) AS names(old, new) \
         ON names.old OPERATOR(pg_catalog.=) kept.name)) \
         WHERE (data OPERATOR(pg_catalog.->) '{unconverted}') OPERATOR(pg_catalog.?|) {old}",
        table,
        unconverted = UNCONVERTED,
        old = Texts(&old),
        new = Texts(&new)
    )
}
