//! Query documents → SELECT statements.

use crate::filter::ast::Predicate;
use crate::filter::field::Field;
use crate::model::ident::ColumnKey;
use crate::model::table::Table;
use crate::query::cursor::Start;
use crate::query::document::Trash;
use crate::sqlgen::writer::{Sql, Storage};
use crate::sqlgen::{expr, filter, keyset, order};
use crate::types::kind::Kind;
use crate::types::param::Param;

/// A query document checked against its table.
#[derive(Debug, Clone)]
pub struct Select {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The order, made total by `id`; none where the caller does not care.
    pub sort: Vec<Order>,
    /// The place in the order that the records begin after, or end before.
    pub start: Option<Start>,
    /// At most so many.
    pub limit: Option<i64>,
    /// After so many.
    pub offset: i64,
    /// Only these keys in `data`; all where absent. Of an open table any keys.
    pub columns: Option<Vec<String>>,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What is sorted by.
    pub field: Field,
    /// Largest first.
    pub descending: bool,
    /// Whether records without a value come first; as PostgreSQL has it where absent.
    pub nulls_first: Option<bool>,
    /// The values of the options whose order counts, instead of the alphabet's.
    pub by_option: Option<Vec<String>>,
}

/// The records, as rows of `dt.record`.
#[must_use]
pub fn records(table: &Table, select: &Select) -> Sql {
    let mut sql = Sql::new();
    match &select.start {
        Some(start) => keyset::push_records(&mut sql, table, select, start),
        None => push_records(&mut sql, table, select),
    }
    sql
}

/// With a limit, the planner must know its magnitude: for `LIMIT $1` it would guess a tenth of
/// the table, and then either plan anew each time or sort it all. So the records are limited
/// twice: inside by the next power of ten, which is part of the shape, outside by the value. Limits
/// that people write are few, and part of the shape themselves.
fn push_records(sql: &mut Sql, table: &Table, select: &Select) {
    let usual = select.limit.filter(|limit| select.offset == 0 && USUAL_LIMITS.contains(limit));
    let bounded = match usual {
        Some(_) => None,
        None => select.limit.map(|limit| magnitude(limit.saturating_add(select.offset))),
    };
    if bounded.is_some() {
        sql.push("SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM (");
    }
    sql.push("SELECT ");
    record_columns(sql, table, select.columns.as_deref());
    sql.push(" FROM ");
    from_where(sql, table, &select.filter, select.trash);
    order::order_by(sql, &select.sort);
    if let Some(most) = bounded {
        sql.push(" LIMIT ").push_shape(most).push(") AS bounded");
    }
    if let Some(usual) = usual {
        sql.push(" LIMIT ").push_shape(usual.unsigned_abs());
    } else if let Some(limit) = select.limit {
        sql.push(" LIMIT ").push_param(Param::Int8(limit));
    }
    if select.offset > 0 {
        sql.push(" OFFSET ").push_param(Param::Int8(select.offset));
    }
}

/// Limits with plans of their own.
const USUAL_LIMITS: [i64; 14] = [1, 5, 10, 15, 20, 25, 30, 40, 50, 100, 200, 250, 500, 1_000];

/// One record, by its id. `$1` the id.
#[must_use]
pub fn by_id(table: &Table) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT ");
    record_columns(&mut sql, table, None);
    sql.push(" FROM ").push_storage(&Storage(table.storage()));
    sql.push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL");
    sql
}

/// How many there are; sort and limit do not matter.
#[must_use]
pub fn count(table: &Table, filter_: &Predicate, trash: Trash) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT pg_catalog.count(*) FROM ");
    from_where(&mut sql, table, filter_, trash);
    sql
}

/// The records themselves, without any of their values: what the planner is asked about.
#[must_use]
pub fn matching(table: &Table, filter_: &Predicate, trash: Trash) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT FROM ");
    from_where(&mut sql, table, filter_, trash);
    sql
}

