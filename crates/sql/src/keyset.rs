//! How does a query with a cursor find the records beyond a place in an order?
//!
//! A page must cost the same wherever it begins, so an index is entered at the place. PostgreSQL enters a
//! btree at a comparison of rows, `(amount, id) > ($1, $2)`. An empty value never satisfies one. Where
//! empty values come after the others they are therefore a range of their own. The ranges are joined by
//! UNION ALL, which PostgreSQL merges in order, and it reads each no further than needed.

use dyntables_ask::select::{Order, Position, Selection, Start};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::order::{alias, key, order_by_aliases, order_by_within};
use crate::rows::{STORED, condition, limit_offset, magnitude};
use crate::writer::{Fragment, Number, Sql, from_fn, list};
use crate::{fragment, write_sql};

/// More ranges than this cost more than they save.
const MOST_RANGES: usize = 6;

/// The list of a window's columns: those of the storage table, then the keys.
pub fn columns(sort: &[Order]) -> impl Fragment {
    let keys = sort.iter().enumerate().filter(|(_, order)| !order.is_id());
    let aliases = keys.map(|(at, order)| fragment!(", {alias}", alias = alias(order, at)));
    fragment!("{stored}{aliases}", stored = STORED, aliases = list("", aliases))
}

/// The records beyond a start, or all where there is none, as rows of [`columns`] in the direction of
/// reading. Their number is limited by the magnitude of `most`; see [`select::records`](crate::select::records).
pub fn window(table: &Table, select: &Selection, most: Option<i64>) -> impl Fragment {
    from_fn(move |sql| {
        let start = select.start.as_ref();
        let order = in_direction(&select.sort, start);
        let limit = most.map(|most| fragment!(" LIMIT {limit}", limit = Number(limit_above(most))));
        if limit.is_some() && is_in_two(&order) {
            // The ranges are read one after the other, and not ordered together: PostgreSQL does not know that an index
            // has the records with a value in order wherever those without come, and would sort. An Append keeps the
            // order of its parts, unless it is parallel, which a part with a LIMIT never is.
            let ranges = ranges_in_two(&order, start);
            let of_range = fragment!("{order_by}{limit}", order_by = order_by_within(&order), limit = &limit);
            return ranges_of(sql, table, select, &order, &ranges, &of_range, &limit);
        }
        let ranges = start.map_or_else(|| vec![Vec::new()], |start| ranges(&order, &start.position));
        let ordered = fragment!("{order_by}{limit}", order_by = order_by_aliases(&order), limit);
        // Each range is in order and limited by itself, so that PostgreSQL merges them as it reads them.
        let of_range = (ranges.len() > 1).then_some(&ordered);
        ranges_of(sql, table, select, &order, &ranges, &of_range, &ordered);
    })
}

