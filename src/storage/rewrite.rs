//! Changes of a column that look at or rewrite the records. The caller holds a lock that keeps
//! writers out.

use dyntables_core::Error;
use dyntables_core::filter::ast::{Predicate, Test};
use dyntables_core::filter::field::Field;
use dyntables_core::model::column::Column;
use dyntables_core::model::ident::ColumnKey;
use dyntables_core::model::table::Table;
use dyntables_core::query::document::Trash;
use dyntables_core::sqlgen::param::Param;
use dyntables_core::sqlgen::{select, write};
use dyntables_core::types::Source;
use dyntables_core::types::kind::Kind;
use dyntables_core::validate::normalize::fill;

use crate::access::identity;
use crate::spi::plan::execute_sql;
use crate::spi::{Access, guarded};
use crate::storage::convert::Change;
use crate::storage::{catalog, indexes, numbers};
use crate::trigger::without_validation;

/// How many ids an error names.
const NAMED: i64 = 5;

fn is_empty(column: &Column) -> Predicate {
    // As a JSON part, whatever its type: empty is the same for all of them.
    let field = Field::Path { steps: vec![column.key.to_string()], kind: Kind::Json };
    Predicate::Test(field, Test::Empty)
}

/// Fails if records lack the value of a column that is required.
pub fn require(table: &Table, column: &Column) -> Result<(), Error> {
    let lacking = is_empty(column);
    let count = execute_sql(&select::count(table, &lacking, Trash::Exclude), Access::ReadLatest, |rows| {
        rows.get::<i64>(0, 1)
    });
    match count {
        Some(count) if count > 0 => {
            let ids = execute_sql(&select::first_ids(table, &lacking, NAMED), Access::ReadLatest, ids);
            Err(Error::MissingValues {
                table: table.slug.to_string(),
                column: column.key.to_string(),
                count,
                ids,
            })
        }
        _ => Ok(()),
    }
}

fn ids(rows: crate::spi::Rows) -> Vec<String> {
    (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
}

/// Writes the column's default into the records that lack the key.
pub fn backfill(table: &Table, column: &Column) -> Result<(), Error> {
    if column.type_.source() != Source::Data || column.default.is_none() {
        return Err(Error::bad(format!("column \"{}\" has no default to fill in", column.key)));
    }
    let value = fill(column, &identity::moment());
    let patch = serde_json::json!({ column.key.as_str(): value });
    let sql = write::update_where(table, &is_empty(column), Param::Jsonb(patch));
    guarded(|| without_validation(|| execute_sql(&sql, Access::Write, |_| ())))
        .map_err(|failure| failure.unless_duplicate(table, &[column.key.to_string()]))
}

/// Puts a changed column in the place of the old one: in the catalog, and, where its key, type or
/// config changes, in the records and indexes.
pub fn redefine(
    table: &Table,
    before: &Column,
    after: &Column,
    conversion: Option<&Change>,
) -> Result<(), Error> {
    let renamed = before.key != after.key;
    if !renamed && conversion.is_none() {
        catalog::update_column(table, before.key.as_str(), after);
        return indexes::sync_column(table, Some(before), after);
    }
    let remade = indexes::over_changed(table, before, after)?;
    for index in &remade.all {
        indexes::drop(&index.name);
    }
    if let Some(conversion) = conversion {
        conversion.apply(table);
    }
    if renamed && before.type_.source() == Source::Data {
        let sql = write::rename_key(table, &before.key, &after.key);
        without_validation(|| execute_sql(&sql, Access::Write, |_| ()));
    }
    if after.type_.is_assigned() {
        numbers::rename(table, before, after)?;
    } else {
        // A column that was numbered draws no numbers any more.
        numbers::drop(table, &before.key);
    }
    catalog::update_column(table, before.key.as_str(), after);
    for (name, index) in &remade.others {
        indexes::create_named(table, index, name)?;
    }
    indexes::sync_column(table, None, after)
}

/// Removes a key from all records.
pub fn remove(table: &Table, key: &ColumnKey) {
    let sql = write::remove_key(table, key);
    without_validation(|| execute_sql(&sql, Access::Write, |_| ()));
}
