//! Which failure of a statement can a caller's values cause? A unique violation. It is told in the caller's terms.

use dyntables_model::table::Table;
use dyntables_values::Error;
use serde_json::{Value, json};

use crate::server::savepoint::attempt;
use crate::server::sqlstate::{LIMIT_EXCEEDED, UNIQUE_VIOLATION};
use crate::server::witness::{Caught, watched};
use crate::server::write_mode::batch_index;

/// What PostgreSQL reported about the entry of a record into an index.
#[derive(Debug)]
pub enum Failure {
    /// Another record has the value.
    Unique {
        /// The index.
        index: String,
        /// `Key (…)=(value) already exists.`
        detail: String,
    },
    /// Its values are too large. The message names the index, in every language.
    TooLarge {
        /// PostgreSQL's message.
        message: String,
    },
}

/// Runs a statement. What an index refuses comes back as a [`Failure`]. The caller must turn it into an error and return
/// that, because the transaction is to be aborted as after any other error.
pub fn guarded<T>(statement: impl FnOnce() -> T) -> Result<T, Failure> {
    watched(statement).map_err(|caught| Failure::of(&caught).unwrap_or_else(|| caught.resume()))
}

/// Runs statements which are undone if a record is refused. The call may go on then.
pub fn tried<T>(statements: impl FnOnce() -> T) -> Result<T, Refusal> {
    attempt(statements).map_err(|caught| {
        if let Some(failure) = Failure::of(&caught) {
            return Refusal::Index(failure);
        }
        if !caught.refuses_data() {
            caught.resume();
        }
        let other = || vec![json!({"column": null, "code": "invalid", "message": caught.message()})];
        Refusal::Faults(caught.faults().unwrap_or_else(other))
    })
}

/// Why records were not written.
pub enum Refusal {
    /// An index does not take one of them.
    Index(Failure),
    /// One of them breaks rules: the trigger's list of them.
    Faults(Vec<Value>),
}

/// An index of a table, as errors are told by it.
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// The keys of its columns.
    pub columns: &'a [String],
}

impl Failure {
    fn of(caught: &Caught) -> Option<Self> {
        // Another call of this extension may have raised it within the statement, and told it in its own words; a trigger
        // may have written to a table of somebody else's.
        let is_of_another =
            caught.schema().is_some_and(|schema| !["dt_data", "dt"].contains(&schema.as_str()));
        if caught.faults().is_some() || is_of_another {
            return None;
        }
        match caught.code()? {
            UNIQUE_VIOLATION => Some(Failure::Unique {
                index: caught.constraint().unwrap_or_default(),
                detail: caught.detail(),
            }),
            LIMIT_EXCEEDED => Some(Failure::TooLarge { message: caught.message() }),
            _ => None,
        }
    }

    /// The value in `Key (…)=(value) already exists.`. Every translation of the sentence has it in this form.
    fn value(detail: &str) -> Option<&str> {
        let from = detail.rfind(")=(")? + 3;
        let to = detail.rfind(')').filter(|to| *to >= from)?;
        Some(&detail[from..to])
    }

    /// As [`Failure::value`]; the value of one column as people read it.
    fn shown(detail: &str, table: &Table, columns: &[String]) -> Option<String> {
        let value = Failure::value(detail)?;
        let column = columns.first().filter(|_| columns.len() == 1).and_then(|key| table.column(key));
        Some(column.map_or_else(|| value.to_owned(), |column| column.type_.identity_shown(value)))
    }

    /// The error for a name that is taken; `error` is told the constraint.
    pub fn unless_taken(self, error: impl FnOnce(&str) -> Error) -> Error {
        match self {
            Failure::Unique { index, .. } => error(&index),
            Failure::TooLarge { message } => Error::limit(message),
        }
    }

    /// The error for a record that an index over `columns` does not take.
    pub fn of_record(self, table: &Table, columns: &[String]) -> Error {
        let slug = table.slug.as_str();
        let record = batch_index();
        if columns.iter().any(|column| table.hidden.iter().any(|key| key.as_str() == column)) {
            return Error::duplicate_hidden(slug, record);
        }
        match self {
            Failure::Unique { index, detail } => {
                let value = Failure::shown(&detail, table, columns);
                Error::duplicate(slug, columns, &index, value.as_deref(), record)
            }
            Failure::TooLarge { .. } => Error::too_large(slug, columns, record),
        }
    }

    /// The error for records that do not allow an index over `columns`.
    pub fn of_new_index(self, table: &Table, columns: &[String]) -> Error {
        let slug = table.slug.as_str();
        match self {
            Failure::Unique { detail, .. } => {
                Error::not_unique(slug, columns, Failure::shown(&detail, table, columns).as_deref())
            }
            Failure::TooLarge { .. } => Error::too_large(slug, columns, None),
        }
    }

    /// The error for a record that an index does not take. Its columns are those of the index that PostgreSQL names; `id`
    /// for any other.
    pub fn of_indexes<'a>(self, table: &Table, indexes: impl Iterator<Item = Entry<'a>>) -> Error {
        let is_named = |name: &str| match &self {
            Failure::Unique { index, .. } => index == name,
            Failure::TooLarge { message } => message.contains(name),
        };
        // A name may begin as another one does: the longest is meant.
        let named = indexes.filter(|entry| is_named(entry.name)).max_by_key(|entry| entry.name.len());
        let columns = named.map(|entry| entry.columns.to_vec());
        self.of_record(table, &columns.unwrap_or_else(|| vec!["id".to_owned()]))
    }
}
