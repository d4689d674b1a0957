//! Statements about records as they will be after a change of a column. Nothing is written.

use dyntables_ask::index::Index;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::param::Param;
use serde_json::Value;

use crate::index::unique_predicate;
use crate::writer::{Fragment, Sql, from_fn, list};
use crate::{fragment, statement, write_sql};

/// What a change does to the records of a table.
#[derive(Default)]
pub struct Future<'a> {
    /// The conversion of the values, as a document.
    pub conversion: Option<Value>,
    /// The key that the values have, and the one that they get.
    pub rename: Option<(&'a ColumnKey, &'a ColumnKey)>,
    /// The key of the column that gets its default, and the default as a patch.
    pub backfill: Option<(&'a ColumnKey, Value)>,
}

impl Future<'_> {
    /// The records after the change, in place of the table. Those in the trash are left out.
    fn records<'f>(&'f self, table: &'f Table) -> impl Fragment + 'f {
        let converted = from_fn(|sql| match &self.conversion {
            Some(conversion) => write_sql!(
                sql,
                "COALESCE(dt.converted(t.data, {conversion}), t.data)",
                conversion = Param::Jsonb(conversion.clone())
            ),
            None => "t.data".write(sql),
        });
        let renamed = from_fn(|sql| match self.rename {
            Some((old, new)) => write_sql!(
                sql,
                "CASE WHEN c.data OPERATOR(pg_catalog.?) {old} THEN (c.data OPERATOR(pg_catalog.-) {old}::pg_catalog.text) \
                 OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object({new}, c.data OPERATOR(pg_catalog.->) {old}) \
                 ELSE c.data END",
                old = old,
                new = new
            ),
            None => "c.data".write(sql),
        });
        let filled = from_fn(|sql| match &self.backfill {
            Some((key, patch)) => write_sql!(
                sql,
                "CASE WHEN {lacks} THEN r.data OPERATOR(pg_catalog.||) {patch} ELSE r.data END",
                lacks = lacks("r.data", key),
                patch = Param::Jsonb(patch.clone())
            ),
            None => "r.data".write(sql),
        });
        // OFFSET keeps PostgreSQL from converting once for each use of the value.
        fragment!(
            "(SELECT t.id, t.created_at, t.updated_at, t.created_by, t.updated_by, t.version, t.deleted_at, {filled} AS data \
             FROM {table} AS t, LATERAL (SELECT {converted} AS data OFFSET 0) AS c, \
             LATERAL (SELECT {renamed} AS data) AS r WHERE t.deleted_at IS NULL OFFSET 0) AS future",
            filled,
            table,
            converted,
            renamed
        )
    }
}

/// Whether a document has no value under a key.
fn lacks<'f>(data: &'static str, key: &'f ColumnKey) -> impl Fragment + 'f {
    fragment!(
        "COALESCE({data} OPERATOR(pg_catalog.->) {key}, 'null'::pg_catalog.jsonb) OPERATOR(pg_catalog.=) \
         ANY (ARRAY['null', '\"\"', '[]', '{{}}']::pg_catalog.jsonb[])",
        data,
        key
    )
}

/// A value that will occur more than once under a unique rule, as text; no row if there is none.
pub fn twins(table: &Table, index: &Index, future: &Future<'_>) -> Sql {
    let filled = index.fields.iter().map(|field| fragment!(" AND {field} IS NOT NULL", field));
    statement!(
        "SELECT pg_catalog.concat_ws(', ', {fields}) FROM {records}{predicate}{filled} \
         GROUP BY {fields} HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 1 LIMIT 1",
        fields = list(", ", &index.fields),
        records = future.records(table),
        predicate = unique_predicate(index),
        filled = list("", filled)
    )
}

/// The records that will lack the value of a column: how many there are, and the ids of the first ones.
pub fn lacking(table: &Table, key: &ColumnKey, future: &Future<'_>, most: i64) -> Sql {
    statement!(
        "SELECT pg_catalog.count(*) OVER (), id::pg_catalog.text FROM {records} WHERE {lacks} ORDER BY id LIMIT {most}",
        records = future.records(table),
        lacks = lacks("data", key),
        most = Param::Int8(most)
    )
}
