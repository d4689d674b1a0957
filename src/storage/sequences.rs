//! Where do records get the numbers of autonumber columns? From a sequence for each column.

use std::ffi::CStr;

use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_sql::sequence as sql;
use dyntables_values::Error;
use dyntables_values::text::Object;
use dyntables_values::types::autonumber::start;
use pgrx::pg_sys;
use serde_json::Value;

use crate::catalog::names::relation;
use crate::server::execute::{Access, execute, execute_sql, run_ddl};
use crate::server::param::Value as Param;
use crate::server::write_mode::without_validation;
use crate::server::{backend, sequence};

const SCHEMA: &CStr = c"dt_data";

/// The sequence of a column. An error if a DBA has dropped it.
fn sequence(table: &Table, key: &ColumnKey) -> Result<pg_sys::Oid, Error> {
    let name = sql::name(table, key);
    let found = backend::relation(SCHEMA, &name);
    if found == pg_sys::InvalidOid {
        return Err(Error::bad_hint(
            format!("the sequence dt_data.{name} of column \"{key}\" of table \"{}\" is missing", table.slug),
            "Drop the column permanently and add it again, or restore the sequence.",
        ));
    }
    Ok(found)
}

/// Makes the sequence of a new column. An error if records have values under its key.
pub fn create(table: &Table, column: &Column) -> Result<(), Error> {
    // Only an open table's records can have had values under the key before.
    if table.open {
        let statement = sql::count_present(table, &column.key);
        let count =
            execute_sql(&statement, Access::ReadLatest, |rows| rows.get::<i64>(0, 1)).unwrap_or_default();
        if count > 0 {
            return Err(Error::bad_hint(
                format!(
                    "the key \"{}\" of table \"{}\" is in use already, by {count} of its records",
                    column.key, table.slug
                ),
                "Numbers are given by the server: choose another key, or remove the values first.",
            ));
        }
    }
    run_ddl(sql::create(table, column).text());
    backend::next_command();
    Ok(())
}

/// Makes the sequence of a column whose records have numbers. It goes on after the largest.
pub fn go_on(table: &Table, column: &Column) -> Result<(), Error> {
    run_ddl(sql::create(table, column).text());
    backend::next_command();
    let sequence = Param::Datum(Some(sequence(table, &column.key)?.into()), pg_sys::REGCLASSOID);
    execute(sql::go_on(table, &column.key).text(), &[sequence], Access::WriteLatest, |_| ());
    Ok(())
}

/// Passes a number that a write has given: the sequence goes on after it. Others wait until the transaction ends, or the
/// sequence might go back.
pub fn pass(table: &Table, key: &str, number: i64) -> Result<(), Error> {
    let key = ColumnKey::new(key)?;
    let found = sequence(table, &key)?;
    backend::lock(found, pg_sys::ShareRowExclusiveLock);
    let sequence = Param::Datum(Some(found.into()), pg_sys::REGCLASSOID);
    execute(sql::pass(table, &key).text(), &[sequence, number.into()], Access::WriteLatest, |_| ());
    Ok(())
}

/// Numbers the records that lack a number, in the order of their creation.
pub fn fill(table: &Table, key: &ColumnKey) -> Result<(), Error> {
    let sequence = Param::Datum(Some(sequence(table, key)?.into()), pg_sys::REGCLASSOID);
    let statement = sql::fill(table, key);
    without_validation(relation(table), || {
        execute(statement.text(), &[sequence], Access::WriteLatest, |_| ())
    });
    Ok(())
}

/// Follows a change of config. If the start is beyond the next number, it becomes the next number. Otherwise nothing
/// changes, because no number is given twice.
pub fn restart(table: &Table, column: &Column) -> Result<(), Error> {
    sequence(table, &column.key)?;
    let next = execute_sql(&sql::next(table, &column.key), Access::ReadLatest, |rows| rows.get::<i64>(0, 1));
    if next.is_none_or(|next| next.unsigned_abs() < start(&column.config)) {
        run_ddl(sql::restart(table, column).text());
    }
    Ok(())
}

/// Names the sequence after the column's new key.
pub fn rename(table: &Table, from: &ColumnKey, to: &ColumnKey) -> Result<(), Error> {
    sequence(table, from)?;
    run_ddl(sql::rename(table, from, to).text());
    Ok(())
}

/// Drops the sequence of a key, if there is one.
pub fn drop(table: &Table, key: &ColumnKey) {
    if backend::relation(SCHEMA, &sql::name(table, key)) != pg_sys::InvalidOid {
        run_ddl(sql::drop(table, key).text());
    }
}

/// Draws the next numbers of a record's columns, by key. They are used up even if the record is not stored in the
/// end. An error if a column has no number left. Each new record needs this, so PostgreSQL's function is called
/// directly and not by a statement.
pub fn next(table: &Table, keys: &[&String]) -> Result<Object, Error> {
    let mut drawn = Object::new();
    for key in keys {
        let number = sequence::next_number(sequence(table, &ColumnKey::new(key)?)?).ok_or_else(|| {
            Error::limit(format!("column \"{key}\" of table \"{}\" has no number left", table.slug))
        })?;
        drawn.insert((*key).clone(), Value::from(number));
    }
    Ok(drawn)
}
