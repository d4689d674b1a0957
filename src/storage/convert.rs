//! What becomes of a column's values when its type or config changes? This file finds the options that they need,
//! counts those that do not convert, and rewrites the others.
//!
//! SQL calls the conversion for each record, so that no table is loaded into memory. The caller holds a lock that keeps
//! writers out, unless it only asks.

use std::cell::RefCell;
use std::rc::Rc;

use dyntables_model::column::Column;
use dyntables_model::how::How;
use dyntables_model::table::Table;
use dyntables_records::convert::{
    Conversion, document, observes_marks, reads_marks, retry_document, with_marks,
};
use dyntables_sql::convert as sql;
use dyntables_values::Error;
use dyntables_values::fault::{Fault, FaultCode};
use serde_json::{Value, json};

use crate::catalog::names::relation;
use crate::server::execute::{Access, execute};
use crate::server::jsonb::{self, Jsonb};
use crate::server::param::Value as Param;
use crate::server::rows::Rows;
use crate::server::write_mode::without_validation;
use crate::storage::environment::ENVIRONMENT;

/// How many failures an error or a result shows.
const SHOWN: i64 = 5;

thread_local! {
    /// The conversion of the last call, with its document: compiled once per statement.
    static LAST: RefCell<Option<(Vec<u8>, Rc<Conversion>)>> = const { RefCell::new(None) };
}

/// Forgets what callers gave. Called at the end of each transaction.
pub fn forget() {
    LAST.take();
}

/// The conversion that a document describes. An error if it describes none.
pub fn compiled(document: &Jsonb<'_>) -> Result<Rc<Conversion>, Error> {
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(bytes, _)| bytes == document.bytes()).map(|(_, conversion)| conversion.clone())
    });
    if let Some(conversion) = known {
        return Ok(conversion);
    }
    let conversion = Rc::new(Conversion::from_document(&document.to_value()?)?);
    LAST.set(Some((document.bytes().to_vec(), conversion.clone())));
    Ok(conversion)
}

/// A change of a column's type or config.
pub struct Change {
    before: Column,
    after: Column,
    /// The change as the functions of `functions::conversion` take it.
    document: Value,
}

/// What a change does to the values.
#[derive(Debug, Default)]
pub struct Report {
    /// How many values convert, those included that stay as they are.
    pub converted: i64,
    /// How many do not.
    pub failed: i64,
    /// The first of these, each as `{"id", "value", "message"}`.
    pub examples: Vec<Value>,
}

impl Report {
    /// Adds what another change does.
    pub fn add(&mut self, other: Report) {
        self.converted += other.converted;
        self.failed += other.failed;
        self.examples.extend(other.examples);
        self.examples.truncate(usize::try_from(SHOWN).unwrap_or_default());
    }
}

impl Change {
    /// From `before` to `after`; `after` need not have its options yet.
    pub fn new(before: &Column, after: &Column, how: &How) -> Self {
        Change { before: before.clone(), after: after.clone(), document: document(before, after, how) }
    }

    /// The same for the values of a table, which may show how they are to be read.
    pub fn of(table: &Table, before: &Column, after: &Column, how: &How) -> Self {
        let mut change = Change::new(before, after, how);
        if observes_marks(before, after, how) {
            change.observe(table);
        }
        change
    }

    /// A change that reads once more what an earlier one could not convert, and records keep under `names`.
    pub fn retry(table: &Table, column: &Column, names: &[String], how: &How) -> Result<Self, Error> {
        let document = retry_document(column, names, how)?;
        let mut change = Change { before: column.clone(), after: column.clone(), document };
        if reads_marks(column, how) {
            change.observe(table);
        }
        Ok(change)
    }

    /// Learns from the values which decimal mark they have.
    fn observe(&mut self, table: &Table) {
        let marks: Vec<String> = execute(
            sql::shown_marks(table, self.values()).text(),
            &[self.param()],
            Access::ReadLatest,
            |rows| (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect(),
        );
        with_marks(&mut self.document, &marks);
    }

    /// The values that the change is about.
    fn values(&self) -> sql::Values<'_> {
        sql::Values { key: &self.before.key, unconverted: !self.document["kept"].is_null() }
    }

    /// The change as the parameter of a statement.
    fn param(&self) -> Param {
        self.document.clone().into()
    }

    /// As the functions that SQL calls read it.
    pub fn document(&self) -> Value {
        self.document.clone()
    }

    /// The default after the change. An error if the default does not convert.
    pub fn default(&self) -> Result<Option<Value>, Error> {
        compiled(&jsonb::from_value(&self.document))?.default(&ENVIRONMENT)
    }

    /// The options that the values need and the new column lacks, sorted; at most `most`.
    pub fn missing_options(&self, table: &Table, most: usize) -> Result<Vec<String>, Error> {
        let key = &self.before.key;
        let one_more = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut missing: Vec<String> = execute(
            sql::missing_options(table, key).text(),
            &[self.param(), one_more.into()],
            Access::ReadLatest,
            |rows| (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect(),
        );
        if missing.len() > most {
            return Err(Error::bad_hint(
                format!(
                    "column \"{key}\" of table \"{}\" has more than {most} different values, too many to make options of",
                    table.slug
                ),
                "Give the options in \"config\", with \"on_failure\" for the other values; or give \"max_options\", at most 10000.",
            ));
        }
        missing.sort();
        Ok(missing)
    }

    /// Counts what converts and what fails.
    pub fn report(&self, table: &Table) -> Report {
        let counts =
            execute(sql::count(table, self.values()).text(), &[self.param()], Access::ReadLatest, |rows| {
                (rows.get::<i64>(0, 1).unwrap_or_default(), rows.get::<i64>(0, 2).unwrap_or_default())
            });
        let mut report = Report { converted: counts.0, failed: counts.1, examples: Vec::new() };
        if report.failed > 0 {
            report.examples = execute(
                sql::examples(table, self.values()).text(),
                &[self.param(), SHOWN.into()],
                Access::ReadLatest,
                |rows| (0..rows.len()).map(|row| self.example(rows, row)).collect(),
            );
        }
        report
    }

    /// A row of the examples: id, value, message.
    fn example(&self, rows: Rows, row: usize) -> Value {
        // A value that is nested too deep to be read is not shown.
        let value = rows.jsonb(row, 2).and_then(|value| value.to_value().ok());
        let fault = Fault {
            column: self.before.key.to_string(),
            code: FaultCode::Conversion,
            message: rows.get(row, 3).unwrap_or_default(),
            value,
            nearest: None,
        };
        let shown = fault.to_json();
        json!({"id": rows.get::<String>(row, 1), "value": shown["value"], "message": shown["message"]})
    }

    /// The error for a report with failures.
    pub fn error(&self, table: &Table, report: Report) -> Error {
        let changes_type = self.before.type_.name() != self.after.type_.name();
        Error::inconvertible(
            table.slug.as_str(),
            self.before.key.as_str(),
            changes_type.then(|| self.after.type_.name()),
            report.failed,
            report.converted + report.failed,
            &report.examples,
        )
    }

    /// Rewrites the values under the key that they have. `version` and `updated_at` stay, because nobody has changed a
    /// record.
    pub fn apply(&self, table: &Table) {
        let text = sql::apply(table, self.values());
        without_validation(relation(table), || {
            execute(text.text(), &[self.param()], Access::WriteLatest, |_| ())
        });
    }
}
