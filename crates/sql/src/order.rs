//! An order in SQL: the values of its keys, and ORDER BY.

use dyntables_ask::select::Order;

use crate::writer::{Fragment, Texts, clause, from_fn};
use crate::{fragment, write_sql};

/// The expression of a key's value, over the columns of the storage table.
pub(super) fn key(order: &Order) -> impl Fragment {
    from_fn(|sql| match &order.by_option {
        None => order.field.write(sql),
        // A value that is no option comes after all options. An empty value stays empty.
        Some(options) => write_sql!(
            sql,
            "(CASE WHEN {field} IS NOT NULL THEN \
             COALESCE(pg_catalog.array_position({options}, {field}), 2147483647) END)::pg_catalog.int8",
            field = order.field,
            options = Texts(options)
        ),
    })
}

/// ` DESC NULLS LAST`. What PostgreSQL does anyway is left out, so that it recognises the order of an index.
fn direction(order: &Order) -> impl Fragment {
    let descending = if order.descending { " DESC" } else { "" };
    let nulls = match order.empties_first {
        _ if order.is_of_index() => "",
        true => " NULLS FIRST",
        false => " NULLS LAST",
    };
    fragment!("{descending}{nulls}", descending, nulls)
}

/// ` ORDER BY …` over the columns of the storage table, of records that all have a value of the first key, or all none.
/// It does not matter then where its empty values come, so the order may be that of an index. Also among records without
/// a value the key is named, or PostgreSQL would not see the index's order.
pub(super) fn order_by_within(sort: &[Order]) -> impl Fragment {
    let keys = sort.iter().enumerate().map(|(at, order)| {
        let descending = (at == 0 && order.descending).then_some(" DESC");
        let direction = (at > 0).then(|| direction(order));
        fragment!("{key}{descending}{direction}", key = key(order), descending, direction)
    });
    clause(" ORDER BY ", keys)
}

/// One key of an ORDER BY, over the columns of the storage table.
pub fn order_key(order: &Order) -> impl Fragment {
    fragment!("{key}{direction}", key = key(order), direction = direction(order))
}

/// ` ORDER BY …` over the columns of the storage table; nothing where there are no keys.
pub fn order_by(sort: &[Order]) -> impl Fragment {
    clause(" ORDER BY ", sort.iter().map(order_key))
}

/// ` ORDER BY …` over the [aliases](alias) of the keys.
pub(super) fn order_by_aliases(sort: &[Order]) -> impl Fragment {
    let keys = sort.iter().enumerate().map(|(at, order)| {
        fragment!("{alias}{direction}", alias = alias(order, at), direction = direction(order))
    });
    clause(" ORDER BY ", keys)
}

/// The alias that [`keyset::window`](super::keyset::window) gives a key's value: `k1`. The id keeps its own.
pub fn alias(order: &Order, at: usize) -> impl Fragment {
    from_fn(move |sql| {
        if order.is_id() {
            write_sql!(sql, "id");
        } else {
            write_sql!(sql, "k{at}", at = at + 1);
        }
    })
}
