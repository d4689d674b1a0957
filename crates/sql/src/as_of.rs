//! How is a table read as it was at an instant? Its present records are rolled back by what was done to them since, and
//! those that were deleted since are added. All else of a query reads these rows in the storage's place.

use dyntables_ask::select::Selection;
use dyntables_model::table::{Indexing, Table};
use dyntables_values::param::Param;
use serde_json::Value;

use crate::rows::record_columns;
use crate::select::rows;
use crate::statement;
use crate::writer::{PAST, Sql, of_past};

/// A table whose values are all read out of `data`: the rows of the past have no plain columns, and no index.
pub fn out_of_data(table: &Table) -> Table {
    let mut table = Table { typed_in_trash: Vec::new(), indexing: Indexing::default(), ..table.clone() };
    for column in &mut table.columns {
        column.typed = None;
    }
    table
}

/// The records of a query as they were at an instant. `table` is [`out_of_data`], `past` as `dt.roll_back` takes it.
///
/// A record has lives: one that was deleted for good may be inserted again under its id. Its entries since the instant
/// are counted backwards by the deletions among them. Within a life its times and versions go up, so that the oldest
/// entry tells what the record was at the instant.
pub fn records(table: &Table, select: &Selection, at: i64, past: &Value) -> Sql {
    let at = || Param::Timestamptz(at);
    let past = || Param::Jsonb(past.clone());
    let columns = record_columns(table, select.columns.as_deref());
    statement!(
        "WITH entries AS ( \
           SELECT h.*, pg_catalog.count(*) FILTER (WHERE h.action OPERATOR(pg_catalog.=) 'delete') \
             OVER (PARTITION BY h.record_id ORDER BY h.at DESC, h.no DESC) AS life \
           FROM dt.history h WHERE h.table_no OPERATOR(pg_catalog.=) {no} AND h.at OPERATOR(pg_catalog.>) {at}), \
         lives AS ( \
           SELECT e.record_id, e.life, pg_catalog.min(e.version) OPERATOR(pg_catalog.-) 1 AS version, \
             (pg_catalog.array_agg(e.was_at ORDER BY e.at, e.no))[1] AS was_at, \
             (pg_catalog.array_agg(e.was_by ORDER BY e.at, e.no))[1] AS was_by, \
             (pg_catalog.array_agg(e.trashed_at ORDER BY e.at, e.no))[1] AS trashed_at, \
             pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(e.no, e.changes) ORDER BY e.at DESC, e.no DESC) \
               FILTER (WHERE e.changes IS NOT NULL) AS changes, \
             pg_catalog.bool_or(e.action OPERATOR(pg_catalog.=) 'insert') AS is_new \
           FROM entries e GROUP BY e.record_id, e.life), \
         {name} AS ( \
           SELECT t.id, CASE WHEN l.changes IS NULL THEN t.data ELSE dt.roll_back(t.data, NULL, l.changes, {past}) END AS data, \
             t.created_at, COALESCE(l.was_at, t.updated_at) AS updated_at, t.created_by, \
             CASE WHEN l.record_id IS NULL THEN t.updated_by ELSE l.was_by END AS updated_by, \
             COALESCE(l.version, t.version) AS version, \
             CASE WHEN l.record_id IS NULL THEN t.deleted_at ELSE l.trashed_at END AS deleted_at, t.position \
           FROM {table} t LEFT JOIN lives l ON l.record_id OPERATOR(pg_catalog.=) t.id AND l.life OPERATOR(pg_catalog.=) 0 \
           WHERE t.created_at OPERATOR(pg_catalog.<=) {at} AND l.is_new IS NOT TRUE \
           UNION ALL \
           SELECT d.record_id, dt.roll_back(d.data, d.no, l.changes, {past}), d.created_at, l.was_at, d.created_by, l.was_by, \
             l.version, l.trashed_at, NULL \
           FROM entries d JOIN lives l ON l.record_id OPERATOR(pg_catalog.=) d.record_id AND l.life OPERATOR(pg_catalog.=) d.life \
           WHERE d.action OPERATOR(pg_catalog.=) 'delete' AND d.created_at OPERATOR(pg_catalog.<=) {at} AND l.is_new IS NOT TRUE) \
         {rows}",
        no = Param::Int8(table.no),
        at = at(),
        name = PAST,
        past = past(),
        table,
        rows = of_past(rows(table, select, &columns))
    )
}
