//! Changes of a column that look at or rewrite the records. The caller holds a lock that keeps
//! writers out.

use dyntables_core::Error;
use dyntables_core::filter::ast::{Predicate, Test};
use dyntables_core::filter::field::Field;
use dyntables_core::model::column::Column;
use dyntables_core::model::ident::ColumnKey;
use dyntables_core::model::table::Table;
use dyntables_core::query::document::Trash;
use dyntables_core::sqlgen::index::{self, Index, is_over};
use dyntables_core::sqlgen::param::Param;
use dyntables_core::sqlgen::{select, write};
use dyntables_core::types::Source;
use dyntables_core::types::kind::Kind;
use dyntables_core::validate::normalize::fill;
use pgrx::pg_sys;

use crate::access::identity;
use crate::spi::param::Value;
use crate::spi::plan::execute_sql;
use crate::spi::{Access, execute, guarded};
use crate::storage::{catalog, ddl, indexes, numbers};
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

/// Fails if stored values do not satisfy a column's changed config.
pub fn check_values(table: &Table, column: &Column) -> Result<(), Error> {
    let sql = select::invalid(table);
    let storage = || Value::Datum(Some(ddl::relation(table).into()), pg_sys::REGCLASSOID);
    let (count, ids) = execute(
        sql.text(),
        &[storage(), NAMED.into(), column.key.as_str().into()],
        Access::ReadLatest,
        |rows| (rows.get::<i64>(0, 1).unwrap_or_default(), rows.get::<Vec<String>>(0, 2).unwrap_or_default()),
    );
    if count == 0 {
        return Ok(());
    }
    Err(Error::InvalidValues { table: table.slug.to_string(), column: column.key.to_string(), count, ids })
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

/// Gives a column another key: in the catalog, in the records, in the indexes.
pub fn rename(table: &Table, before: &Column, after: &Column) -> Result<(), Error> {
    let (old, new) = (before.key.as_str(), after.key.as_str());
    let affected: Vec<_> = indexes::list(ddl::relation(table))
        .into_iter()
        .filter(|index| is_over(&index.columns, old))
        .collect();
    for index in &affected {
        indexes::drop(&index.name);
    }
    catalog::update_column(table, old, after);
    if before.type_.source() == Source::Data {
        let sql = write::rename_key(table, &before.key, &after.key);
        without_validation(|| execute_sql(&sql, Access::Write, |_| ()));
    }
    numbers::rename(table, before, after)?;
    let renamed = crate::catalog::by_storage(ddl::relation(table))?;
    for index in affected {
        let keys = index::renamed(&index.columns, old, new);
        let options = serde_json::json!({"kind": index.kind, "unique": index.unique});
        indexes::create(&renamed.table, &Index::parse(&renamed.table, &keys, &options)?)?;
    }
    indexes::sync_column(&renamed.table, Some(&Column { key: after.key.clone(), ..before.clone() }), after)
}

/// Removes a key from all records.
pub fn remove(table: &Table, key: &ColumnKey) {
    let sql = write::remove_key(table, key);
    without_validation(|| execute_sql(&sql, Access::Write, |_| ()));
}