/// How many there are outside the trash, counting no further than `most`.
#[must_use]
pub fn count_up_to(table: &Table, most: i64) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT pg_catalog.count(*) FROM (SELECT FROM ");
    from_where(&mut sql, table, &Predicate::All, Trash::Exclude);
    sql.push(" LIMIT ").push_param(Param::Int8(most)).push(") AS counted");
    sql
}

/// The first ids of the records of a filter, as text.
#[must_use]
pub fn first_ids(table: &Table, filter_: &Predicate, most: i64) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT id::pg_catalog.text FROM ");
    from_where(&mut sql, table, filter_, Trash::Exclude);
    sql.push(" ORDER BY id LIMIT ").push_param(Param::Int8(most));
    sql
}

/// The select list of a row of `dt.record`; also what the RETURNING of a write lists.
pub fn record_columns(sql: &mut Sql, table: &Table, columns: Option<&[String]>) {
    sql.push("id, ");
    data(sql, table, columns);
    sql.push(" AS data, created_at, updated_at, created_by, updated_by, version");
}

/// `data` as callers see it: without the values of columns in the trash, with system columns,
/// and only the wanted keys.
fn data(sql: &mut Sql, table: &Table, columns: Option<&[String]>) {
    let wanted = |key: &ColumnKey| columns.is_none_or(|columns| columns.iter().any(|c| c == key.as_str()));
    let system: Vec<_> = table.system_columns().filter(|(column, _)| wanted(&column.key)).collect();
    if !system.is_empty() {
        sql.push("(");
    }
    match columns {
        Some(columns) => {
            let keys = columns.iter().cloned().map(Param::Text).collect();
            sql.push("dt.pick(data, ").push_param(Param::List(Kind::Text, keys)).push(")");
        }
        None if !table.trashed.is_empty() => {
            sql.push("(data OPERATOR(pg_catalog.-) ");
            key_array(sql, table.trashed.iter());
            sql.push(")");
        }
        None => {
            sql.push("data");
        }
    }
    if !system.is_empty() {
        sql.push(" OPERATOR(pg_catalog.||) pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(");
        for (at, (column, field)) in system.iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            sql.push_key(&column.key).push(", ");
            if field.kind() == Kind::Timestamptz {
                sql.push("dt.iso_timestamp(").push(expr::system_column(*field)).push(")");
            } else {
                sql.push(expr::system_column(*field));
            }
        }
        sql.push(")))");
    }
}

/// `ARRAY['a', 'b']::pg_catalog.text[]`.
pub fn key_array<'a>(sql: &mut Sql, keys: impl Iterator<Item = &'a ColumnKey>) {
    sql.push("ARRAY[");
    for (at, key) in keys.enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.push_key(key);
    }
    sql.push("]::pg_catalog.text[]");
}

/// `dt_data."deals_1" WHERE …`.
pub fn from_where(sql: &mut Sql, table: &Table, filter_: &Predicate, trash: Trash) {
    sql.push_storage(&Storage(table.storage())).push(" WHERE ");
    sql.push(match trash {
        Trash::Exclude => "deleted_at IS NULL",
        Trash::Only => "deleted_at IS NOT NULL",
        Trash::Include => "true",
    });
    if *filter_ != Predicate::All {
        sql.push(" AND ");
        filter::predicate(sql, filter_);
    }
}

/// The next power of ten.
pub(super) fn magnitude(rows: i64) -> u64 {
    let rows = u64::try_from(rows).unwrap_or(0).max(1);
    let power = 10_u64.saturating_pow(rows.ilog10());
    if power == rows { power } else { power.saturating_mul(10).min(i64::MAX as u64) }
}

#[cfg(test)]
mod tests {
    use super::magnitude;

    #[test]
    fn magnitudes() {
        for (rows, most) in [
            (0, 1),
            (1, 1),
            (2, 10),
            (10, 10),
            (11, 100),
            (50, 100),
            (1_000, 1_000),
            (i64::MAX, i64::MAX as u64),
        ] {
            assert_eq!(magnitude(rows), most, "{rows}");
        }
    }
}
