//! Query documents → SELECT statements.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::{Select, Trash};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::rows::{from_where, magnitude, record_columns};
use crate::writer::{Sql, Storage};
use crate::{keyset, order};

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
