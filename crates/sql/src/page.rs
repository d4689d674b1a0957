//! The statements of a page of records, as `dt_page` returns it: the records, their number, and whether there are others
//! before them. They are executed in one snapshot, each only where the page needs it.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::{Order, Selection, Start, Trash};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::order::{alias, key, order_by};
use crate::rows::{STORED, condition, limit_offset, magnitude};
use crate::select::USUAL_LIMITS;
use crate::writer::{Number, Sql, list};
use crate::{fragment, keyset, statement};

/// The records in the direction of reading, and one record more than the page has: whether that one exists says whether
/// there is a further page. The columns are those of [`STORED`], and then the keys of the order [but for the id](has_key).
pub fn records(table: &Table, select: &Selection) -> Sql {
    let limit = select.limit.unwrap_or(0);
    let keys = || select.sort.iter().enumerate().filter(|(_, order)| has_key(order));
    let is_usual = select.start.is_none() && select.offset == 0 && USUAL_LIMITS.contains(&limit);
    if is_usual && !keyset::is_in_two(&select.sort) {
        let keys = keys()
            .map(|(at, order)| fragment!(", {key} AS {alias}", key = key(order), alias = alias(order, at)));
        return statement!(
            "SELECT {stored}{keys} FROM {table} WHERE {condition}{order_by} LIMIT {limit}",
            stored = STORED,
            keys = list("", keys),
            table,
            condition = condition(&select.filter, select.trash),
            order_by = order_by(&select.sort),
            limit = Number(limit.unsigned_abs() + 1)
        );
    }
    statement!(
        "SELECT {columns} FROM ({window}) AS bounded{limit_offset}",
        columns = keyset::columns(&select.sort),
        window = keyset::window(table, select, Some(limit.saturating_add(select.offset))),
        limit_offset = limit_offset(Some(limit.saturating_add(1)), select.offset)
    )
}

/// Whether [`records`] has a column of its own for a key. The id is a column of every record.
pub fn has_key(order: &Order) -> bool {
    !order.is_id()
}

/// The number of records of a filter. The count ends one beyond `most`, which shows that there are more.
pub fn count_up_to(table: &Table, filter: &Predicate, trash: Trash, most: i64) -> Sql {
    statement!(
        "SELECT pg_catalog.count(*) FROM (SELECT FROM (SELECT FROM {table} WHERE {condition} LIMIT {magnitude}) \
         AS bounded LIMIT {most}) AS counted",
        table,
        condition = condition(filter, trash),
        magnitude = Number(magnitude(most).saturating_add(1).min(i64::MAX as u64)),
        most = Param::Int8(most.saturating_add(1))
    )
}

/// Whether a filter selects any record.
pub fn any(table: &Table, select: &Selection) -> Sql {
    statement!(
        "SELECT EXISTS (SELECT FROM {table} WHERE {condition})",
        table,
        condition = condition(&select.filter, select.trash)
    )
}

/// Whether there is a record on the other side of a start.
pub fn any_behind(table: &Table, select: &Selection, start: &Start) -> Sql {
    statement!("SELECT {has_behind}", has_behind = keyset::has_behind(table, select, start))
}
