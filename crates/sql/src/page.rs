//! A page of records as `dt_page` returns it: records, total and cursors, in one statement.

use dyntables_ask::select::{Marks, Order, Select};
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::rows::{from_where, record_columns};
use crate::writer::Sql;
use crate::{keyset, order};

/// What a page says of the number of records that its filter selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// As many as a count finds.
    Exactly,
    /// About as many as this.
    About(i64),
    /// Nothing.
    Not,
}

const RECORD_JSON: &str =
    "dt.record_json(r.id, r.data, r.created_at, r.updated_at, r.created_by, r.updated_by, r.version)";

/// The statement. One record more than the page has is read: whether it exists says whether there
/// is a further page. The records are numbered in the direction of reading.
#[must_use]
pub fn page(table: &Table, select: &Select, counted: Counted, marks: &Marks) -> Sql {
    let mut sql = Sql::new();
    let limit = select.limit.unwrap_or(0);
    let backwards = select.start.as_ref().is_some_and(|start| start.backwards);
    sql.push("SELECT dt.page_json(pg_catalog.array_agg(").push(RECORD_JSON);
    sql.push(if backwards { " ORDER BY r.n DESC" } else { "" });
    sql.push(") FILTER (WHERE r.n OPERATOR(pg_catalog.<=) ").push_param(Param::Int8(limit)).push("), ");
    match counted {
        Counted::Exactly => {
            sql.push("(SELECT pg_catalog.count(*) FROM ");
            from_where(&mut sql, table, &select.filter, select.trash);
            sql.push(")");
        }
        Counted::About(records) => {
            sql.push_param(Param::Int8(records));
        }
        Counted::Not => {
            sql.push("NULL");
        }
    }
    sql.push(if backwards { ", previous => " } else { ", next => " });
    further(&mut sql, select, limit, marks);
    sql.push(if backwards { ", next => " } else { ", previous => " });
    back(&mut sql, table, select, marks);
    sql.push(") FROM (SELECT ");
    record_columns(&mut sql, table, select.columns.as_deref());
    for (at, order) in select.sort.iter().enumerate().take(select.sort.len() - 1) {
        sql.push(", ");
        order::name(&mut sql, order, at);
    }
    sql.push(", pg_catalog.row_number() OVER () AS n FROM (SELECT ");
    keyset::columns(&mut sql, &select.sort);
    sql.push(" FROM (");
    keyset::push_window(&mut sql, table, select, Some(limit.saturating_add(select.offset)));
    sql.push(") AS bounded LIMIT ").push_param(Param::Int8(limit.saturating_add(1)));
    if select.offset > 0 {
        sql.push(" OFFSET ").push_param(Param::Int8(select.offset));
    }
    sql.push(") AS numbered) AS r");
    sql
}

/// Where the next page in the direction of reading begins; NULL if there is none. A page of no
/// records begins where it would have.
fn further(sql: &mut Sql, select: &Select, limit: i64, marks: &Marks) {
    sql.push("CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.>) ")
        .push_param(Param::Int8(limit))
        .push(" THEN ");
    cursor_of(sql, select, marks, limit.max(1), limit == 0);
    sql.push(" END");
}

/// Where the page on the other side begins; NULL if there is none.
fn back(sql: &mut Sql, table: &Table, select: &Select, marks: &Marks) {
    match &select.start {
        Some(start) => {
            sql.push("CASE WHEN ");
            keyset::push_behind(sql, table, select, start);
            sql.push(" THEN COALESCE(");
            cursor_of(sql, select, marks, 1, false);
            sql.push(", ").push_param(Param::Text(marks.back.clone())).push(") END");
        }
        // Behind an offset there are records if there are any at all.
        None if select.offset > 0 => {
            sql.push("COALESCE(");
            cursor_of(sql, select, marks, 1, false);
            sql.push(", CASE WHEN EXISTS (SELECT FROM ");
            from_where(sql, table, &select.filter, select.trash);
            sql.push(") THEN ").push_param(Param::Text(marks.here.clone())).push(" END)");
        }
        None => {
            sql.push("NULL");
        }
    }
}

/// The cursor of the record of a number. `min` finds it; only for this record is it made.
fn cursor_of(sql: &mut Sql, select: &Select, marks: &Marks, number: i64, inclusive: bool) {
    sql.push("pg_catalog.min(dt.cursor(").push_param(Param::Int8(marks.fingerprint.cast_signed()));
    sql.push(", ").push_param(Param::Bool(inclusive)).push(", ARRAY[");
    for (at, order) in select.sort.iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sent(sql, order, at);
    }
    sql.push("]::pg_catalog.bytea[])) FILTER (WHERE r.n OPERATOR(pg_catalog.=) ")
        .push_param(Param::Int8(number));
    sql.push(")");
}

/// A key's value as bytes, exactly: `query::cursor` reads them.
fn sent(sql: &mut Sql, order: &Order, at: usize) {
    let (before, after) = match order.kind() {
        Kind::Text | Kind::Folded => ("pg_catalog.convert_to(r.", ", 'UTF8')"),
        Kind::Numeric | Kind::Json => ("pg_catalog.convert_to(r.", "::pg_catalog.text, 'UTF8')"),
        Kind::Float8 => ("pg_catalog.float8send(r.", ")"),
        Kind::Int8 => ("pg_catalog.int8send(r.", ")"),
        Kind::Bool => ("pg_catalog.boolsend(r.", ")"),
        Kind::Date => ("pg_catalog.date_send(r.", ")"),
        Kind::Timestamptz => ("pg_catalog.timestamptz_send(r.", ")"),
        Kind::Time => ("pg_catalog.time_send(r.", ")"),
        Kind::Inet => ("pg_catalog.inet_send(r.", ")"),
        Kind::Uuid => ("pg_catalog.uuid_send(r.", ")"),
        // A set has no order: `query::sort` refuses it.
        Kind::Set => ("pg_catalog.array_send(r.", ")"),
    };
    sql.push(before);
    order::name(sql, order, at);
    sql.push(after);
}
