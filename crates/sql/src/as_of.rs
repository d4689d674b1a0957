//! How is a table read as it was at an instant? Its present records are rolled back by what was done to them since, and
//! those that were deleted since are added. All else of a query reads these rows in the storage's place.

use dyntables_ask::select::Selection;
use dyntables_model::table::{Indexing, Table};
use dyntables_values::param::Param;
use serde_json::Value;

use crate::rows::record_columns;
use crate::select::rows;
use crate::writer::{PAST, Sql, of_past};
use crate::{fragment, statement};

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
/// A record that was deleted for good may have been inserted again under its id: what was done to the present one came
/// after the last deletion, what was done to a deleted one came between two of them. Within such a life times and versions
/// go up, so that the oldest entry since the instant tells what the record was then.
///
/// Entries are grouped where the planner knows how many there are. Out of a CTE it expected one, and looped over all of
/// them for each: 100 s for 60,000.
pub fn records(table: &Table, select: &Selection, at: i64, past: &Value) -> Sql {
    let no = || Param::Int8(table.no);
    let at = || Param::Timestamptz(at);
    let past = || Param::Jsonb(past.clone());
    let columns = record_columns(table, select.columns.as_deref());
    let present = fragment!(
        "SELECT t.id, CASE WHEN l.changes IS NULL THEN t.data ELSE dt.roll_back(t.data, NULL, l.changes, {past}) END AS data, \
           t.created_at, COALESCE(l.was_at, t.updated_at) AS updated_at, t.created_by, \
           CASE WHEN l.record_id IS NULL THEN t.updated_by ELSE l.was_by END AS updated_by, \
           COALESCE(l.version, t.version) AS version, \
           CASE WHEN l.record_id IS NULL THEN t.deleted_at ELSE l.trashed_at END AS deleted_at, t.position \
         FROM {table} t LEFT JOIN ( \
           SELECT h.record_id, {before} FROM dt.history h LEFT JOIN ( \
               SELECT g.record_id, pg_catalog.max(g.no) AS no FROM dt.history g \
               WHERE g.table_no OPERATOR(pg_catalog.=) {no} AND g.created_at IS NOT NULL \
                 AND g.action OPERATOR(pg_catalog.=) 'delete' AND g.at OPERATOR(pg_catalog.>) {at} GROUP BY g.record_id \
             ) AS gone ON gone.record_id OPERATOR(pg_catalog.=) h.record_id \
           WHERE h.table_no OPERATOR(pg_catalog.=) {no} AND h.at OPERATOR(pg_catalog.>) {at} \
             AND (gone.no IS NULL OR h.no OPERATOR(pg_catalog.>) gone.no) GROUP BY h.record_id \
         ) AS l ON l.record_id OPERATOR(pg_catalog.=) t.id \
         WHERE t.created_at OPERATOR(pg_catalog.<=) {at} AND l.is_new IS NOT TRUE",
        past = past(),
        table,
        before = BEFORE,
        no = no(),
        at = at()
    );
    let deleted = fragment!(
        "SELECT d.record_id, dt.roll_back(d.data, d.no, l.changes, {past}), d.created_at, l.was_at, d.created_by, l.was_by, \
           l.version, l.trashed_at, NULL \
         FROM dt.history d CROSS JOIN LATERAL ( \
           SELECT {before} FROM dt.history h \
           WHERE h.table_no OPERATOR(pg_catalog.=) {no} AND h.record_id OPERATOR(pg_catalog.=) d.record_id \
             AND h.at OPERATOR(pg_catalog.>) {at} AND h.no OPERATOR(pg_catalog.<=) d.no \
             AND h.no OPERATOR(pg_catalog.>) COALESCE((SELECT pg_catalog.max(g.no) FROM dt.history g \
               WHERE g.table_no OPERATOR(pg_catalog.=) {no} AND g.record_id OPERATOR(pg_catalog.=) d.record_id \
                 AND g.action OPERATOR(pg_catalog.=) 'delete' AND g.no OPERATOR(pg_catalog.<) d.no), 0) \
         ) AS l \
         WHERE d.table_no OPERATOR(pg_catalog.=) {no} AND d.at OPERATOR(pg_catalog.>) {at} \
           AND d.action OPERATOR(pg_catalog.=) 'delete' AND d.created_at OPERATOR(pg_catalog.<=) {at} AND l.is_new IS NOT TRUE",
        past = past(),
        before = BEFORE,
        no = no(),
        at = at()
    );
    statement!(
        "WITH {name} AS ({present} UNION ALL {deleted}) {rows}",
        name = PAST,
        present,
        deleted,
        rows = of_past(rows(table, select, &columns))
    )
}

/// What a record was before some entries `h` of one of its lives.
const BEFORE: &str = "pg_catalog.min(h.version) OPERATOR(pg_catalog.-) 1 AS version, \
    (pg_catalog.array_agg(h.was_at ORDER BY h.at, h.no))[1] AS was_at, \
    (pg_catalog.array_agg(h.was_by ORDER BY h.at, h.no))[1] AS was_by, \
    (pg_catalog.array_agg(h.trashed_at ORDER BY h.at, h.no))[1] AS trashed_at, \
    pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(h.no, h.changes) ORDER BY h.at DESC, h.no DESC) \
      FILTER (WHERE h.changes IS NOT NULL) AS changes, \
    pg_catalog.bool_or(h.action OPERATOR(pg_catalog.=) 'insert') AS is_new";
