//! How are the plain columns of typed columns made, filled, renamed and dropped?

use std::ffi::CString;

use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::{MOST_COLUMNS, Table};
use dyntables_sql::typed as sql;
use dyntables_sql::writer::Sql;
use dyntables_values::Error;

use crate::catalog::cache;
use crate::catalog::names::relation;
use crate::catalog::store;
use crate::server::backend;
use crate::server::execute::{Access, execute_sql, run_ddl};
use crate::server::guard::{Entry, guarded};
use crate::server::write_mode::without_validation;
use crate::storage::indexes::{self, Existing};

/// Adds the plain column of a column. It is empty yet. An error if nothing would keep it equal to `data`, or if there is no room for it.
pub fn add(table: &Table, column: &Column) -> Result<(), Error> {
    let Some(added) = sql::add(table, column) else { return Ok(()) };
    cache::by_storage(relation(table))?.check_writable()?;
    if !has_numbers(table, 1) {
        return Err(no_room(table));
    }
    run_ddl(added.text());
    comment(table, column);
    store::changed(table);
    Ok(())
}

/// Whether PostgreSQL has room for so many more columns of the storage table.
pub fn has_numbers(table: &Table, more: usize) -> bool {
    let numbers = usize::try_from(backend::column_numbers(relation(table)));
    numbers.is_ok_and(|numbers| numbers + more <= MOST_COLUMNS)
}

fn no_room(table: &Table) -> Error {
    Error::limit_hint(
        format!("table \"{}\" has no room for another typed column", table.slug),
        "PostgreSQL counts the plain columns that were dropped, too, until the database is dumped and restored.",
    )
}

/// Comments on the plain column, for those who look at the storage.
fn comment(table: &Table, column: &Column) {
    const TEXT: &str = "The value that data has under the column's key; a write of either is a write of both";
    let Some(name) = column.typed.as_ref().and_then(|typed| CString::new(typed.name.as_str()).ok()) else {
        return;
    };
    backend::comment_on(relation(table), Some(&name), TEXT);
}

/// Gives a plain column that is empty the values. PostgreSQL writes the table anew and builds its indexes, which costs
/// less than to enter a new version of each record into all of them. Older snapshots do not fit the definition from then
/// on. An error if an index that is not valid yet, or never will be, cannot be built.
pub fn fill(table: &Table, column: &Column) -> Result<(), Error> {
    let has_values = execute_sql(&sql::has_values(table, column), Access::ReadLatest, |rows| rows.len() > 0);
    let Some(filled) = sql::fill(table, column).filter(|_| has_values) else { return Ok(()) };
    let existing = indexes::list(relation(table), table);
    let is_whole = existing.iter().all(|index| index.valid);
    let fill = || if is_whole { rewrite(table, &filled) } else { mend(table, column) };
    guarded(fill).map_err(|failure| failure.of_indexes(table, entries(&existing)))?;
    analyze(table, column);
    Ok(())
}

/// Gives a plain column the SQL type of its column, and all values anew. An error if an index cannot be built.
pub fn retype(table: &Table, column: &Column) -> Result<(), Error> {
    let Some(retyped) = sql::fill(table, column) else { return Ok(()) };
    let existing = indexes::list(relation(table), table);
    guarded(|| rewrite(table, &retyped)).map_err(|failure| failure.of_indexes(table, entries(&existing)))?;
    analyze(table, column);
    Ok(())
}

fn rewrite(table: &Table, statement: &Sql) {
    run_ddl(statement.text());
    store::mark_rewritten(table);
    store::changed(table);
}

fn entries(indexes: &[Existing]) -> impl Iterator<Item = Entry<'_>> {
    indexes.iter().map(|index| Entry { name: &index.name, columns: &index.columns })
}

/// Lets PostgreSQL know the values of a plain column. It samples them, as autovacuum would later.
pub fn analyze(table: &Table, column: &Column) {
    if let Some(sql) = sql::analyze(table, column) {
        run_ddl(sql.text());
    }
}

/// Corrects a plain column where it has another value than `data`. Older snapshots, which do not see that, do not fit the
/// definition from then on.
pub fn mend(table: &Table, column: &Column) {
    let Some(mended) = sql::mend(table, column) else { return };
    let rows = without_validation(relation(table), || {
        execute_sql(&mended, Access::WriteLatest, |rows| rows.processed())
    });
    if rows > 0 {
        store::mark_rewritten(table);
    }
}

/// Gives a plain column another name.
pub fn rename(table: &Table, from: &ColumnKey, to: &ColumnKey) {
    run_ddl(sql::rename(table, from, to).text());
}

/// Drops the plain column of the column with a key, if it has one.
pub fn drop(table: &Table, key: &ColumnKey) {
    if let Some((_, typed)) = table.typed_columns().find(|(column, _)| column.key == *key) {
        run_ddl(sql::drop(table, &typed.name).text());
    }
}
