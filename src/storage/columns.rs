//! How is a change of a column carried out? Its steps are taken in order.
//!
//! They reach every committed record, whatever the isolation level. A record that a REPEATABLE READ transaction does
//! not see would otherwise keep the old key, or a value of the old type.

use dyntables_ask::field::Field;
use dyntables_ask::index::Index;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_ask::select::Trash;
use dyntables_model::column::Column;
use dyntables_model::how::{How, OnFailure};
use dyntables_model::ident::ColumnKey;
use dyntables_model::record_name;
use dyntables_model::step::Step;
use dyntables_model::table::Table;
use dyntables_records::fill::fill;
use dyntables_records::unconverted;
use dyntables_sql::{convert, select, write};
use dyntables_values::Error;
use dyntables_values::param::Param;
use dyntables_values::system::Source;

use crate::caller::identity;
use crate::catalog::names::relation;
use crate::catalog::store;
use crate::server::execute::{Access, execute_sql};
use crate::server::guard::guarded;
use crate::server::rows::Rows;
use crate::server::write_mode::without_validation;
use crate::storage::convert::{Change, Report};
use crate::storage::distinct::are_distinct;
use crate::storage::{dependents, file_refs, indexes, sequences, statistics, typed};

/// The most ids that an error names.
pub(super) const NAMED: i64 = 5;