/// Writes the records of several ranges as rows of [`columns`]. `of_range` ends each of them, `end` the whole.
fn ranges_of(
    sql: &mut Sql,
    table: &Table,
    select: &Selection,
    order: &[Order],
    ranges: &[Vec<Condition<'_>>],
    of_range: &impl Fragment,
    end: &impl Fragment,
) {
    let keys = order.iter().enumerate().filter(|(_, order)| !order.is_id());
    let keys =
        keys.map(|(at, order)| fragment!(", {key} AS {alias}", key = key(order), alias = alias(order, at)));
    let keys = list("", keys);
    let selects = ranges.iter().map(|range| {
        fragment!(
            "(SELECT {stored}{keys} FROM {table} WHERE {condition}{range}{of_range})",
            stored = STORED,
            keys = &keys,
            table,
            condition = condition(&select.filter, select.trash),
            range = list("", range.iter().map(|condition| fragment!(" AND {condition}", condition))),
            of_range
        )
    });
    write_sql!(
        sql,
        "SELECT {columns} FROM ({selects}) AS ranges{end}",
        columns = columns(order),
        selects = list(" UNION ALL ", selects),
        end
    );
}

/// Whether an index has the records in this order but for those without a value of the first key, which it has at its
/// other end. They are a range of their own then.
pub fn is_in_two(order: &[Order]) -> bool {
    let [first, rest @ ..] = order else { return false };
    !first.is_of_index()
        && first.by_option.is_none()
        && rest.iter().all(|key| !key.is_nullable() && key.descending == first.descending)
}

/// The ranges beyond a start, in the order of reading.
fn ranges_in_two<'a>(order: &'a [Order], start: Option<&'a Start>) -> Vec<Vec<Condition<'a>>> {
    let first = &order[0];
    let (filled, empty) = (vec![Condition::Filled(first)], vec![Condition::Empty(first)]);
    let position = start.map(|start| &start.position).filter(|position| !position.keys.is_empty());
    let Some(Position { inclusive, keys }) = position else {
        return if first.empties_first { vec![empty, filled] } else { vec![filled, empty] };
    };
    let beyond = |from: usize| {
        let values = keys[from..].iter().flatten().collect();
        Condition::Row(&order[from..], values, *inclusive)
    };
    let (begun, other) = match keys[0] {
        Some(_) => (vec![beyond(0)], (!first.empties_first).then_some(empty)),
        None => (vec![Condition::Empty(first), beyond(1)], first.empties_first.then_some(filled)),
    };
    std::iter::once(begun).chain(other).collect()
}

/// One more than the magnitude, because one record more than a page has shows that there is another page.
fn limit_above(most: i64) -> u64 {
    magnitude(most).saturating_add(1).min(i64::MAX as u64)
}

/// The records of a query with a cursor, or in [two ranges](is_in_two), in the query's order. `shown` is their select list.
pub(super) fn records(sql: &mut Sql, table: &Table, select: &Selection, shown: &impl Fragment) {
    let is_backwards = select.start.as_ref().is_some_and(|start| start.backwards);
    let window = window(table, select, select.limit.map(|limit| limit.saturating_add(select.offset)));
    let found = from_fn(|sql| match select.limit {
        None => window.write(sql),
        Some(_) => write_sql!(
            sql,
            "SELECT {columns} FROM ({window}) AS bounded{limit}",
            columns = columns(&select.sort),
            window,
            limit = limit_offset(select.limit, select.offset)
        ),
    });
    write_sql!(
        sql,
        "SELECT {shown} FROM ({found}) AS found{order_by}",
        shown,
        found,
        order_by = is_backwards.then(|| order_by_aliases(&select.sort))
    );
}

/// Whether there is a record on the other side of a start. Nearly always there is one: the record that
/// the cursor was made of, unless it was deleted or changed meanwhile.
pub fn has_behind(table: &Table, select: &Selection, start: &Start) -> impl Fragment {
    from_fn(move |sql| {
        let Position { inclusive, keys } = &start.position;
        let Some(last) = keys.len().checked_sub(1) else { return write_sql!(sql, "false") };
        // The id comes first: it finds the record, and the others only check it.
        let order = std::iter::once(last).chain(0..last);
        let equal =
            order.map(|at| fragment!(" AND {equal}", equal = equal(&select.sort[at], keys[at].as_ref())));
        let at_start = (!inclusive).then(|| {
            fragment!(
                "EXISTS (SELECT FROM {table} WHERE {condition}{equal}) OR ",
                table,
                condition = condition(&select.filter, select.trash),
                equal = list("", equal)
            )
        });
        let position = Position { inclusive: !inclusive, keys: keys.clone() };
        let other = Start { position, backwards: !start.backwards };
        let select = Selection { start: Some(other), ..select.clone() };
        write_sql!(
            sql,
            "({at_start}EXISTS (SELECT FROM ({window}) AS behind))",
            at_start,
            window = window(table, &select, Some(0))
        );
    })
}

/// The order in the direction of reading.
fn in_direction(sort: &[Order], start: Option<&Start>) -> Vec<Order> {
    match start {
        Some(start) if start.backwards => sort.iter().map(Order::reversed).collect(),
        _ => sort.to_vec(),
    }
}

/// A condition on the keys of an order.
enum Condition<'a> {
    /// A key has no value.
    Empty(&'a Order),
    /// A key has a value.
    Filled(&'a Order),
    /// A key has this value.
    Is(&'a Order, Option<&'a Param>),
    /// The keys are beyond these values, compared as a row. All have a value and one direction.
    Row(&'a [Order], Vec<&'a Param>, bool),
    /// A key is at or beyond this value.
    AtLeast(&'a Order, &'a Param),
    /// The keys are beyond these values, each in its own direction.
    Beyond(&'a [Order], &'a [Option<Param>], bool),
}

/// The ranges of the records beyond a place in an order, each a list of conditions.
fn ranges<'a>(order: &'a [Order], position: &'a Position) -> Vec<Vec<Condition<'a>>> {
    let keys = &position.keys;
    if keys.is_empty() {
        return vec![Vec::new()];
    }
    let is_plain = order.iter().all(|o| o.descending == order[0].descending && o.is_of_index());
    if is_plain && keys.len() <= MOST_RANGES {
        return ranges_of_index(order, position);
    }
    // No index has this order as a whole. An index that begins with the first key can still be entered.
    let beyond = |from: usize| Condition::Beyond(&order[from..], &keys[from..], position.inclusive);
    let first = &order[0];
    let empties_beyond = first.is_nullable() && !first.empties_first;
    match &keys[0] {
        Some(value) => {
            let mut ranges = vec![vec![Condition::AtLeast(first, value), beyond(0)]];
            if empties_beyond {
                ranges.push(vec![Condition::Empty(first)]);
            }
            ranges
        }
        None => {
            let mut ranges = vec![vec![Condition::Empty(first), beyond(1)]];
            if !empties_beyond {
                ranges.push(vec![Condition::Filled(first)]);
            }
            ranges
        }
    }
}

/// The ranges of an order that an index may have. Each is one stretch of the index.
fn ranges_of_index<'a>(order: &'a [Order], position: &'a Position) -> Vec<Vec<Condition<'a>>> {
    let keys = &position.keys;
    let equal = |to: usize| (0..to).map(|at| Condition::Is(&order[at], keys[at].as_ref()));
    let mut ranges = Vec::new();
    let mut from = 0;
    loop {
        let filled: Vec<&Param> = keys[from..].iter().map_while(Option::as_ref).collect();
        let to = from + filled.len();
        let is_last = to == keys.len();
        if !filled.is_empty() {
            let row = Condition::Row(&order[from..to], filled, is_last && position.inclusive);
            ranges.push(equal(from).chain([row]).collect());
        }
        for at in (from..to).filter(|at| order[*at].is_nullable() && !order[*at].empties_first) {
            ranges.push(equal(at).chain([Condition::Empty(&order[at])]).collect());
        }
        // The id is never empty, so the last run of filled keys reaches the end.
        if is_last {
            return ranges;
        }
        if order[to].empties_first {
            ranges.push(equal(to).chain([Condition::Filled(&order[to])]).collect());
        }
        from = to + 1;
    }
}

impl Fragment for Condition<'_> {
    fn write(&self, sql: &mut Sql) {
        match self {
            Condition::Empty(order) => write_sql!(sql, "{key} IS NULL", key = key(order)),
            Condition::Filled(order) => write_sql!(sql, "{key} IS NOT NULL", key = key(order)),
            Condition::Is(order, value) => equal(order, *value).write(sql),
            Condition::Row(order, values, inclusive) => row(sql, order, values, *inclusive),
            Condition::AtLeast(order, value) => write_sql!(
                sql,
                "{key} OPERATOR(pg_catalog.{operator}) {value}",
                key = key(order),
                operator = beyond_operator(order, true),
                value
            ),
            Condition::Beyond(order, keys, inclusive) => beyond(sql, order, keys, *inclusive),
        }
    }
}

fn equal(order: &Order, value: Option<&Param>) -> impl Fragment {
    from_fn(move |sql| match value {
        Some(value) => write_sql!(sql, "{key} OPERATOR(pg_catalog.=) {value}", key = key(order), value),
        None => write_sql!(sql, "{key} IS NULL", key = key(order)),
    })
}

fn beyond_operator(order: &Order, inclusive: bool) -> &'static str {
    match (order.descending, inclusive) {
        (false, false) => ">",
        (false, true) => ">=",
        (true, false) => "<",
        (true, true) => "<=",
    }
}

