//! What lies beyond a place in an order: the conditions of a cursor.
//!
//! A page must cost the same wherever it begins, so the records beyond a place are found by an
//! index that is entered there. PostgreSQL enters a btree at a comparison of rows,
//! `(amount, id) > ($1, $2)`, which no empty value satisfies; where empty values come after the
//! others they are a range of their own. Ranges are joined by UNION ALL, which PostgreSQL merges
//! in order, reading each no further than needed.

use dyntables_ask::select::{Order, Position, Select, Start};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::order::{key, name, order_by_names};
use crate::rows::{from_where, magnitude, record_columns};
use crate::writer::Sql;

/// More ranges than this cost more than they spare.
const MOST_RANGES: usize = 6;

const STORED: &str = "id, data, created_at, updated_at, created_by, updated_by, version";

/// Writes the list of a window's columns: those of the storage table, and the keys.
pub fn columns(sql: &mut Sql, sort: &[Order]) {
    sql.push(STORED);
    for (at, order) in sort.iter().enumerate().filter(|(_, order)| !order.is_id()) {
        sql.push(", ");
        name(sql, order, at);
    }
}

/// Writes the records beyond a start, or all where there is none, in the direction of reading,
/// limited to the magnitude of `most` (see `select::push_records`): rows of [`columns`].
pub fn push_window(sql: &mut Sql, table: &Table, select: &Select, most: Option<i64>) {
    let start = select.start.as_ref();
    let order = travelled(&select.sort, start);
    sql.push("SELECT ");
    columns(sql, &order);
    sql.push(" FROM (");
    let ranges = start.map_or_else(|| vec![Vec::new()], |start| ranges(&order, &start.position));
    for (at, range) in ranges.iter().enumerate() {
        if at > 0 {
            sql.push(" UNION ALL ");
        }
        sql.push("(SELECT ").push(STORED);
        for (at, order) in order.iter().enumerate().filter(|(_, order)| !order.is_id()) {
            sql.push(", ");
            key(sql, order);
            sql.push(" AS ");
            name(sql, order, at);
        }
        sql.push(" FROM ");
        from_where(sql, table, &select.filter, select.trash);
        conditions(sql, &order, range);
        // Each in order and limited by itself: PostgreSQL then merges them as they are read.
        if ranges.len() > 1 {
            order_by_names(sql, &order);
            limit(sql, most);
        }
        sql.push(")");
    }
    sql.push(") AS ranges");
    order_by_names(sql, &order);
    limit(sql, most);
}

/// One more than the page has shows whether there is another.
fn limit(sql: &mut Sql, most: Option<i64>) {
    if let Some(most) = most {
        sql.push(" LIMIT ").push_shape(magnitude(most).saturating_add(1).min(i64::MAX as u64));
    }
}

/// Writes the records of a query with a cursor, as rows of `dt.record`, in the query's order.
pub fn push_records(sql: &mut Sql, table: &Table, select: &Select, start: &Start) {
    sql.push("SELECT ");
    record_columns(sql, table, select.columns.as_deref());
    sql.push(" FROM (");
    match select.limit {
        None => push_window(sql, table, select, None),
        Some(limit) => {
            sql.push("SELECT ");
            columns(sql, &select.sort);
            sql.push(" FROM (");
            push_window(sql, table, select, Some(limit));
            sql.push(") AS bounded LIMIT ").push_param(Param::Int8(limit));
        }
    }
    sql.push(") AS found");
    if start.backwards {
        order_by_names(sql, &select.sort);
    }
}

/// Writes whether there is a record on the other side of a start. Nearly always there is: the
/// record that the cursor was made of, unless it was deleted or changed meanwhile.
pub fn push_behind(sql: &mut Sql, table: &Table, select: &Select, start: &Start) {
    let order = &select.sort;
    let position = &start.position;
    if position.keys.is_empty() {
        sql.push("false");
        return;
    }
    sql.push("(");
    if !position.inclusive {
        let last = position.keys.len() - 1;
        sql.push("EXISTS (SELECT FROM ");
        from_where(sql, table, &select.filter, select.trash);
        // The id first: it finds the record, the others only check.
        for at in std::iter::once(last).chain(0..last) {
            sql.push(" AND ");
            equal(sql, &order[at], position.keys[at].as_ref());
        }
        sql.push(") OR ");
    }
    let position = Position { inclusive: !position.inclusive, keys: position.keys.clone() };
    let other = Start { position, backwards: !start.backwards };
    let select = Select { start: Some(other), ..select.clone() };
    sql.push("EXISTS (SELECT FROM (");
    push_window(sql, table, &select, Some(0));
    sql.push(") AS behind))");
}

/// The order in the direction of reading.
fn travelled(sort: &[Order], start: Option<&Start>) -> Vec<Order> {
    match start {
        Some(start) if start.backwards => sort.iter().map(Order::reversed).collect(),
        _ => sort.to_vec(),
    }
}

