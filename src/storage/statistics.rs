//! What does PostgreSQL's planner know of the values of a column that no index is over? From statistics it knows how
//! many records a filter selects, and so whether to read them in parallel, or in which order to join. An expression
//! over `data` has none by itself, and without them the planner takes a third of the table for every range.
//!
//! `CREATE STATISTICS` reads nothing. It makes ANALYZE, which autovacuum runs, collect the statistics.

use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, fitted};
use dyntables_model::table::Table;
use dyntables_sql::statement;
use dyntables_sql::writer::Storage;

use crate::server::execute::{Access, execute, run_ddl};
use crate::server::param::Value as Param;

/// How many columns of a table, the first ones, have statistics. Each makes planning take 5 µs longer.
const MOST: usize = 32;

/// Makes the statistics of a column, if it is among the first of the table. `table` is the table before the change.
/// `place_of` is the key of the column whose place this one takes; `None` if it comes after the others.
pub fn create(table: &Table, column: &Column, place_of: Option<&ColumnKey>) {
    let is_among_first = match place_of {
        Some(key) => table.columns.iter().take(MOST).any(|column| column.key == *key),
        None => table.columns.len() < MOST,
    };
    if !is_among_first {
        return;
    }
    let (kind, extractor) = column.type_.extraction(&column.config);
    let field = Field::Column { key: column.key.clone(), kind, extractor, unique: false, typed: None };
    let sql = statement!(
        "CREATE STATISTICS {statistics} ON ({field}) FROM {table}",
        statistics = name(table, &column.key),
        field,
        table
    );
    run_ddl(sql.text());
}

/// Drops the statistics of a column, if there are some.
pub fn drop(table: &Table, key: &ColumnKey) {
    const EXISTS: &str = "SELECT FROM pg_catalog.pg_statistic_ext WHERE stxname OPERATOR(pg_catalog.=) $1::pg_catalog.name \
        AND stxnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace";
    let name = name(table, key);
    let known = Param::from(name.0.as_str());
    if execute(EXISTS, &[known], Access::ReadLatest, |rows| rows.len()) > 0 {
        run_ddl(statement!("DROP STATISTICS {name}", name).text());
    }
}

/// The name of a column's statistics. It begins with the table's number, which stays when the table is renamed.
fn name(table: &Table, key: &ColumnKey) -> Storage {
    Storage(fitted(format!("{}_{key}_stat", table.no), "stat"))
}
