//! Failures of statements that a caller's values can cause, told in the caller's terms.

use std::panic::AssertUnwindSafe;

use dyntables_core::Error;
use dyntables_core::model::table::Table;
use pgrx::pg_sys::panic::CaughtError;
use pgrx::{PgSqlErrorCode, PgTryBuilder};

/// A unique violation as PostgreSQL reported it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    detail: String,
}

/// Runs a statement; a unique violation comes back as a [`Failure`], which the caller must turn
/// into an error and return: the transaction is to be aborted as after any other error.
pub fn guarded<T>(statement: impl FnOnce() -> T) -> Result<T, Failure> {
    PgTryBuilder::new(AssertUnwindSafe(|| Ok(statement())))
        .catch_when(PgSqlErrorCode::ERRCODE_UNIQUE_VIOLATION, |caught| match caught {
            CaughtError::PostgresError(report) | CaughtError::ErrorReport(report) => Err(Failure {
                message: report.message().to_owned(),
                detail: report.detail().unwrap_or_default().to_owned(),
            }),
            panic @ CaughtError::RustPanic { .. } => panic.rethrow(),
        })
        .execute()
}

impl Failure {
    /// The value in `Key (…)=(value) already exists.`, which every translation keeps in this form.
    fn value(&self) -> Option<String> {
        let from = self.detail.rfind(")=(")? + 3;
        let to = self.detail.rfind(')').filter(|to| *to >= from)?;
        Some(self.detail[from..to].to_owned())
    }

    /// The error for a name that is taken; `error` is told the message, which names the constraint.
    pub fn unless_taken(self, error: impl FnOnce(&str) -> Error) -> Error {
        error(&self.message)
    }

    /// The error for a value that another record has, in an index over `columns`.
    pub fn unless_duplicate(self, table: &Table, columns: &[String]) -> Error {
        Error::Duplicate {
            table: table.slug.to_string(),
            columns: columns.to_vec(),
            value: self.value(),
            index: crate::trigger::batch_index(),
        }
    }

    /// The error for a value that occurs more than once, when a unique index is made.
    pub fn unless_not_unique(self, table: &Table, columns: &[String]) -> Error {
        Error::NotUnique { table: table.slug.to_string(), columns: columns.to_vec(), value: self.value() }
    }

    /// The error for a value that another record has, the columns found by the index that the message names; `id` for any other.
    pub fn of_indexes<'a>(
        self,
        table: &Table,
        indexes: impl Iterator<Item = (&'a str, &'a [String])>,
    ) -> Error {
        let quoted = |name: &str| {
            ['"', '»', '”', '\''].iter().any(|end| self.message.contains(&format!("{name}{end}")))
        };
        let columns = indexes.filter(|(name, _)| quoted(name)).map(|(_, columns)| columns.to_vec()).next();
        let columns = columns.unwrap_or_else(|| vec!["id".to_owned()]);
        self.unless_duplicate(table, &columns)
    }
}