/// Carries out the steps of a change in their order. Returns what became of the values, if a step counts them.
/// `table` is the table before the first step. The caller holds the lock that the steps need.
pub fn carry_out(table: &Table, steps: &[Step<'_>]) -> Result<Option<Report>, Error> {
    dependents::check(table, steps)?;
    let mut report: Option<Report> = None;
    let mut counted_change: Option<Change> = None;
    let mut taken_down = Vec::new();
    for step in steps {
        match *step {
            Step::CountValues { before, after, how } => {
                let change = Change::of(table, before, after, how);
                let counted = change.report(table);
                if how.on_failure == OnFailure::Abort && counted.failed > 0 {
                    return Err(change.error(table, counted));
                }
                report = Some(counted);
                are_distinct(table, before, after, &change)?;
                counted_change = Some(change);
            }
            Step::TakeDownIndexes { before, after } => {
                indexes::drop_half_built(table, before);
                indexes::drop_early(table, before, after);
                let touched = indexes::over_changed(table, before, after)?;
                for index in &touched.all {
                    indexes::drop(&index.name);
                }
                taken_down = touched.others;
            }
            Step::DropIndexes(key) => indexes::drop_over(table, key),
            Step::NoteRewrite => store::mark_rewritten(table),
            Step::ConvertValues { before, after, how } => {
                counted_change.take().unwrap_or_else(|| Change::of(table, before, after, how)).apply(table);
            }
            Step::RenameKey { from, to } => {
                check_unused(table, from, to)?;
                rename(table, from, to);
            }
            Step::RenameInSettings { from, to } => {
                if let Some(settings) = record_name::renamed(&table.settings, from.as_str(), to.as_str()) {
                    store::update_settings(table, &settings);
                }
            }
            Step::CountUnconverted { after, how } => {
                let change = retry(table, after, how)?;
                report.get_or_insert_default().add(change.report(table));
                counted_change = Some(change);
            }
            Step::RetryUnconverted { after, how } => {
                let change = counted_change.take().map_or_else(|| retry(table, after, how), Ok)?;
                guarded(|| change.apply(table))
                    .map_err(|failure| failure.of_record(table, &[after.key.to_string()]))?;
            }
            Step::AddTyped(column) => typed::add(table, column)?,
            Step::FillTyped(column) => typed::fill(table, column)?,
            Step::RetypeTyped(column) => typed::retype(table, column)?,
            Step::MendTyped(column) => typed::mend(table, column),
            Step::RenameTyped { from, to } => typed::rename(table, from, to),
            Step::DropTyped(key) => typed::drop(table, key),
            Step::RemoveKey(key) => remove(table, key),
            Step::MakeSequence(column) => sequences::create(table, column)?,
            Step::ContinueSequence(column) => sequences::go_on(table, column)?,
            Step::NumberRecords(column) => sequences::fill(table, &column.key)?,
            Step::RenameSequence { from, to } => sequences::rename(table, from, to)?,
            Step::RestartSequence(column) => sequences::restart(table, column)?,
            Step::DropSequence(key) => sequences::drop(table, key),
            Step::InsertColumn(column) => store::insert_column(table, column),
            Step::UpdateColumn { key, after } => store::update_column(table, key.as_str(), after),
            Step::UpdateLabels { key, after } => store::update_labels(table, key.as_str(), after),
            Step::TrashColumn(key) => store::trash_column(table, key.as_str(), true),
            Step::RestoreColumn(key) => store::trash_column(table, key.as_str(), false),
            Step::DeleteColumn(key) => store::delete_column(table, key.as_str()),
            Step::DropStatistics(key) => statistics::drop(table, key),
            Step::MakeStatistics { after, place_of } => statistics::create(table, after, place_of),
            Step::RemakeIndexes => {
                for (name, index) in &taken_down {
                    indexes::create_named(table, index, name)?;
                }
            }
            Step::MakeIndex { column, unique } => {
                indexes::create(table, &Index::of_column(column, unique))?;
            }
            Step::DropIndex { column, unique } => {
                indexes::drop_same(table, &Index::of_column(column, unique));
            }
            Step::Backfill(column) => backfill(table, column)?,
            Step::Require(column) => require(table, column)?,
            Step::RenameFileRefs { from, to } => file_refs::rename(table, from, to),
            Step::CollectFileRefs(key) => file_refs::collect(table, key),
            Step::DetachFiles(key) => file_refs::detach_all(table, Some(key)),
            Step::KeepFileTrigger => file_refs::keep_trigger(table),
        }
    }
    Ok(report)
}

/// The reading of what could not be converted of a column.
pub(super) fn retry(table: &Table, column: &Column, how: &How) -> Result<Change, Error> {
    let names = unconverted_names(table);
    let names = unconverted::of_column(&names, column.key.as_str(), |name| is_column(table, name));
    Change::retry(table, column, &unconverted::in_order(names, column.key.as_str()), how)
}

/// The condition that a record has no value of the column.
fn is_empty(column: &Column) -> Predicate {
    // The value is read as JSON, in which a value of any type is empty in the same way.
    let field = Field::json_of(&column.key);
    Predicate::Test(field, Test::Empty)
}

/// Fails if records lack the value of a column that is required.
fn require(table: &Table, column: &Column) -> Result<(), Error> {
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

fn texts(rows: Rows) -> Vec<String> {
    (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
}

/// The error for a column without a default to fill in.
pub(super) fn no_default(column: &Column) -> Error {
    Error::bad(format!("column \"{}\" has no default to fill in", column.key))
}

/// Writes the column's default into the records that have no value. An error if the column has no default, or if it is
/// unique and more than one record would get it.
fn backfill(table: &Table, column: &Column) -> Result<(), Error> {
    if column.type_.source() != Source::Data || column.default.is_none() {
        return Err(no_default(column));
    }
    let value = fill(column, &identity::moment());
    let patch = serde_json::json!({ column.key.as_str(): value });
    let sql = write::update_where(table, &is_empty(column), Param::Jsonb(patch));
    guarded(|| without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ())))
        .map_err(|failure| failure.of_record(table, &[column.key.to_string()]))
}

/// Fails if records have a value of a key that a column is to get. Those of an open table may.
pub(super) fn check_unused(table: &Table, old: &ColumnKey, new: &ColumnKey) -> Result<(), Error> {
    let (count, ids) = execute_sql(&select::with_key(table, new, NAMED), Access::ReadLatest, |rows| {
        let ids: Vec<String> = (0..rows.len()).filter_map(|row| rows.get(row, 2)).collect();
        (rows.get::<i64>(0, 1).unwrap_or(0), ids)
    });
    match count {
        0 => Ok(()),
        count => Err(Error::key_in_use(table.slug.as_str(), old.as_str(), new.as_str(), count, &ids)),
    }
}

/// Moves the values to another key. What did not convert is kept under the column's key, so it moves, too.
fn rename(table: &Table, old: &ColumnKey, new: &ColumnKey) {
    let sql = write::rename_key(table, old, new);
    without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    let names = unconverted::renamed(&unconverted_names(table), old.as_str(), new.as_str(), |name| {
        is_column(table, name)
    });
    if !names.is_empty() {
        let sql = convert::rename_unconverted(table, &names);
        without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    }
}

/// Removes a key from all records, and what they keep of its values that did not convert.
fn remove(table: &Table, key: &ColumnKey) {
    let sql = write::remove_key(table, key);
    without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    let names =
        unconverted::of_column(&unconverted_names(table), key.as_str(), |name| is_column(table, name));
    if !names.is_empty() {
        let sql = convert::forget_unconverted(table, names);
        without_validation(relation(table), || execute_sql(&sql, Access::WriteLatest, |_| ()));
    }
}

fn unconverted_names(table: &Table) -> Vec<String> {
    execute_sql(&convert::unconverted_names(table), Access::ReadLatest, texts)
}

fn is_column(table: &Table, name: &str) -> bool {
    table.column(name).is_some() || table.trashed.iter().any(|key| key.as_str() == name)
}
