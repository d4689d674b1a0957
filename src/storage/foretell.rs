//! What would a change of a column come to? Everything that would refuse it is told, and nothing is changed.

use dyntables_ask::index::Index;
use dyntables_model::column::Column;
use dyntables_model::how::OnFailure;
use dyntables_model::step::Step;
use dyntables_model::table::Table;
use dyntables_records::fill::fill;
use dyntables_sql::foretell::{Future, lacking};
use dyntables_values::Error;

use crate::caller::identity;
use crate::server::execute::{Access, execute_sql};
use crate::storage::columns::{NAMED, check_unused, no_default, retry};
use crate::storage::convert::{Change, Report};
use crate::storage::distinct::{are_distinct, is_unique};
use crate::storage::{dependents, indexes};

/// Tells what would become of the values. Fails as the change itself would if an index is in its way, if a unique value
/// would occur twice, or if a required one would be missing. Values that do not convert are only counted.
pub fn foretell(table: &Table, steps: &[Step<'_>]) -> Result<Option<Report>, Error> {
    dependents::check(table, steps)?;
    let mut report: Option<Report> = None;
    let mut future = Future::default();
    let mut taken_down = Vec::new();
    for step in steps {
        match *step {
            Step::CountValues { before, after, how } => {
                let change = Change::of(table, before, after, how);
                let counted = change.report(table);
                let is_refused = how.on_failure == OnFailure::Abort && counted.failed > 0;
                report = Some(counted);
                if is_refused {
                    return Ok(report);
                }
                are_distinct(table, before, after, &change)?;
                future.conversion = Some(change.document());
            }
            Step::CountUnconverted { after, how } => {
                // The values have their old key yet.
                let mut column = after.clone();
                if let Some((old, _)) = future.rename {
                    column.key = old.clone();
                }
                let change = retry(table, &column, how)?;
                report.get_or_insert_default().add(change.report(table));
                if future.conversion.is_none() {
                    future.conversion = Some(change.document());
                    if after.unique {
                        is_unique(table, &Index::of_column(after, true), &future)?;
                    }
                }
            }
            Step::TakeDownIndexes { before, after } => {
                taken_down = indexes::over_changed(table, before, after)?.others;
            }
            Step::RenameKey { from, to } => {
                check_unused(table, from, to)?;
                future.rename = Some((from, to));
            }
            Step::RemakeIndexes => {
                for (_, index) in taken_down.iter().filter(|(_, index)| index.unique) {
                    is_unique(table, index, &future)?;
                }
            }
            Step::MakeIndex { column, unique } => {
                // Of values that convert, those that are too large do not.
                if future.conversion.is_none() {
                    // They have their old key yet.
                    let key = future.rename.map_or(&column.key, |(old, _)| old);
                    let column = Column { key: key.clone(), ..column.clone() };
                    indexes::check_sizes(table, &Index::of_column(&column, unique).in_data(), false)?;
                }
                if unique {
                    is_unique(table, &Index::of_column(column, true), &future)?;
                }
            }
            Step::Backfill(column) => {
                if column.default.is_none() {
                    return Err(no_default(column));
                }
                let value = fill(column, &identity::moment());
                future.backfill = Some((&column.key, serde_json::json!({ column.key.as_str(): value })));
                if column.unique {
                    is_unique(table, &Index::of_column(column, true), &future)?;
                }
            }
            Step::Require(column) => is_filled(table, column, &future)?,
            _ => {}
        }
    }
    Ok(report)
}

/// Fails if records will lack the value of a column.
fn is_filled(table: &Table, column: &Column, future: &Future<'_>) -> Result<(), Error> {
    let sql = lacking(table, &column.key, future, NAMED);
    let (count, ids) = execute_sql(&sql, Access::ReadLatest, |rows| {
        let ids: Vec<String> = (0..rows.len()).filter_map(|row| rows.get(row, 2)).collect();
        (rows.get::<i64>(0, 1).filter(|_| !ids.is_empty()).unwrap_or(0), ids)
    });
    if count == 0 {
        return Ok(());
    }
    Err(Error::missing_values(table.slug.as_str(), column.key.as_str(), count, &ids))
}