fn row(sql: &mut Sql, order: &[Order], values: &[&Param], inclusive: bool) {
    let operator = beyond_operator(&order[0], inclusive);
    let keys = list(", ", order.iter().map(key));
    let values = list(", ", values);
    if let [_] = order {
        write_sql!(sql, "{keys} OPERATOR(pg_catalog.{operator}) {values}", keys, operator, values);
    } else {
        write_sql!(sql, "ROW({keys}) OPERATOR(pg_catalog.{operator}) ROW({values})", keys, operator, values);
    }
}

/// Writes the comparison key by key: beyond in the first, or equal in it and beyond in the rest.
fn beyond(sql: &mut Sql, order: &[Order], keys: &[Option<Param>], inclusive: bool) {
    let ([first, order @ ..], [value, keys @ ..]) = (order, keys) else { return };
    let is_last = keys.is_empty();
    let empties_last = first.is_nullable() && !first.empties_first;
    let key = key(first);
    let in_first = from_fn(|sql| match value {
        Some(value) => write_sql!(
            sql,
            "{key} OPERATOR(pg_catalog.{operator}) {value}{or_empty}",
            key,
            operator = beyond_operator(first, is_last && inclusive),
            value,
            or_empty = empties_last.then(|| fragment!(" OR {key} IS NULL", key = &key))
        ),
        None if first.empties_first => write_sql!(sql, "{key} IS NOT NULL", key),
        None => write_sql!(sql, "false"),
    });
    let in_rest = (!is_last).then(|| {
        fragment!(
            " OR ({equal} AND {beyond})",
            equal = equal(first, value.as_ref()),
            beyond = from_fn(|sql| beyond(sql, order, keys, inclusive))
        )
    });
    write_sql!(sql, "({in_first}{in_rest})", in_first, in_rest);
}
