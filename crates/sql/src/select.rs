//! Statements that read records.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::{Selection, Trash};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::order::order_by;
use crate::rows::{STORED, and_created_by, condition, limit_offset, magnitude, record_columns};
use crate::writer::{Fragment, Number, Sql, from_fn};
use crate::{fragment, keyset, statement, write_sql};

/// Limits that people often write. Each has a statement of its own.
pub(super) const USUAL_LIMITS: [i64; 14] = [1, 5, 10, 15, 20, 25, 30, 40, 50, 100, 200, 250, 500, 1_000];

/// The records, as rows of `dt.record`.
///
/// The planner must know how large the limit is. Of `LIMIT $1` it guesses a tenth of the table, and then
/// either plans anew each time or sorts the whole table. So there are two limits: the inner one is the
/// next power of ten, which is in the text, and the outer one is the caller's number. A usual limit
/// is in the text itself.
pub fn records(table: &Table, select: &Selection) -> Sql {
    let columns = record_columns(table, select.columns.as_deref());
    statement!("{rows}", rows = rows(table, select, &columns))
}

/// The records as they are stored, whatever the query shows of them.
pub fn stored_records(table: &Table, select: &Selection) -> Sql {
    statement!("{rows}", rows = rows(table, select, &STORED))
}

/// The records as they are stored, and then when each was moved to the trash.
pub fn stored_records_with_trash(table: &Table, select: &Selection) -> Sql {
    statement!(
        "SELECT {stored}, (SELECT of_record.deleted_at FROM {table} AS of_record \
         WHERE of_record.id OPERATOR(pg_catalog.=) found.id) AS deleted_at FROM ({rows}) AS found",
        stored = STORED,
        table,
        rows = rows(table, select, &STORED)
    )
}

pub(super) fn rows(table: &Table, select: &Selection, columns: &impl Fragment) -> impl Fragment {
    from_fn(move |sql| {
        let is_in_two = select.limit.is_some() && keyset::is_in_two(&select.sort);
        if select.start.is_some() || is_in_two {
            return keyset::records(sql, table, select, columns);
        }
        let records = fragment!(
            "SELECT {columns} FROM {table} WHERE {condition}{order_by}",
            columns,
            table,
            condition = condition(&select.filter, select.trash),
            order_by = order_by(&select.sort)
        );
        match select.limit {
            Some(limit) if select.offset == 0 && USUAL_LIMITS.contains(&limit) => {
                write_sql!(sql, "{records} LIMIT {limit}", records, limit = Number(limit.unsigned_abs()));
            }
            Some(limit) => write_sql!(
                sql,
                "SELECT {stored} FROM ({records} LIMIT {most}) AS bounded{limit_offset}",
                stored = STORED,
                records,
                most = Number(magnitude(limit.saturating_add(select.offset))),
                limit_offset = limit_offset(select.limit, select.offset)
            ),
            None => write_sql!(sql, "{records}{offset}", records, offset = limit_offset(None, select.offset)),
        }
    })
}

/// One record. `$1` its id. `creators` is the place of the users whose records are meant.
pub fn by_id(table: &Table, creators: Option<usize>) -> Sql {
    statement!(
        "SELECT {columns} FROM {table} WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL{and_created_by}",
        columns = record_columns(table, None),
        table,
        and_created_by = and_created_by(creators)
    )
}

/// The number of records.
pub fn count(table: &Table, filter: &Predicate, trash: Trash) -> Sql {
    let condition = condition(filter, trash);
    statement!("SELECT pg_catalog.count(*) FROM {table} WHERE {condition}", table, condition)
}

/// The records without any of their values, for the planner's estimate of how many there are.
pub fn matching(table: &Table, filter: &Predicate, trash: Trash) -> Sql {
    statement!("SELECT FROM {table} WHERE {condition}", table, condition = condition(filter, trash))
}

/// The number of records outside the trash. The count ends at `most`.
pub fn count_up_to(table: &Table, most: i64) -> Sql {
    statement!(
        "SELECT pg_catalog.count(*) FROM (SELECT FROM {table} WHERE deleted_at IS NULL LIMIT {most}) AS counted",
        table,
        most = Param::Int8(most)
    )
}

/// The records that have a key, wherever they are: how many there are, and the ids of the first ones.
pub fn with_key(table: &Table, key: &ColumnKey, most: i64) -> Sql {
    statement!(
        "SELECT pg_catalog.count(*) OVER (), id::pg_catalog.text FROM {table} \
         WHERE data OPERATOR(pg_catalog.?) {key} ORDER BY id LIMIT {most}",
        table,
        key,
        most = Param::Int8(most)
    )
}

/// The first ids of the records of a filter, as text.
pub fn first_ids(table: &Table, filter: &Predicate, most: i64) -> Sql {
    statement!(
        "SELECT id::pg_catalog.text FROM {table} WHERE {condition} ORDER BY id LIMIT {most}",
        table,
        condition = condition(filter, Trash::Exclude),
        most = Param::Int8(most)
    )
}
