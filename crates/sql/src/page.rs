//! A page of records as `dt_page` returns it: the records, their total number and the cursors, in one
//! statement.

use dyntables_ask::select::{Marks, Order, Selection};
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::order::alias;
use crate::rows::{condition, limit_offset, record_columns};
use crate::writer::{Fragment, Sql, Text, from_fn, list};
use crate::{fragment, keyset, statement, write_sql};

/// What a page says about the number of records that its filter selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The exact number.
    Exactly,
    /// The exact number, unless it is greater than this one.
    UpTo(i64),
    /// This estimate.
    About(i64),
    /// Nothing.
    Not,
}

/// The statement. It reads one record more than the page has: whether that record exists says whether
/// there is a further page. It numbers the records in the direction of reading.
pub fn page(table: &Table, select: &Selection, counted: Counted, marks: &Marks) -> Sql {
    let limit = select.limit.unwrap_or(0);
    let backwards = select.start.as_ref().is_some_and(|start| start.backwards);
    let (further_side, other_side) = if backwards { ("previous", "next") } else { ("next", "previous") };
    let keys = select.sort.iter().enumerate().take(select.sort.len() - 1);
    let keys = keys.map(|(at, order)| fragment!(", {alias}", alias = alias(order, at)));
    statement!(
        "SELECT dt.page_json(pg_catalog.array_agg(dt.record_json(\
         r.id, r.data, r.created_at, r.updated_at, r.created_by, r.updated_by, r.version){descending}) \
         FILTER (WHERE r.n OPERATOR(pg_catalog.<=) {limit}), \
         {total}{most}, {further_side} => {further_cursor}, {other_side} => {other_cursor}) \
         FROM (SELECT {columns}{keys}, pg_catalog.row_number() OVER () AS n \
         FROM (SELECT {window_columns} FROM ({window}) AS bounded{limit_offset}) AS numbered) AS r",
        descending = backwards.then_some(" ORDER BY r.n DESC"),
        limit = Param::Int8(limit),
        total = total(table, select, counted),
        most = most(counted),
        further_side,
        further_cursor = further_cursor(select, limit, marks),
        other_side,
        other_cursor = other_cursor(table, select, marks),
        columns = record_columns(table, select.columns.as_deref()),
        keys = list("", keys),
        window_columns = keyset::columns(&select.sort),
        window = keyset::window(table, select, Some(limit.saturating_add(select.offset))),
        limit_offset = limit_offset(Some(limit.saturating_add(1)), select.offset)
    )
}

fn total(table: &Table, select: &Selection, counted: Counted) -> impl Fragment {
    from_fn(move |sql| match counted {
        Counted::Exactly => write_sql!(
            sql,
            "(SELECT pg_catalog.count(*) FROM {table} WHERE {condition})",
            table,
            condition = condition(&select.filter, select.trash)
        ),
        // One more than is told shows that there are more.
        Counted::UpTo(most) => write_sql!(
            sql,
            "(SELECT pg_catalog.count(*) FROM (SELECT FROM {table} WHERE {condition} LIMIT {limit}) AS counted)",
            table,
            condition = condition(&select.filter, select.trash),
            limit = Param::Int8(most.saturating_add(1))
        ),
        Counted::About(records) => Param::Int8(records).write(sql),
        Counted::Not => write_sql!(sql, "NULL"),
    })
}

/// The number that the count ends at.
fn most(counted: Counted) -> impl Fragment {
    from_fn(move |sql| {
        if let Counted::UpTo(most) = counted {
            write_sql!(sql, ", most => {most}", most = Param::Int8(most));
        }
    })
}

/// Where the next page in the direction of reading begins; NULL if there is none. A page of no
/// records begins where it would have begun with some.
fn further_cursor(select: &Selection, limit: i64, marks: &Marks) -> impl Fragment {
    fragment!(
        "CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.>) {limit} THEN {cursor} END",
        limit = Param::Int8(limit),
        cursor = cursor_of(select, marks, limit.max(1), limit == 0)
    )
}

/// Where the page on the other side begins; NULL if there is none.
fn other_cursor(table: &Table, select: &Selection, marks: &Marks) -> impl Fragment {
    let first = cursor_of(select, marks, 1, false);
    from_fn(move |sql| match &select.start {
        Some(start) => write_sql!(
            sql,
            "CASE WHEN {has_behind} THEN COALESCE({first}, {start}) END",
            has_behind = keyset::has_behind(table, select, start),
            first,
            start = Text(&marks.back)
        ),
        // There are records before an offset if there are any at all.
        None if select.offset > 0 => write_sql!(
            sql,
            "COALESCE({first}, CASE WHEN EXISTS (SELECT FROM {table} WHERE {condition}) THEN {here} END)",
            first,
            table,
            condition = condition(&select.filter, select.trash),
            here = Text(&marks.here)
        ),
        None => write_sql!(sql, "NULL"),
    })
}

/// The cursor of the record of a number. `min` finds the record, and only its cursor is made.
fn cursor_of(select: &Selection, marks: &Marks, number: i64, inclusive: bool) -> impl Fragment {
    let keys = select.sort.iter().enumerate();
    fragment!(
        "pg_catalog.min(dt.cursor({fingerprint}, {inclusive}, ARRAY[{values}]::pg_catalog.bytea[])) \
         FILTER (WHERE r.n OPERATOR(pg_catalog.=) {number})",
        fingerprint = Param::Int8(marks.fingerprint.cast_signed()),
        inclusive = Param::Bool(inclusive),
        values = list(", ", keys.map(|(at, order)| value_as_bytes(order, at))),
        number = Param::Int8(number)
    )
}

/// A key's exact value as bytes, which `query::cursor` reads.
fn value_as_bytes(order: &Order, at: usize) -> impl Fragment {
    let (before, after) = match order.kind() {
        Kind::Text | Kind::Folded => ("convert_to(r.", ", 'UTF8')"),
        Kind::Numeric | Kind::Json => ("convert_to(r.", "::pg_catalog.text, 'UTF8')"),
        Kind::Float8 => ("float8send(r.", ")"),
        Kind::Int8 => ("int8send(r.", ")"),
        Kind::Bool => ("boolsend(r.", ")"),
        Kind::Date => ("date_send(r.", ")"),
        Kind::Timestamptz => ("timestamptz_send(r.", ")"),
        Kind::Time => ("time_send(r.", ")"),
        Kind::Inet => ("inet_send(r.", ")"),
        Kind::Uuid => ("uuid_send(r.", ")"),
        // A set has no order: `query::sort` refuses it.
        Kind::Set => ("array_send(r.", ")"),
    };
    fragment!("pg_catalog.{before}{alias}{after}", before, alias = alias(order, at), after)
}