/// A condition on the keys of an order.
enum Condition<'a> {
    /// A key has no value.
    Empty(usize),
    /// It has one.
    Filled(usize),
    /// It has this one.
    Is(usize, Option<&'a Param>),
    /// The keys from here on are beyond these, as a row: all have a value, and one direction.
    Row(usize, Vec<&'a Param>, bool),
    /// A key is at or beyond this one.
    AtLeast(usize, &'a Param),
    /// The keys from here on are beyond these, each in its own direction.
    Beyond(usize, &'a [Option<Param>], bool),
}

/// The ranges of the records beyond a place in an order, each a list of conditions.
fn ranges<'a>(order: &[Order], position: &'a Position) -> Vec<Vec<Condition<'a>>> {
    let keys = &position.keys;
    if keys.is_empty() {
        return vec![Vec::new()];
    }
    let is_plain = order.iter().all(|o| {
        o.descending == order[0].descending && (!o.is_nullable() || o.empties_first() == o.descending)
    });
    if is_plain && keys.len() <= MOST_RANGES {
        return entered(order, position);
    }
    // No index has this order as a whole. One that begins with the first key can still be entered.
    let empties_beyond = order[0].is_nullable() && !order[0].empties_first();
    match &keys[0] {
        Some(first) => {
            let mut ranges =
                vec![vec![Condition::AtLeast(0, first), Condition::Beyond(0, keys, position.inclusive)]];
            if empties_beyond {
                ranges.push(vec![Condition::Empty(0)]);
            }
            ranges
        }
        None => {
            let mut ranges = vec![vec![Condition::Empty(0), Condition::Beyond(1, keys, position.inclusive)]];
            if !empties_beyond {
                ranges.push(vec![Condition::Filled(0)]);
            }
            ranges
        }
    }
}

/// The ranges of an order that an index may have: each is one piece of it.
fn entered<'a>(order: &[Order], position: &'a Position) -> Vec<Vec<Condition<'a>>> {
    let keys = &position.keys;
    let equal = |to: usize| (0..to).map(|at| Condition::Is(at, keys[at].as_ref()));
    let mut ranges = Vec::new();
    let mut from = 0;
    loop {
        let filled: Vec<&Param> = keys[from..].iter().map_while(Option::as_ref).collect();
        let to = from + filled.len();
        let is_last = to == keys.len();
        if !filled.is_empty() {
            let row = Condition::Row(from, filled, is_last && position.inclusive);
            ranges.push(equal(from).chain([row]).collect());
        }
        for at in (from..to).filter(|at| order[*at].is_nullable() && !order[*at].empties_first()) {
            ranges.push(equal(at).chain([Condition::Empty(at)]).collect());
        }
        // The id is never empty, so the last run of filled keys reaches the end.
        if is_last {
            return ranges;
        }
        if order[to].empties_first() {
            ranges.push(equal(to).chain([Condition::Filled(to)]).collect());
        }
        from = to + 1;
    }
}

fn conditions(sql: &mut Sql, order: &[Order], range: &[Condition<'_>]) {
    for condition in range {
        sql.push(" AND ");
        match condition {
            Condition::Empty(at) => {
                key(sql, &order[*at]);
                sql.push(" IS NULL");
            }
            Condition::Filled(at) => {
                key(sql, &order[*at]);
                sql.push(" IS NOT NULL");
            }
            Condition::Is(at, value) => equal(sql, &order[*at], *value),
            Condition::Row(from, values, inclusive) => row(sql, &order[*from..], values, *inclusive),
            Condition::AtLeast(at, value) => {
                key(sql, &order[*at]);
                sql.push(beyond_operator(&order[*at], true)).push_param((*value).clone());
            }
            Condition::Beyond(from, keys, inclusive) => {
                beyond(sql, &order[*from..], &keys[*from..], *inclusive)
            }
        }
    }
}

fn equal(sql: &mut Sql, order: &Order, value: Option<&Param>) {
    key(sql, order);
    match value {
        Some(value) => sql.push(" OPERATOR(pg_catalog.=) ").push_param(value.clone()),
        None => sql.push(" IS NULL"),
    };
}

fn beyond_operator(order: &Order, inclusive: bool) -> &'static str {
    match (order.descending, inclusive) {
        (false, false) => " OPERATOR(pg_catalog.>) ",
        (false, true) => " OPERATOR(pg_catalog.>=) ",
        (true, false) => " OPERATOR(pg_catalog.<) ",
        (true, true) => " OPERATOR(pg_catalog.<=) ",
    }
}

fn row(sql: &mut Sql, order: &[Order], values: &[&Param], inclusive: bool) {
    let operator = beyond_operator(&order[0], inclusive);
    if let [value] = values {
        key(sql, &order[0]);
        sql.push(operator).push_param((*value).clone());
        return;
    }
    sql.push("ROW(");
    for (at, order) in order.iter().take(values.len()).enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        key(sql, order);
    }
    sql.push(")").push(operator).push("ROW(");
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.push_param((*value).clone());
    }
    sql.push(")");
}

/// Key by key: beyond in the first, or equal in it and beyond in the rest.
fn beyond(sql: &mut Sql, order: &[Order], keys: &[Option<Param>], inclusive: bool) {
    let first = &order[0];
    let rest = (&order[1..], &keys[1..]);
    let is_last = rest.1.is_empty();
    sql.push("(");
    match &keys[0] {
        Some(value) => {
            key(sql, first);
            sql.push(beyond_operator(first, is_last && inclusive)).push_param(value.clone());
            if first.is_nullable() && !first.empties_first() {
                sql.push(" OR ");
                key(sql, first);
                sql.push(" IS NULL");
            }
        }
        None if first.empties_first() => {
            key(sql, first);
            sql.push(" IS NOT NULL");
        }
        None => {
            sql.push("false");
        }
    }
    if !is_last {
        sql.push(" OR (");
        equal(sql, first, keys[0].as_ref());
        sql.push(" AND ");
        beyond(sql, rest.0, rest.1, inclusive);
        sql.push(")");
    }
    sql.push(")");
}
