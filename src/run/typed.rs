//! Is a column typed? Its document may say so. Where it does not, an indexed column is, unless the table is large: an index
//! over an expression of `data` makes every update of a record touch all indexes of the table.

use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_model::typable::{FEW_RECORDS, MOST, kind, serves_own_indexes, untypable};
use dyntables_model::typed::Typed;
use dyntables_sql::select;
use dyntables_values::Error;

use crate::catalog::names::relation;
use crate::server::execute::{Access, execute_sql};
use crate::server::{backend, guc};
use crate::storage::typed::has_numbers;

/// How a table is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Without a lock, to find out which one is needed. None is kept.
    Ahead,
    /// With the lock.
    Locked,
}

/// Decides whether a column of a table has a plain column, and which. `before` is the column as it is; `None` if it is new.
pub fn settle(table: &Table, before: Option<&Column>, column: &mut Column, look: Look) -> Result<(), Error> {
    let own = before.and_then(|before| before.typed.as_ref());
    let wanted = column.wants_typed.take();
    let is_typed = match wanted {
        Some(wanted) => {
            if wanted && kind(column).is_none() {
                return Err(untypable(column));
            }
            wanted
        }
        None if kind(column).is_none() => false,
        // A change of a column that is being filled ends that. What only people see does not.
        None if own.is_some_and(|own| !own.is_complete) => {
            before.is_some_and(|before| is_same_for_typing(before, column))
        }
        None if own.is_some() => true,
        None => {
            let is_new = !before.is_some_and(serves_own_indexes) && serves_own_indexes(column);
            is_new
                && has_room(table)
                && has_numbers(table, 1)
                && guc::type_indexed_columns()
                && is_small(table, look)
        }
    };
    if is_typed && own.is_none() && !has_room(table) {
        return Err(Error::limit(format!("a table cannot have more than {MOST} typed columns")));
    }
    column.typed = match (is_typed, own) {
        (false, _) => None,
        (true, Some(own)) if before.is_some_and(|before| before.key == column.key) => {
            Some(Typed { is_complete: own.is_complete || wanted.is_some(), ..own.clone() })
        }
        // It is filled in the same transaction.
        (true, own) => Some(Typed::complete(table.typed_name(&column.key, own.map(|own| &own.name))?)),
    };
    Ok(())
}

/// Whether a change leaves all alone that the indexes and the values of a column depend on.
fn is_same_for_typing(before: &Column, after: &Column) -> bool {
    before.key == after.key
        && before.type_.name() == after.type_.name()
        && before.config == after.config
        && (before.unique, before.indexed) == (after.unique, after.indexed)
}

fn has_room(table: &Table) -> bool {
    table.typed_columns().count() < MOST
}

/// Whether a table has few records. Ahead of the lock it is taken for small if it may be.
pub fn is_small(table: &Table, look: Look) -> bool {
    // Before ANALYZE the planner may expect more records than there are. One of a few more is locked for nothing.
    if backend::expected_rows(relation(table)) >= 2.0 * FEW_RECORDS as f64 {
        return false;
    }
    let counted = || {
        execute_sql(&select::count_up_to(table, FEW_RECORDS), Access::ReadLatest, |rows| {
            rows.get::<i64>(0, 1)
        })
    };
    look == Look::Ahead || counted().is_some_and(|count| count < FEW_RECORDS)
}
