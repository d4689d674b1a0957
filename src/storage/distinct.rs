//! Will values be distinct after a change of a column? Nothing is written to find out.

use dyntables_ask::index::Index;
use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_sql::foretell::{Future, twins};
use dyntables_values::Error;

use crate::server::execute::{Access, execute_sql};
use crate::storage::convert::Change;

/// Fails if numbers that the server goes on from occur more than once.
pub fn are_distinct(table: &Table, before: &Column, after: &Column, change: &Change) -> Result<(), Error> {
    if !after.type_.is_assigned() {
        return Ok(());
    }
    // The values have their old key yet.
    let column = Column { key: before.key.clone(), ..after.clone() };
    let future = Future { conversion: Some(change.document()), ..Future::default() };
    is_unique(table, &Index::of_column(&column, true), &future)
}

/// Fails if a value will occur more than once.
pub fn is_unique(table: &Table, index: &Index, future: &Future<'_>) -> Result<(), Error> {
    let twice: Option<String> =
        execute_sql(&twins(table, &index.in_data(), future), Access::ReadLatest, |rows| {
            (rows.len() > 0).then(|| rows.get(0, 1).unwrap_or_default())
        });
    match twice {
        Some(value) => Err(Error::not_unique(table.slug.as_str(), &index.keys, Some(&value))),
        None => Ok(()),
    }
}
