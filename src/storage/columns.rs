//! Changes of a column that look at or rewrite the records. The caller holds a lock that keeps
//! writers out. Whatever the isolation level, every committed record is reached: a record that a
//! REPEATABLE READ transaction does not see would keep the old key, or a value of the old type.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_ask::select::Trash;
use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_records::amend::fill;
use dyntables_records::unconverted;
use dyntables_sql::{convert, select, write};
use dyntables_values::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::Source;

use crate::caller::identity;
use crate::catalog::names::relation;
use crate::catalog::store;
use crate::server::execute::{Access, execute_sql};
use crate::server::guard::guarded;
use crate::server::write_mode::without_validation;
use crate::storage::convert::Change;
use crate::storage::{indexes, sequences, statistics};

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
            let ids = execute_sql(&select::first_ids(table, &lacking, NAMED), Access::ReadLatest, texts);
            Err(Error::missing_values(table.slug.as_str(), column.key.as_str(), count, &ids))
        }
        _ => Ok(()),
    }
}

fn texts(rows: crate::server::rows::Rows) -> Vec<String> {
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
    guarded(|| without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ())))
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
        store::update_column(table, before.key.as_str(), after);
        statistics::sync_column(table, Some(before), after);
        return indexes::sync_column(table, Some(before), after);
    }
    let remade = indexes::over_changed(table, before, after)?;
    for index in &remade.all {
        indexes::drop(&index.name);
    }
    if conversion.is_some() || before.type_.source() == Source::Data {
        store::mark_rewritten(table);
    }
    if let Some(conversion) = conversion {
        conversion.apply(table);
    }
    if renamed && before.type_.source() == Source::Data {
        let sql = write::rename_key(table, &before.key, &after.key);
        without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
        rename_unconverted(table, &before.key, &after.key);
    }
    if after.type_.is_assigned() {
        sequences::rename(table, before, after)?;
    } else {
        // A column that was numbered draws no numbers any more.
        sequences::drop(table, &before.key);
    }
    store::update_column(table, before.key.as_str(), after);
    statistics::sync_column(table, Some(before), after);
    for (name, index) in &remade.others {
        indexes::create_named(table, index, name)?;
    }
    indexes::sync_column(table, None, after)
}

/// Removes a key from all records, and what they keep of its values that did not convert.
pub fn remove(table: &Table, key: &ColumnKey) {
    store::mark_rewritten(table);
    let sql = write::remove_key(table, key);
    without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    let names =
        unconverted::of_column(&unconverted_names(table), key.as_str(), |name| is_column(table, name));
    if !names.is_empty() {
        let sql = convert::forget_unconverted(table, names);
        without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    }
}

/// What did not convert is found under the column's key, also when it gets another.
fn rename_unconverted(table: &Table, old: &ColumnKey, new: &ColumnKey) {
    let names = unconverted::renamed(&unconverted_names(table), old.as_str(), new.as_str(), |name| {
        is_column(table, name)
    });
    if !names.is_empty() {
        let sql = convert::rename_unconverted(table, &names);
        without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    }
}

fn unconverted_names(table: &Table) -> Vec<String> {
    execute_sql(&convert::unconverted_names(table), Access::ReadLatest, texts)
}

fn is_column(table: &Table, name: &str) -> bool {
    table.column(name).is_some() || table.trashed.iter().any(|key| key.as_str() == name)
}
