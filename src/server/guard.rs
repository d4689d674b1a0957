//! Which failure of a statement can a caller's values cause? A unique violation. It is told in the caller's terms.

use dyntables_model::table::Table;
use dyntables_values::Error;

use crate::server::report::{UNIQUE_VIOLATION, watched};
use crate::server::write_mode::batch_index;

/// A unique violation as PostgreSQL reported it.
#[derive(Debug)]
pub struct Failure {
    constraint: String,
    detail: String,
}

/// Runs a statement. A unique violation comes back as a [`Failure`]. The caller must turn it into an error and return
/// that, because the transaction is to be aborted as after any other error.
pub fn guarded<T>(statement: impl FnOnce() -> T) -> Result<T, Failure> {
    watched(statement).map_err(|caught| {
        if caught.code() != Some(UNIQUE_VIOLATION) {
            caught.resume();
        }
        Failure { constraint: caught.constraint().unwrap_or_default(), detail: caught.detail() }
    })
}

impl Failure {
    /// The value in `Key (…)=(value) already exists.`. Every translation of the sentence has it in this form.
    fn value(&self) -> Option<String> {
        let from = self.detail.rfind(")=(")? + 3;
        let to = self.detail.rfind(')').filter(|to| *to >= from)?;
        Some(self.detail[from..to].to_owned())
    }

    /// The error for a name that is taken; `error` is told the constraint.
    pub fn unless_taken(self, error: impl FnOnce(&str) -> Error) -> Error {
        error(&self.constraint)
    }

    /// The error for a value that another record has, in an index over `columns`.
    pub fn unless_duplicate(self, table: &Table, columns: &[String]) -> Error {
        Error::duplicate(table.slug.as_str(), columns, self.value().as_deref(), batch_index())
    }

    /// The error for a value that occurs more than once, when a unique index is made.
    pub fn unless_not_unique(self, table: &Table, columns: &[String]) -> Error {
        Error::not_unique(table.slug.as_str(), columns, self.value().as_deref())
    }

    /// The error for a value that another record has. Its columns are those of the index that PostgreSQL names, or
    /// `id` if that is none of these.
    pub fn of_indexes<'a>(
        self,
        table: &Table,
        mut indexes: impl Iterator<Item = (&'a str, &'a [String])>,
    ) -> Error {
        let columns = indexes.find(|(name, _)| *name == self.constraint).map(|(_, columns)| columns.to_vec());
        let columns = columns.unwrap_or_else(|| vec!["id".to_owned()]);
        self.unless_duplicate(table, &columns)
    }
}
