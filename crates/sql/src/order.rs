//! Orders: the values of their keys, and ORDER BY.

use dyntables_ask::select::Order;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::expr;
use crate::writer::Sql;

/// Writes the expression of a key's value.
pub(super) fn key(sql: &mut Sql, order: &Order) {
    let Some(options) = &order.by_option else { return expr::field(sql, &order.field) };
    let list = options.iter().cloned().map(Param::Text).collect();
    // A value that is no option comes after those that are; an empty one stays empty.
    sql.push("(CASE WHEN ");
    expr::field(sql, &order.field);
    sql.push(" IS NOT NULL THEN COALESCE(pg_catalog.array_position(")
        .push_param(Param::List(Kind::Text, list));
    sql.push(", ");
    expr::field(sql, &order.field);
    sql.push("), 2147483647) END)::pg_catalog.int8");
}

/// Writes ` DESC NULLS LAST`, leaving out what PostgreSQL does by itself, so that an index's
/// order is recognised.
fn direction(sql: &mut Sql, order: &Order) {
    if order.descending {
        sql.push(" DESC");
    }
    if order.is_nullable() && order.empties_first() != order.descending {
        sql.push(if order.empties_first() { " NULLS FIRST" } else { " NULLS LAST" });
    }
}

/// Writes ` ORDER BY …` of a total order, over the columns of the storage table.
pub fn order_by(sql: &mut Sql, sort: &[Order]) {
    for (at, order) in sort.iter().enumerate() {
        sql.push(if at == 0 { " ORDER BY " } else { ", " });
        order_key(sql, order);
    }
}

/// Writes one key of an ORDER BY, over the columns of the storage table.
pub fn order_key(sql: &mut Sql, order: &Order) {
    key(sql, order);
    direction(sql, order);
}

/// Writes ` ORDER BY …` over the names that [`keyset::push_window`](super::keyset::push_window) gives the keys.
pub(super) fn order_by_names(sql: &mut Sql, sort: &[Order]) {
    for (at, order) in sort.iter().enumerate() {
        sql.push(if at == 0 { " ORDER BY " } else { ", " });
        name(sql, order, at);
        direction(sql, order);
    }
}

/// Writes the name of a key's value in the rows of [`keyset::push_window`](super::keyset::push_window): `k1`; the id keeps its own.
pub fn name(sql: &mut Sql, order: &Order, at: usize) {
    if order.is_id() {
        sql.push("id");
    } else {
        sql.push("k").push_shape(at as u64 + 1);
    }
}
